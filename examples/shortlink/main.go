// Shortlink is a small URL shortener. It works, its tests pass and go vet is silent about it, and yet some of its lines
// miscount or cost more than they should: it is what counterlint is shown with. README.md in the folder above says which.
package main

import (
	"context"
	"errors"
	"expvar"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "address to listen on")
	workers := flag.Int("workers", 4, "workers that check targets")
	inflight := flag.Int64("inflight", 64, "requests served at once")
	every := flag.Duration("report", time.Minute, "time between two reports in the log")
	flag.Parse()
	if *workers < 1 || *inflight < 1 || *every <= 0 {
		log.Fatal("shortlink: -workers, -inflight and -report must be positive")
	}
	if err := serve(*addr, *workers, *inflight, *every); err != nil {
		log.Fatalf("shortlink: %v", err)
	}
}

func serve(addr string, workers int, inflight int64, every time.Duration) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	s := newServer(workers, inflight)
	defer s.checker.close()
	expvar.Publish("shortlink", expvar.Func(func() any { return s.stats.values() }))
	go s.stats.reportEvery(ctx, every, log.Writer())

	srv := &http.Server{Addr: addr, Handler: counted(s), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
