package proof

import (
	"io"
	"sync"
	"sync/atomic"
)

// Everybody sees to it that the Once has run.

// Lazy is made when it is asked for.
type Lazy struct {
	once sync.Once
	size int64
}

func (l *Lazy) init() { l.once.Do(func() { l.size = 8 }) }

// Size waits for the Once.
func (l *Lazy) Size() int64 {
	l.init()
	return atomic.LoadInt64(&l.size)
}

// Grow does, too.
func (l *Lazy) Grow() {
	l.init()
	atomic.AddInt64(&l.size, 1)
}

// Whoever else comes asks for the flag.

// Shift has one worker at a time.
type Shift struct {
	busy int32
	n    int64
}

// Work is for the winner.
func (s *Shift) Work() bool {
	if !atomic.CompareAndSwapInt32(&s.busy, 0, 1) {
		return false
	}
	s.n = 1
	atomic.StoreInt32(&s.busy, 0)
	return true
}

// Help is for the winner, too.
func (s *Shift) Help() bool {
	if !atomic.CompareAndSwapInt32(&s.busy, 0, 1) {
		return false
	}
	atomic.AddInt64(&s.n, 1)
	atomic.StoreInt32(&s.busy, 0)
	return true
}

// An object that is handed on when it is ready.

type quota struct {
	left  int32
	ready chan bool
}

func (q *quota) init(n int32) {
	q.left = n
	q.ready = make(chan bool, 1)
}

func (q *quota) take() bool { return atomic.AddInt32(&q.left, -1) >= 0 }

type stream struct{ quota quota }

// Server makes streams.
type Server struct {
	mu      sync.Mutex
	streams map[int]*stream
}

// Open makes one under the lock.
func (s *Server) Open(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &stream{}
	st.quota.init(4)
	s.streams[id] = st
}

// Take takes from one.
func (s *Server) Take(id int) bool {
	s.mu.Lock()
	st := s.streams[id]
	s.mu.Unlock()
	return st != nil && st.quota.take()
}

// Goroutines get the object as an interface, and are waited for.

type reader struct{ n uint64 }

func (r *reader) Read(b []byte) (int, error) {
	atomic.AddUint64(&r.n, uint64(len(b)))
	return len(b), io.EOF
}

func drain(r io.Reader) { io.ReadAll(r) }

func sent() uint64 {
	r := &reader{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			drain(r)
		}()
	}
	wg.Wait()
	return r.n
}

// The same with the wait in a helper that gets the object.

func drainAll(r *reader) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { drain(r) })
	}
	wg.Wait()
}

func sentByHelper() uint64 {
	r := &reader{}
	drainAll(r)
	return r.n
}

// The group goes to others, who start goroutines for it.

func startDrain(wg *sync.WaitGroup, r *reader) { wg.Go(func() { drain(r) }) }

func runDrains(r *reader) {
	var wg sync.WaitGroup
	startDrain(&wg, r)
	startDrain(&wg, r)
	wg.Wait()
}

var drained reader

func drainedByGroup() uint64 {
	runDrains(&drained)
	return drained.n
}

// The second look of a double check, under the lock that all writers hold.

// Init runs a function once.
type Init struct {
	mu   sync.Mutex
	done uint32
}

// Do looks twice.
func (i *Init) Do(f func()) {
	if atomic.LoadUint32(&i.done) == 1 {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.done == 0 {
		f()
		atomic.StoreUint32(&i.done, 1)
	}
}

// A write, then the goroutine.

// Job is started once.
type Job struct {
	left int64
	done chan bool
}

// Start prepares.
func (j *Job) Start(n int64) {
	j.left = n
	j.done = make(chan bool)
	go j.run()
}

func (j *Job) run() {
	for atomic.AddInt64(&j.left, -1) > 0 {
	}
	close(j.done)
}

// A callback that is used where it is made.

func each(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

func sumInPlace() (n int64) {
	each(4, func(i int) { n += int64(i) })
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { atomic.AddInt64(&n, 1) })
	}
	wg.Wait()
	return n
}

// The last one out is alone.

// Handle is closed by the last of its users.
type Handle struct {
	users int32
	bytes int64
}

// Use adds.
func (h *Handle) Use(n int64) { atomic.AddInt64(&h.bytes, n) }

// Release reports when it is the last.
func (h *Handle) Release() int64 {
	if atomic.AddInt32(&h.users, -1) == 0 {
		return h.bytes
	}
	return -1
}

// A comment that wants a lock, which all hold.

// Levels are set under a lock, and read under it.
type Levels struct {
	mu    sync.Mutex
	level int32
}

// set sets the level. The mutex must be held.
func (l *Levels) set(n int32) { l.level = n }

// Set is right.
func (l *Levels) Set(n int32) {
	l.mu.Lock()
	l.set(n)
	l.mu.Unlock()
}

// Raise is right.
func (l *Levels) Raise() {
	l.mu.Lock()
	atomic.AddInt32(&l.level, 1)
	l.mu.Unlock()
}
