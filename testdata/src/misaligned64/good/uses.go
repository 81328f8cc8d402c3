package good

import "sync/atomic"

// wide is declared for 64 bits alone; other targets have another one.
func Elsewhere(w *wide) { atomic.AddInt64(&w.n, 1) }
