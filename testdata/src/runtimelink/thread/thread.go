// Package thread locks threads for the sake of cells.
package thread

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type cell struct {
	n atomic.Int64
	_ [56]byte
}

func (c *cell) inc() { c.n.Add(1) }

type stats struct {
	cells []cell
	ptrs  []*cell
	old   [64]struct {
		n int64
		_ [56]byte
	}
	next atomic.Int32
}

func (s *stats) worker(id int, jobs <-chan int) {
	runtime.LockOSThread() // want `the thread is locked only to add to the worker's own cell s\.cells\[id\] \(thread\.go:\d+\), which needs no thread: who holds the index owns the cell; remove LockOSThread`
	defer runtime.UnlockOSThread()
	for range jobs {
		s.cells[id].n.Add(1)
	}
}

func (s *stats) start(n int, jobs <-chan int) {
	for i := range n {
		go func() {
			runtime.LockOSThread() // want `own cell s\.cells\[i\]`
			for range jobs {
				s.cells[i].n.Add(1)
			}
		}()
	}
}

func (s *stats) oldStyle(id int, jobs <-chan int) {
	runtime.LockOSThread() // want `own cell s\.old\[id\]`
	defer runtime.UnlockOSThread()
	for j := range jobs {
		atomic.AddInt64(&s.old[id].n, int64(j))
	}
}

func (s *stats) plain(id int, jobs <-chan int) {
	runtime.LockOSThread() // want `own cell s\.old\[id\]`
	for range jobs {
		s.old[id].n++
	}
}

func (s *stats) pointer(id int, done <-chan struct{}) {
	runtime.LockOSThread() // want `own cell s\.ptrs\[id\]`
	c := s.ptrs[id]
	for {
		select {
		case <-done:
			return
		default:
			c.n.Add(1)
		}
	}
}

func (s *stats) alias(id int, done <-chan struct{}) {
	runtime.LockOSThread() // want `own cell cells\[id\]`
	cells := s.cells
	c := &cells[id]
	for range done {
		c.n.Add(1)
	}
}

func (s *stats) method(id int, done <-chan struct{}) {
	runtime.LockOSThread() // want `own cell s\.cells\[id\]`
	for range done {
		s.cells[id].inc()
	}
}

func (s *stats) perEvent(id int) {
	runtime.LockOSThread() // want `own cell s\.cells\[id % len\(s\.cells\)\]`
	s.cells[id%len(s.cells)].n.Add(1)
	runtime.UnlockOSThread()
}

func (s *stats) drawn(ctx context.Context) {
	me := int(s.next.Add(1)) % len(s.cells)
	runtime.LockOSThread() // want `own cell s\.cells\[me\]`
	for ctx.Err() == nil {
		s.cells[me].n.Add(1)
		time.Sleep(time.Millisecond)
	}
}

type worker struct {
	*stats
	id int
	mu sync.Mutex
}

// The array is embedded, the index a field, the work a method that needs no thread.
func (w *worker) run(jobs <-chan int) {
	runtime.LockOSThread() // want `own cell w\.cells\[w\.id\]`
	defer func() { runtime.UnlockOSThread() }()
	for j := range jobs {
		w.sum(j)
		w.cells[w.id].n.Add(1)
	}
}

func (w *worker) sum(j int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if j > 0 {
		return w.sum(j-1) + j
	}
	return 0
}

var perWorker [8]atomic.Uint64

func global(id uint8) {
	runtime.LockOSThread() // want `own cell perWorker\[id & 7\]`
	perWorker[id&7].Add(1)
	runtime.UnlockOSThread()
}

type number interface{ ~int32 | ~int64 }

type table[T number] struct {
	cells []struct {
		n T
		_ [56]byte
	}
}

func (t *table[T]) worker(id int, jobs <-chan T) {
	runtime.LockOSThread() // want `own cell t\.cells\[id\]`
	for j := range jobs {
		t.cells[id].n += j
	}
}
