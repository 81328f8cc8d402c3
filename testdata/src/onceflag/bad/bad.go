// Package bad holds initialisations that only the first caller waits for.
package bad

import "sync/atomic"

type conn struct{ id int }

func dial() *conn { return &conn{id: 1} }

type lazy struct {
	first atomic.Int32
	done  atomic.Bool
	old   int32
	c     *conn
	table map[string]int
	limit int
}

// Conn: the losers read c while the winner still dials.
func (l *lazy) Conn() *conn {
	if l.first.Add(1) == 1 { // want `l\.first`
		l.c = dial()
	}
	return l.c
}

func (l *lazy) ConnCAS() *conn {
	if l.first.CompareAndSwap(0, 1) { // want `l\.first`
		l.c = dial()
	}
	return l.c
}

func (l *lazy) ConnBool() *conn {
	if l.done.CompareAndSwap(false, true) { // want `l\.done`
		l.c = dial()
	}
	return l.c
}

func (l *lazy) ConnSwap() *conn {
	if !l.done.Swap(true) { // want `l\.done`
		l.c = dial()
	}
	return l.c
}

func (l *lazy) ConnSwapInt() *conn {
	if l.first.Swap(1) == 0 { // want `l\.first`
		l.c = dial()
	}
	return l.c
}

func (l *lazy) ConnOld() *conn {
	if atomic.AddInt32(&l.old, 1) == 1 { // want `l\.old`
		l.c = dial()
	}
	return l.c
}

func (l *lazy) ConnOldCAS() *conn {
	if atomic.CompareAndSwapInt32(&l.old, 0, 1) { // want `l\.old`
		l.c = dial()
	}
	return l.c
}

// Lookup fills a map and reads it.
func (l *lazy) Lookup(key string) int {
	if l.done.CompareAndSwap(false, true) { // want `l\.done`
		l.table = map[string]int{"a": 1}
	}
	return l.table[key]
}

// Else: the losers go on without waiting.
func (l *lazy) Else() int {
	if l.first.CompareAndSwap(0, 1) { // want `l\.first`
		l.limit = 10
	} else if l.limit > 5 {
		return 5
	}
	return l.limit
}

// Early return of the losers, with the result.
func (l *lazy) Early() *conn {
	if !l.first.CompareAndSwap(0, 1) { // want `l\.first`
		return l.c
	}
	l.c = dial()
	return l.c
}

// Split over statements.
func (l *lazy) Split() *conn {
	n := l.first.Add(1)
	if n == 1 { // want `l\.first`
		l.c = dial()
	}
	return l.c
}

// The initialisation is a method, and the reader too.
func (l *lazy) init()      { l.c = dial() }
func (l *lazy) get() *conn { return l.c }

func (l *lazy) ByMethod() *conn {
	if l.first.CompareAndSwap(0, 1) { // want `l\.first`
		l.init()
	}
	return l.get()
}

// Package variables, closures, generics, embedding.

var (
	started atomic.Bool
	shared  *conn
)

func Shared() *conn {
	if started.CompareAndSwap(false, true) { // want `started`
		shared = dial()
	}
	return shared
}

func Getter() func() *conn {
	var once atomic.Int32
	var c *conn
	return func() *conn {
		if once.Add(1) == 1 { // want `once`
			c = dial()
		}
		return c
	}
}

type box[T any] struct {
	set atomic.Bool
	v   *T
}

func (b *box[T]) Get() *T {
	if b.set.CompareAndSwap(false, true) { // want `b\.set`
		b.v = new(T)
	}
	return b.v
}

type flag struct{ atomic.Bool }

type holder struct {
	flag
	c *conn
}

func (h *holder) Get() *conn {
	if h.CompareAndSwap(false, true) { // want `h`
		h.c = dial()
	}
	return h.c
}
