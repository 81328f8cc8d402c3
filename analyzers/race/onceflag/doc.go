// Package onceflag finds first-one-wins flags that guard an initialisation.
//
// # Analyzer onceflag
//
// onceflag: report an atomic flag that lets only the first caller initialise while the others read the result without waiting
//
// # What it reports
//
// A branch on CompareAndSwap(0, 1), CompareAndSwap(false, true), Add(1) == 1, Swap(1) == 0 or !Swap(true) (types or functions of
// sync/atomic, mirrored, negated, as Add(1) > 1, through a variable or a helper) that writes a field, an element, a package variable or a captured
// variable which the other callers then read too, with no lock, channel, atomic Load or unknown call before the read: in the same
// function, in functions of the package that it calls, or, where the function with the flag has no result, behind a call of it.
//
// # Why it matters
//
// The flag says who comes first, not that the work is done. The callers that come second read a nil connection, an empty map,
// a zero limit, while the first one is still making it; and the read is a data race.
//
// # Bad
//
//	package db
//
//	import "sync/atomic"
//
//	type Conn struct{ addr string }
//
//	type Client struct {
//		dialed atomic.Bool
//		conn   *Conn
//	}
//
//	func (c *Client) Conn() *Conn {
//		if c.dialed.CompareAndSwap(false, true) {
//			c.conn = &Conn{addr: "db"}
//		}
//		return c.conn
//	}
//
// # Good
//
//	package db
//
//	import "sync"
//
//	type Conn struct{ addr string }
//
//	type Client struct {
//		dial sync.Once
//		conn *Conn
//	}
//
//	func (c *Client) Conn() *Conn {
//		c.dial.Do(func() { c.conn = &Conn{addr: "db"} })
//		return c.conn
//	}
//
// # Limits
//
// Reads are searched in the function with the flag, in the functions of the package that it calls directly, and in its direct callers. A
// flag whose losers return an error or another answer, wait, or need nothing from the winner is no finding, nor is one under a lock.
//
// # Fix safety
//
// No fix is offered: what the initialisation does when it fails is for the author to say.
//
// # See also
//
// https://pkg.go.dev/sync#Once, https://pkg.go.dev/sync#OnceValue
package onceflag
