package good

import (
	"context"
	"errors"
	"log"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

var total atomic.Int64

func afterLoop(jobs []func() error) error {
	local, failed := int64(0), error(nil)
	for _, job := range jobs {
		if failed = job(); failed != nil {
			break
		}
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
	total.Add(local)
	return failed
}

func deferred(jobs []func() error) error {
	var local int64
	defer func() { total.Add(local) }()
	for _, job := range jobs {
		if err := job(); err != nil {
			return err
		}
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
	return nil
}

func deferredClosure(ctx context.Context, jobs <-chan int) {
	var local int64
	flush := func() {
		total.Add(local)
		local = 0
	}
	defer flush()
	for {
		select {
		case <-ctx.Done():
			return
		case <-jobs:
			local++
			if local >= 100 {
				flush()
			}
		}
	}
}

func onEveryWay(ctx context.Context, jobs <-chan int) {
	var local int64
	for {
		select {
		case <-ctx.Done():
			total.Add(local)
			return
		case _, ok := <-jobs:
			if !ok {
				if local > 0 {
					total.Add(local)
				}
				return
			}
			local++
			if local >= 100 {
				total.Add(local)
				local = 0
			}
		}
	}
}

func ifAny(jobs []int) {
	var local int64
	for range jobs {
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
	if local == 0 {
		return
	}
	total.Add(local)
}

// The caller takes the rest.
func rest(jobs []int) (left int64) {
	var local int64
	for range jobs {
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
	return local
}

// A worker without an end.
func endless(jobs <-chan int) {
	var local int64
	for {
		<-jobs
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
}

// Pacing is no counting.
func paced(jobs []int) {
	n := 0
	for range jobs {
		n++
		if n >= 1000 {
			log.Printf("%d more", n)
			n = 0
		}
		if n > 100 {
			runtime.Gosched()
			n = 0
		}
	}
}

// A way that ends the process.
func fatal(jobs []func() error) {
	var local int64
	for _, job := range jobs {
		if job() != nil {
			os.Exit(1)
		}
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
	total.Add(local)
}

// The flush is the end of a section, not a threshold.
func sections(lines []string) {
	var n int64
	for _, l := range lines {
		if l == "" {
			total.Add(n)
			n = 0
			continue
		}
		n++
	}
}

// What is left is empty: a return right after the flush.
func afterFlush(jobs []int) bool {
	var local int64
	for range jobs {
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
			return true
		}
	}
	return total.Add(local) > 0
}

// Flushed by the owner's Close.
type handle struct {
	mu sync.Mutex
	n  int64
}

func newHandle() *handle { return &handle{} }

func (h *handle) inc() {
	h.n++
	if h.n >= 256 {
		total.Add(h.n)
		h.n = 0
	}
}

func (h *handle) Close() {
	total.Add(h.n)
	h.n = 0
}

// Flushed by a method that others call.
type batcher struct{ n int64 }

func newBatcher() *batcher { return &batcher{} }

func (b *batcher) add() {
	b.n++
	if b.n >= 256 {
		b.flush()
	}
}

func (b *batcher) flush() {
	total.Add(b.n)
	b.n = 0
}

func (b *batcher) stop() { b.flush() }

// Exported: who uses the package flushes.
type Writer struct{ n int64 }

func NewWriter() *Writer { return new(Writer) }

func (w *Writer) Write() {
	w.n++
	if w.n >= 256 {
		w.Flush()
	}
}

func (w *Writer) Flush() {
	total.Add(w.n)
	w.n = 0
}

// One object for the life of the process.
type sampler struct{ n int64 }

var sampling sampler

func (s *sampler) hit() {
	s.n++
	if s.n >= 10 {
		total.Add(s.n)
		s.n = 0
	}
}

// A goroutine looks after it.
func shared(jobs []int) {
	var mu sync.Mutex
	var local int64
	done := make(chan struct{})
	go func() {
		<-done
		mu.Lock()
		total.Add(local)
		mu.Unlock()
	}()
	for range jobs {
		mu.Lock()
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
		mu.Unlock()
	}
	close(done)
}

// The window of a flow control: what is not given back yet is no count.
type stream struct {
	unacked, window int64
}

func newStream() *stream { return &stream{} }

func (s *stream) read(n int64) {
	s.unacked += n
	if s.unacked >= 1<<14 {
		s.window += s.unacked
		s.unacked = 0
	}
}

// Turned around, with a flush at the end.
func turned(sizes []int64) {
	var bytes int64
	for _, size := range sizes {
		bytes += size
		if bytes < 1<<20 {
			continue
		}
		total.Add(bytes)
		bytes = 0
	}
	total.Add(bytes)
}

// Acknowledged in batches.
type acks struct {
	unacked int
	out     chan int
}

func newAcks() *acks { return &acks{} }

func (a *acks) run(in <-chan int) {
	for n := range in {
		a.unacked += n
		if a.unacked >= 64 {
			a.out <- a.unacked
			a.unacked = 0
		}
	}
}

// Failures in a row: a success takes them back.
func inARow(jobs []func() error) {
	failed := int64(0)
	for _, job := range jobs {
		if job() == nil {
			failed = 0
			continue
		}
		failed++
		if failed > 3 {
			total.Add(failed)
			failed = 0
		}
	}
}

// A decoder checks what it has read, and answers with an error: that is no threshold.
func decode(in []byte, out func(int)) error {
	lits := 0
	for _, b := range in {
		if b < 10 {
			lits++
			continue
		}
		if lits < int(b)-10 {
			return errors.New("corrupt")
		}
		total.Add(int64(lits))
		lits = 0
	}
	out(lits)
	return nil
}
