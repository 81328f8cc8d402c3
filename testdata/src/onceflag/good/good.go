// Package good holds first-one-wins flags whose losers wait, fail, or need nothing from the winner.
package good

import (
	"errors"
	"log"
	"sync"
	"sync/atomic"
	"time"
)

type Conn struct{ id int }

func dial() *Conn { return &Conn{} }

var ErrDone = errors.New("done")

type C struct {
	b, ready atomic.Bool
	f        atomic.Int32
	c        *Conn
	p        atomic.Pointer[Conn]
	ch       chan struct{}
	wg       sync.WaitGroup
	mu       sync.Mutex
	n, m     int
	once     sync.Once
}

func (c *C) Once() *Conn { c.once.Do(func() { c.c = dial() }); return c.c }
func (c *C) Err() (*Conn, error) {
	if !c.b.CompareAndSwap(false, true) {
		return nil, ErrDone
	}
	c.c = dial()
	return c.c, nil
}
func (c *C) Signal() {
	if c.b.CompareAndSwap(false, true) {
		close(c.ch)
	}
}
func (c *C) Wait() *Conn {
	if c.b.CompareAndSwap(false, true) {
		c.c = dial()
		close(c.ch)
	} else {
		<-c.ch
	}
	return c.c
}
func (c *C) WaitWG() *Conn {
	if c.f.Add(1) == 1 {
		c.c = dial()
		c.wg.Done()
	}
	c.wg.Wait()
	return c.c
}
func (c *C) Spin() *Conn {
	if c.f.CompareAndSwap(0, 1) {
		c.c = dial()
		c.f.Store(2)
	}
	for c.f.Load() != 2 {
		time.Sleep(1)
	}
	return c.c
}
func (c *C) Ready() *Conn {
	if c.b.CompareAndSwap(false, true) {
		c.c = dial()
		c.ready.Store(true)
	}
	if !c.ready.Load() {
		return nil
	}
	return c.c
}
func (c *C) Atomic() *Conn {
	if c.b.CompareAndSwap(false, true) {
		c.p.Store(dial())
	}
	return c.p.Load()
}
func (c *C) Mutex() *Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.b.CompareAndSwap(false, true) {
		c.c = dial()
	}
	return c.c
}
func (c *C) LockAfter() *Conn {
	if c.b.CompareAndSwap(false, true) {
		c.mu.Lock()
		c.c = dial()
		c.mu.Unlock()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.c
}
func (c *C) Log() {
	if c.b.CompareAndSwap(false, true) {
		log.Print("deprecated")
	}
}
func (c *C) Start() {
	if !c.b.CompareAndSwap(false, true) {
		return
	}
	c.n = 1
	go c.loop()
}
func (c *C) loop() {}
func (c *C) Other() int {
	if c.b.CompareAndSwap(false, true) {
		c.n = 5
	}
	return c.m
}
func (c *C) Busy() bool {
	if !c.b.CompareAndSwap(false, true) {
		return false
	}
	c.n++
	c.b.Store(false)
	return true
}
func (c *C) BusyDefer() int {
	if !c.b.CompareAndSwap(false, true) {
		return 0
	}
	defer c.b.Store(false)
	c.n++
	return c.n
}
func (c *C) Stop() {
	if c.b.Swap(true) {
		return
	}
	c.c = nil
}
func (c *C) Panic() *Conn {
	if !c.b.CompareAndSwap(false, true) {
		panic("twice")
	}
	c.c = dial()
	return c.c
}
func (c *C) Mod() int {
	if c.f.Add(1)%2 == 0 {
		c.n = 1
	}
	return 0
}
func (c *C) Second() int {
	if c.f.Add(1) == 2 {
		c.n = 1
	}
	return 0
}
func New() *C {
	c := &C{}
	if c.b.CompareAndSwap(false, true) {
		c.c = dial()
	}
	_ = c.c.id
	return c
}
func Local() int {
	var f atomic.Bool
	n := 0
	for range 10 {
		if f.CompareAndSwap(false, true) {
			n = 1
		}
		n += 2
	}
	return n
}
func Join(fs []func() error) error {
	var first atomic.Bool
	var err error
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			if e := f(); e != nil && first.CompareAndSwap(false, true) {
				err = e
			}
		})
	}
	wg.Wait()
	return err
}
func JoinInner(fs []func() error, cancel func()) (err error) {
	var first atomic.Int32
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if e := f(); e != nil {
				if first.Add(1) == 1 {
					err = e
					cancel()
				}
			}
		}()
	}
	wg.Wait()
	return err
}

// already set before
func (c *C) Idem(k *Conn) *Conn {
	if c.b.CompareAndSwap(false, true) {
		c.n = 1
	}
	return k
}

// The losers are told, and do not go on.
func (c *C) begin() bool {
	if !c.b.CompareAndSwap(false, true) {
		return false
	}
	c.c = dial()
	return true
}

func (c *C) Begin() int {
	if !c.begin() {
		return 0
	}
	return c.c.id
}

func (c *C) open() error {
	if c.b.Swap(true) {
		return ErrDone
	}
	c.c = dial()
	return nil
}

func (c *C) Open() (int, error) {
	if err := c.open(); err != nil {
		return 0, err
	}
	return c.c.id, nil
}

// The function with the flag returns, and its caller waits.
func (c *C) prepare() {
	if c.b.CompareAndSwap(false, true) {
		c.c = dial()
		close(c.ch)
	}
}

func (c *C) Prepared() *Conn {
	c.prepare()
	<-c.ch
	return c.c
}

func (c *C) PreparedLocked() *Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.prepare()
	return c.c
}

// Another object.
func (c *C) PreparedOther(d *C) *Conn {
	c.prepare()
	return d.c
}

// One element is made, another variable is read.
type T struct {
	b    atomic.Bool
	arr  [4]int
	sums [4]int
}

func (t *T) Get(i int) int {
	if t.b.CompareAndSwap(false, true) {
		t.arr[i] = 1
	}
	return t.sums[i]
}

// The first one reads, those who come later write.
type Late struct {
	n atomic.Int32
	x int
}

func (l *Late) isFirst() bool { return l.n.Add(1) == 1 }

func (l *Late) Get() int {
	if !l.isFirst() {
		l.x = 1
		return 0
	}
	return l.x
}
