package good

import "sync/atomic"

// A Level lives twice: as the meter, and as the value that At returns.
type Level struct{ n int64 }

// Add counts.
func (l *Level) Add(n int64) { atomic.AddInt64(&l.n, n) }

// At takes the number out.
func (l *Level) At() Level { return Level{atomic.LoadInt64(&l.n)} }

// N is called on what At returned.
func (l Level) N() int64 { return atomic.LoadInt64(&l.n) }

// A Setting is only ever stored.
type Setting struct{ n int64 }

// Set stores.
func (s *Setting) Set(n int64) { atomic.StoreInt64(&s.n, n) }

// N reads.
func (s Setting) N() int64 { return atomic.LoadInt64(&s.n) }

// A Dial is read by methods of its pointer.
type Dial struct{ n int64 }

// Add counts.
func (g *Dial) Add(n int64) { atomic.AddInt64(&g.n, n) }

// N reads the dial itself.
func (g *Dial) N() int64 { return atomic.LoadInt64(&g.n) }
