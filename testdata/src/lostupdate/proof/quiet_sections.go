package proof

import "sync"

// The larger of two locks, which all callers hold.

type chunk struct {
	lock sync.RWMutex
	size int
}

func (c *chunk) grow(n int) { c.size += n } // with store.write held

func (c *chunk) cut() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.size = 0
}

func (c *chunk) len() int {
	c.lock.RLock()
	defer c.lock.RUnlock()
	return c.size
}

// Store holds chunks.
type Store struct {
	write sync.RWMutex
	chunk chunk
}

// Append grows.
func (s *Store) Append(n int) {
	s.write.Lock()
	defer s.write.Unlock()
	s.chunk.grow(n)
}

// Cut shrinks.
func (s *Store) Cut() {
	s.write.Lock()
	defer s.write.Unlock()
	s.chunk.cut()
}

// Len reads.
func (s *Store) Len() int {
	s.write.RLock()
	defer s.write.RUnlock()
	return s.chunk.len()
}

// A function that runs under the lock, and before there is anybody to keep out.

// Depot is set up by Init.
type Depot struct {
	mu     sync.Mutex
	stored int
	names  []string
}

func (d *Depot) recheck() {
	for range d.names {
		d.stored--
	}
	if d.stored < 0 {
		d.stored = 0
	}
}

// Init prepares.
func (d *Depot) Init(names []string) {
	d.names = names
	d.stored += len(names)
	d.recheck()
}

// Put is right.
func (d *Depot) Put(n string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names = append(d.names, n)
	d.stored++
}

// Reset is right.
func (d *Depot) Reset() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.recheck()
	d.stored = 0
}

// A lock for something else is held for reading, that of the number exclusively.

// Base is closed at most once.
type Base struct {
	closing sync.RWMutex
	mu      sync.Mutex
	open    int
}

// Open counts.
func (b *Base) Open() {
	b.closing.RLock()
	defer b.closing.RUnlock()
	b.mu.Lock()
	b.open++
	b.mu.Unlock()
}

// Close counts.
func (b *Base) Close() {
	b.closing.Lock()
	defer b.closing.Unlock()
	b.mu.Lock()
	b.open--
	b.mu.Unlock()
}

// A lock that is taken here and given up by the goroutine.

// Summary has a hot and a cold part.
type Summary struct {
	mu      sync.Mutex
	streams int
	total   int
}

func (s *Summary) rotate() {
	s.streams++
	if s.streams == 4 {
		s.streams = 0
	}
}

// Flush flushes behind.
func (s *Summary) Flush(done chan bool) {
	s.mu.Lock()
	go func() {
		s.rotate()
		s.total++
		s.mu.Unlock()
		done <- true
	}()
}

// Write flushes at once.
func (s *Summary) Write() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rotate()
	s.total++
	return s.total
}

// What a OnceFunc runs, runs once, however many call it.
func onceAll() int {
	n := 0
	f := sync.OnceFunc(func() { n++ })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(f)
	}
	wg.Wait()
	return n
}

// One type on two sides: here a lock keeps it, there one goroutine.

type window struct{ avail int }

func (w *window) take(n int) { w.avail -= n }
func (w *window) give(n int) { w.avail += n }

// Client has a lock.
type Client struct {
	mu   sync.Mutex
	flow window
}

// Send takes.
func (c *Client) Send() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flow.take(1)
}

// Update gives.
func (c *Client) Update() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flow.give(1)
}

type looper struct {
	in   chan int
	out  chan int
	flow window
}

func (l *looper) loop() {
	for n := range l.in {
		l.flow.take(n)
		l.flow.give(n)
	}
	l.out <- l.flow.avail
}

// Serve has one goroutine.
func Serve() int {
	l := &looper{in: make(chan int), out: make(chan int)}
	go l.loop()
	for i := range 4 {
		l.in <- i
	}
	close(l.in)
	return <-l.out
}

// A function that is handed out, but called by the package under the lock.

// Undo counts what can be undone.
type Undo struct {
	mu    sync.Mutex
	steps int
	last  func()
}

func (u *Undo) step() func() {
	u.steps++
	return func() { u.steps-- }
}

// Do is right.
func (u *Undo) Do() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.last = u.step()
}

// Back is right.
func (u *Undo) Back() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.last != nil {
		u.last()
		u.last = nil
	}
}

// Steps is right.
func (u *Undo) Steps() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.steps
}

// An element is made, and counted in, before it is in the container.

type visitor struct{ visits int }

// Guests are known by name.
type Guests struct {
	mu  sync.Mutex
	all map[string]*visitor
}

// Visit is right.
func (g *Guests) Visit(name string) {
	v := &visitor{}
	v.visits++
	g.mu.Lock()
	defer g.mu.Unlock()
	if old := g.all[name]; old != nil {
		old.visits++
		return
	}
	g.all[name] = v
}

// Count is right.
func (g *Guests) Count(name string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.all[name].visits
}

// The lock is the caller's, as the name says.

// Meter has a method for callers with the lock.
type Meter struct {
	mu sync.Mutex
	n  int
}

// AddLocked wants the lock.
func (m *Meter) AddLocked(n int) { m.n += n }

// Lock takes it.
func (m *Meter) Lock() { m.mu.Lock() }

// Unlock gives it up.
func (m *Meter) Unlock() { m.mu.Unlock() }

// Reset is right.
func (m *Meter) Reset() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.n
	m.n = 0
	return n
}

// Of two locks each writer holds both, and a reader one.

// Twice has two locks.
type Twice struct {
	a, b sync.Mutex
	n    int
}

// Inc holds both.
func (t *Twice) Inc() {
	t.a.Lock()
	defer t.a.Unlock()
	t.b.Lock()
	defer t.b.Unlock()
	t.n++
}

// A reads under one.
func (t *Twice) A() int {
	t.a.Lock()
	defer t.a.Unlock()
	return t.n
}

// B reads under the other.
func (t *Twice) B() int {
	t.b.Lock()
	defer t.b.Unlock()
	return t.n
}
