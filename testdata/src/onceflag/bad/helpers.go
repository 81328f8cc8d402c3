package bad

import "sync/atomic"

// The flag is asked through a helper.
type H struct {
	b atomic.Bool
	n atomic.Int32
	c *Conn
}

func (c *H) first() bool   { return c.b.CompareAndSwap(false, true) }
func (c *H) isFirst() bool { return c.n.Add(1) == 1 }
func (c *H) seen() bool    { return c.n.Swap(1) != 0 }
func (c *H) D() *Conn {
	if c.first() { // want `H\.b`
		c.c, _ = dial()
	}
	return c.c
}
func (c *H) E() *Conn {
	if c.isFirst() { // want `H\.n`
		c.c, _ = dial()
	}
	return c.c
}
func (c *H) F() *Conn {
	if c.seen() { // want `H\.n`
		return c.c
	}
	c.c, _ = dial()
	return c.c
}
