package good

import "sync/atomic"

type wide struct {
	flag bool
	n    int64
}

func (w *wide) Inc() { atomic.AddInt64(&w.n, 1) }
