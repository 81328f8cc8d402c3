package proof

import (
	"sync"
	"sync/atomic"
	"time"
)

// What a Once runs, runs beside those who do not wait for it.

// Event fires once.
type Event struct {
	fired int32
	once  sync.Once
	c     chan bool
}

// Fire fires.
func (e *Event) Fire() {
	e.once.Do(func() {
		e.fired = 1 // want write:"e.fired is written plainly here"
		close(e.c)
	})
}

// HasFired does not wait.
func (e *Event) HasFired() bool { return atomic.LoadInt32(&e.fired) == 1 }

// Signal is the other way round.
type Signal struct {
	fired int32
	once  sync.Once
}

// Fire fires.
func (s *Signal) Fire() { s.once.Do(func() { atomic.StoreInt32(&s.fired, 1) }) }

// HasFired reads plainly.
func (s *Signal) HasFired() bool {
	return s.fired == 1 // want read:"s.fired is read plainly here"
}

// The winner of a flag is alone among those who ask for the flag.

// Sizes are calibrated now and then.
type Sizes struct {
	calibrating int32
	calls       int64
	size        int64
}

// Get asks nobody.
func (s *Sizes) Get() int64 { return atomic.LoadInt64(&s.size) }

// Put calibrates.
func (s *Sizes) Put() {
	if atomic.AddInt64(&s.calls, 1)%8 == 0 {
		s.calibrate()
	}
}

func (s *Sizes) calibrate() {
	if !atomic.CompareAndSwapInt32(&s.calibrating, 0, 1) {
		return
	}
	s.size = atomic.LoadInt64(&s.calls) // want write:"s.size is written plainly here"
	atomic.StoreInt32(&s.calibrating, 0)
}

// A comment that wants a lock is content with one; the readers have none.

// Verbosity is set under a lock.
type Verbosity struct {
	mu     sync.Mutex
	level  int32
	filter []string
}

// set sets the level. The mutex must be held.
func (v *Verbosity) set(level int32, filter []string) {
	v.filter = filter
	v.level = level // want write:"v.level is written plainly here"
}

// Set sets.
func (v *Verbosity) Set(level int32) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.set(level, nil)
}

// Enabled has no lock.
func (v *Verbosity) Enabled(level int32) bool { return atomic.LoadInt32(&v.level) >= level }

// Methods that the package calls through an interface alone.

type traced interface {
	hold()
	release()
	held() int32
}

type channel struct{ refs int32 }

func (c *channel) hold()       { atomic.AddInt32(&c.refs, 1) }
func (c *channel) release()    { c.refs-- } // want write:"c.refs is written plainly here"
func (c *channel) held() int32 { return atomic.LoadInt32(&c.refs) }

// Use holds and releases.
func Use(t traced) int32 {
	t.hold()
	t.release()
	return t.held()
}

// Functions that others keep.

// Hooks are kept.
type Hooks struct{ Start, Done func() }

// Dial makes hooks, and a function that looks at what they have noted.
func Dial() (*Hooks, func() int64) {
	var start int64
	var end int64
	h := &Hooks{
		Start: func() { atomic.StoreInt64(&start, time.Now().UnixNano()) },
		Done:  func() { atomic.StoreInt64(&end, time.Now().UnixNano()) },
	}
	return h, func() int64 {
		if atomic.LoadInt64(&end) == 0 {
			return 0
		}
		return end - start // want read:"end is read plainly here" read:"start is read plainly here"
	}
}

// A read prepares nothing for the goroutine that is started then.

// Line is closed once.
type Line struct {
	closed uint32
	wait   sync.WaitGroup
}

// Close closes.
func (l *Line) Close() { atomic.StoreUint32(&l.closed, 1) }

// Read reads on a goroutine.
func (l *Line) Read() bool {
	if l.closed != 0 { // want read:"l.closed is read plainly here"
		return false
	}
	l.wait.Go(func() { time.Now() })
	l.wait.Wait()
	return true
}

// A wait for other goroutines.

// Accounts are loaded by a few goroutines.
type Accounts struct {
	loads int64
	names [4]string
}

func (a *Accounts) fetch() {
	var wg sync.WaitGroup
	for i := range a.names {
		wg.Go(func() { a.names[i] = "n" })
	}
	wg.Wait()
}

type book struct{ accounts *Accounts }

func (b *book) load() { b.accounts.fetch() }

// System loads accounts.
type System struct {
	loads int64
	book  *book
}

// Load counts after the wait, plainly.
func (s *System) Load() {
	s.book.load()
	s.loads++ // want write:"s.loads is written plainly here"
}

// Loads reads.
func (s *System) Loads() int64 { return atomic.LoadInt64(&s.loads) }

// A constructor that starts the goroutine is not alone with what it makes any more.

// Poller polls from the beginning.
type Poller struct {
	polls int64
	ended sync.WaitGroup
}

// NewPoller starts one.
func NewPoller() *Poller {
	p := &Poller{}
	p.ended.Go(p.run)
	p.reset()
	return p
}

func (p *Poller) run() {
	for range 100 {
		atomic.AddInt64(&p.polls, 1)
	}
}

func (p *Poller) reset() { p.polls = 0 } // want write/proven:"p.polls is written plainly here"

// What a constructor does to a number that all share is no preparation.

var opened int64

// OpenOne counts what is opened.
func OpenOne() { note() }

func note() { opened++ } // want write:"opened is written plainly here"

// Opened tells.
func Opened() int64 { return atomic.LoadInt64(&opened) }

// Who looks atomically at a number, and then plainly, knows that it is shared, whatever others do.

// A Chain is read by all, and written by one.
type Chain struct{ length int64 }

// Grow grows it.
func (c *Chain) Grow() { atomic.StoreInt64(&c.length, c.length+1) } // want read:"c.length is read plainly here"

// Report reads it twice.
func (c *Chain) Report() (bool, int64) {
	return c.length == 0, atomic.LoadInt64(&c.length) // want read:"c.length is read plainly here"
}

func (c *Chain) add(n int64)       { c.length += n }
func (c *Chain) cut(n int64)       { c.length -= n }
func (c *Chain) empty() bool       { return c.length == 0 }
func (c *Chain) clear()            { c.length = 0 }
func (c *Chain) double()           { c.length *= 2 }
func (c *Chain) left(n int64) bool { return n < c.length }

// Build has one alone.
func Build(n int64) int64 {
	c := &Chain{}
	c.add(n)
	c.double()
	c.cut(1)
	if c.empty() || c.left(n) {
		c.clear()
	}
	return c.length
}

// A comparison that decides nothing about the access says nothing about it.

// Depth is a number of its own.
type Depth int32

var deepest Depth

// Set sets it.
func (d *Depth) Set(n int32) {
	if d == &deepest {
		atomic.StoreInt32((*int32)(d), n)
	}
	*d = Depth(n) // want write:"\\*d is written plainly here"
}

// Get gets it.
func (d *Depth) Get() int32 { return atomic.LoadInt32((*int32)(d)) }

// What is set up may work already.

// Valve lets something through, on a goroutine of its own.
type Valve struct {
	open  int64
	ended sync.WaitGroup
}

// Run starts it.
func (v *Valve) Run() { v.ended.Go(v.turn) }

func (v *Valve) turn() {
	for range 100 {
		atomic.AddInt64(&v.open, 1)
	}
}

// SetupValve shuts it.
func SetupValve(v *Valve) { v.shut() }

func (v *Valve) shut() { v.open = 0 } // want write/proven:"v.open is written plainly here"
