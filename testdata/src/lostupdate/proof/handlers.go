package proof

import (
	"context"
	"log/slog"
	"net/http"
)

type server struct {
	hits  int
	bytes int64
}

// ServeHTTP counts.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits++ // want goroutines/declared:"`s.hits\\+\\+` loses updates: ServeHTTP runs on one goroutine per request"
	s.count(r.ContentLength)
}

func (s *server) count(n int64) {
	s.bytes += n // want `ServeHTTP runs on one goroutine per request`
}

var requests int

func handle(w http.ResponseWriter, r *http.Request) {
	requests++ // want goroutines/proven:"handed to HandleFunc, which runs it on many goroutines"
}

func (s *server) health(w http.ResponseWriter, r *http.Request) {
	s.hits++ // want `handed to HandleFunc`
}

func routes(s *server) *http.ServeMux {
	mux := http.NewServeMux()
	calls := 0
	mux.HandleFunc("/", handle)
	mux.HandleFunc("/health", s.health)
	mux.HandleFunc("/calls", func(w http.ResponseWriter, r *http.Request) {
		calls++ // want `handed to HandleFunc`
	})
	mux.HandleFunc("/async", func(w http.ResponseWriter, r *http.Request) {
		done := make(chan struct{})
		go func() {
			calls++ // want `loses updates`
			close(done)
		}()
		<-done
	})
	return mux
}

func middleware(next http.Handler) http.Handler {
	inFlight := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inFlight++ // want `loses updates`
		next.ServeHTTP(w, r)
		inFlight-- // want `loses updates`
	})
}

// transport counts requests.
type transport struct{ sent int }

// RoundTrip counts.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.sent++ // want goroutines/declared:`RoundTrip`
	return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
}

// logger counts records.
type logger struct{ records int }

// Handle counts.
func (l *logger) Handle(context.Context, slog.Record) error {
	l.records++ // want goroutines/declared:`slog.Handler`
	return nil
}
