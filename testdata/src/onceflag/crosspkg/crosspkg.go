// Package crosspkg asks the flags of another package.
package crosspkg

import (
	"onceflag/crosspkg/lib"
)

type conn struct{ id int }

func dial() *conn { return &conn{} }

type C struct {
	f lib.Flag
	k lib.Count
	c *conn
}

func (c *C) A() *conn {
	if c.f.First() { // want `f\.b`
		c.c = dial()
	}
	return c.c
}
func (c *C) B() *conn {
	if !c.f.Seen() { // want `f\.b`
		c.c = dial()
	}
	return c.c
}

// What the helper computes is not seen from here.
func (c *C) K() *conn {
	if c.k.First() {
		c.c = dial()
	}
	return c.c
}
