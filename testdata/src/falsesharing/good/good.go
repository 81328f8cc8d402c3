// Package good keeps apart what different goroutines write, or has nothing to keep apart.
package good

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// The same code writes both.
type stats struct{ hits, bytes atomic.Int64 }

func (s *stats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits.Add(1)
	s.bytes.Add(r.ContentLength)
}

// One goroutine writes both, in two functions.
type loop struct {
	in, out atomic.Int64
	ch      chan int
}

func (l *loop) run() {
	for range l.ch {
		l.receive()
		l.send()
	}
}

func (l *loop) receive() { l.in.Add(1) }
func (l *loop) send()    { l.out.Add(1) }

func startLoop() { go new(loop).run() }

// Who calls is not known: it may be one.
type API struct{ gets, puts atomic.Int64 }

func (a *API) Get() { a.gets.Add(1) }
func (a *API) Put() { a.puts.Add(1) }

// Padded, or far apart.
type queue struct {
	head atomic.Uint64
	_    [120]byte
	tail atomic.Uint64
	name [16]string
	ends atomic.Uint64
}

func (q *queue) produce() {
	for {
		q.tail.Add(1)
	}
}

func (q *queue) consume() {
	for {
		q.head.Add(1)
	}
}

func (q *queue) end() {
	for {
		q.ends.Add(1)
	}
}

func startQueue() {
	q := new(queue)
	go q.produce()
	go q.consume()
	go q.end()
}

// Cold: by the clock, once, at the end.
type clocked struct {
	now   atomic.Int64
	beats atomic.Int64
	state atomic.Int32
	count atomic.Int64
	done  chan int
}

func (c *clocked) tick() {
	t := time.NewTicker(time.Second)
	for range t.C {
		c.now.Store(time.Now().Unix())
	}
}

func (c *clocked) sleep() {
	for {
		time.Sleep(time.Second)
		c.beats.Add(1)
	}
}

func (c *clocked) once() { c.state.Store(1) }

func (c *clocked) work() {
	for range c.done {
		c.count.Add(1)
	}
}

func startClocked() {
	c := &clocked{done: make(chan int)}
	go c.tick()
	go c.sleep()
	go c.once()
	go c.work()
}

// Only read by others.
type flags struct{ on, seen atomic.Bool }

func (f *flags) watch() {
	for !f.on.Load() {
		f.seen.Store(true)
	}
}

func startFlags() {
	f := new(flags)
	go f.watch()
	f.on.Store(true)
}

// Separate allocations.
type apart struct {
	cells []*atomic.Int64
	a, b  *atomic.Int64
}

func (a *apart) run(n int, jobs chan int) {
	for i := range n {
		go func() {
			for range jobs {
				a.cells[i].Add(1)
			}
		}()
	}
	go func() {
		for range jobs {
			a.a.Add(1)
		}
	}()
	go func() {
		for range jobs {
			a.b.Add(1)
		}
	}()
}

// Padded elements; elements of a line and more.
type line struct {
	n atomic.Int64
	_ [128 - 8]byte
}

type sized struct {
	stats
	_ [128 - unsafe.Sizeof(stats{})%128]byte
}

type rows struct {
	lines []line
	sizes [4]sized
}

func (r *rows) run(n int, jobs chan int) {
	for i := range n {
		go func() {
			for range jobs {
				r.lines[i].n.Add(1)
				r.sizes[i].hits.Add(1)
			}
		}()
	}
}

// A histogram: the bucket says what is counted, not who counts.
type histogram struct {
	bounds  []float64
	buckets []atomic.Int64
	codes   [6]atomic.Int64
}

func (h *histogram) Observe(v float64) {
	i := 0
	for i < len(h.bounds) && v > h.bounds[i] {
		i++
	}
	h.buckets[i].Add(1)
}

func (h *histogram) Code(code int) { h.codes[code%6].Add(1) }

func (h *histogram) Errors() int64 { return h.codes[5].Load() + h.codes[4].Load() }

// One result for each goroutine, at its end; one goroutine that goes over all.
func results(n int) []atomic.Int64 {
	var wg sync.WaitGroup
	out := make([]atomic.Int64, n)
	for i := range n {
		wg.Go(func() { out[i].Store(int64(i)) })
	}
	wg.Wait()
	return out
}

func clearAll(cells []atomic.Int64) {
	go func() {
		for {
			for i := range cells {
				cells[i].Store(0)
			}
		}
	}()
}

// Bytes that are no padding, structs without cells.
type packet struct {
	seq  atomic.Uint32
	data [20]byte
	ack  atomic.Uint32
}

type plain struct {
	n int64
	_ [8]byte
}

var plains [4]plain

// Several goroutines, all of which write both.
type both struct{ a, b atomic.Int64 }

func (b *both) run(jobs chan int) {
	for j := range jobs {
		if j > 0 {
			b.a.Add(1)
		} else {
			b.b.Add(1)
		}
	}
}

func startBoth(jobs chan int) {
	b := new(both)
	for range 4 {
		go b.run(jobs)
	}
}

// A loop in a function that a clock calls.
type swept struct {
	dirty atomic.Int64
	marks atomic.Int64
	jobs  chan int
}

func (s *swept) sweep() {
	for range 10 {
		s.marks.Store(1)
	}
}

func (s *swept) start() {
	go func() {
		for range time.Tick(time.Minute) {
			s.sweep()
		}
	}()
	go func() {
		for range s.jobs {
			s.dirty.Add(1)
		}
	}()
}

// One request passes both handlers.
type chained struct{ seen, denied atomic.Int64 }

func (c *chained) check(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c.denied.Add(1)
		next.ServeHTTP(w, r)
	}
}

func (c *chained) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.seen.Add(1) }

func routes(c *chained) {
	http.HandleFunc("/", c.check(c))
}
