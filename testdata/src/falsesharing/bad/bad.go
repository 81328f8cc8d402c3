// Package bad lets goroutines take cache lines from each other.
package bad

import (
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
)

// Two goroutines, one field each.
type ring struct {
	buf        []int
	head, tail atomic.Uint64 // want fields/warning/proven:`tail and head lie in one cache line, and other goroutines write each \(bad\.go:\d+, bad\.go:\d+\)`
}

func (r *ring) produce() {
	for {
		r.tail.Add(1)
	}
}

func (r *ring) consume() {
	for {
		if r.head.Load() < r.tail.Load() {
			r.head.Add(1)
		}
	}
}

func start() *ring {
	r := &ring{buf: make([]int, 8)}
	go r.produce()
	go r.consume()
	return r
}

// Handlers and one worker; old-style cells.
type server struct {
	name     string
	requests int64
	flushed  int64 // want fields/proven/deep:`flushed and requests`
	queue    chan int
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	atomic.AddInt64(&s.requests, 1)
	s.queue <- 1
}

func newServer() *server {
	s := &server{queue: make(chan int)}
	go func() {
		for range s.queue {
			atomic.AddInt64(&s.flushed, 1)
		}
	}()
	return s
}

// Nested structs, through helpers, with a main goroutine.
type side struct{ n atomic.Int64 }

func (s *side) inc() { s.n.Add(1) }

type link struct {
	in  side
	out side // want fields:`out\.n and in\.n`
}

func read(l *link, msgs chan int) {
	for range msgs {
		l.in.inc()
	}
}

func write(l *link, msgs chan int) {
	for range msgs {
		l.out.inc()
	}
}

func init() {
	l := new(link)
	msgs := make(chan int)
	go read(l, msgs)
	go write(l, msgs)
}

// Each worker its own element: captured, passed, of its own object, in a local slice, in an array.
type pool struct {
	done   []atomic.Int64 // want cells/warning/proven:`the elements of done are 8 bytes each, so that 8 of them share a cache line, and each of the goroutines that write them has its own \(bad\.go:\d+\)`
	failed []cell         // want cells/proven:`the elements of failed are 16 bytes each, so that 4`
	perID  [16]uint32     // want cells:`perID are 4 bytes`
	jobs   chan func() bool
}

type cell struct{ ok, bad atomic.Int64 }

func (p *pool) run(n int) {
	for i := range n {
		go func() {
			for job := range p.jobs {
				job()
				p.done[i].Add(1)
			}
		}()
		go p.work(i)
	}
	for id := range n {
		w := &worker{id: id, pool: p}
		go w.loop()
	}
}

func (p *pool) work(i int) {
	for job := range p.jobs {
		if !job() {
			p.count(i)
		}
	}
}

func (p *pool) count(i int) {
	c := &p.failed[i]
	c.bad.Add(1)
}

type worker struct {
	id   int
	pool *pool
}

func (w *worker) loop() {
	for job := range w.pool.jobs {
		job()
		atomic.AddUint32(&w.pool.perID[w.id], 1)
	}
}

func local(n int, jobs chan int) (sum int64) {
	var wg sync.WaitGroup
	counts := make([]atomic.Int64, n) // want cells:`the elements of counts`
	for i := range n {
		wg.Go(func() {
			for range jobs {
				counts[i].Add(1)
			}
		})
	}
	wg.Wait()
	for i := range counts {
		sum += counts[i].Load()
	}
	return sum
}

// Shards: by a mask and summed up, by a random number, with a lock each, by name.
type counter struct {
	parts [16]atomic.Int64 // want cells/structural:`they are shards of one number`
}

func (c *counter) Add(key string, n int64) {
	h := fnv.New32a()
	h.Write([]byte(key))
	c.parts[h.Sum32()&15].Add(n)
}

func (c *counter) Sum() (sum int64) {
	for i := range c.parts {
		sum += c.parts[i].Load()
	}
	return sum
}

var total [8]atomic.Uint64 // want cells:`the elements of total`

func add() { total[rand.IntN(len(total))].Add(1) }

func sum() uint64 {
	var sum uint64
	for i := range total {
		sum += total[i].Load()
	}
	return sum
}

type shard struct {
	mu sync.Mutex
	n  int64
}

type locked struct{ shards []shard } // want cells:`the elements of shards are 16 bytes`

func (l *locked) Add(h uint64) {
	s := &l.shards[h%uint64(len(l.shards))]
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

// Padding that is too short everywhere.
type padded struct {
	n atomic.Int64
	_ [40]byte
}

type cells struct{ all [8]padded } // want padding/warning/structural:`its padding makes padded 48 bytes long, and the elements of all share cache lines, which have 64 bytes on most targets`

type sides struct {
	in  atomic.Int64
	_   [48]byte
	out atomic.Int64 // want padding:`the padding before out leaves 56 bytes from in to it`
}

const pad = 32

type lockedCell struct {
	mu  sync.Mutex
	n   int
	pad [pad - 8]byte
}

var slots = make([]lockedCell, 4) // want padding:`slots`
