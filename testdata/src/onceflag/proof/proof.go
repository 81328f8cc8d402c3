// Package proof shows at run time that the losers do not wait for the winner.
package proof

import "sync/atomic"

type conn struct{ id int }

type lazy struct {
	first atomic.Int32
	done  atomic.Bool
	old   int32
	dial  func() *conn
	c     *conn
}

func (l *lazy) ByAdd() *conn {
	if l.first.Add(1) == 1 { // want `l\.first`
		l.c = l.dial()
	}
	return l.c
}

func (l *lazy) ByCAS() *conn {
	if l.done.CompareAndSwap(false, true) { // want `l\.done`
		l.c = l.dial()
	}
	return l.c
}

func (l *lazy) BySwap() *conn {
	if !l.done.Swap(true) { // want `l\.done`
		l.c = l.dial()
	}
	return l.c
}

func (l *lazy) ByFunction() *conn {
	if atomic.CompareAndSwapInt32(&l.old, 0, 1) { // want `l\.old`
		l.c = l.dial()
	}
	return l.c
}
