// Package onceflag finds first-one-wins flags that guard an initialisation.
//
// # Analyzer onceflag
//
// onceflag: report an atomic flag that lets only the first caller initialise while the others read the result without waiting
//
// # What it reports
//
// An if statement on CompareAndSwap(0, 1), CompareAndSwap(false, true), Add(1) == 1, Swap(1) == 0 or !Swap(true) (types or
// functions of sync/atomic) whose branch writes a field, package variable or captured variable that the same function then
// reads in the other callers' way too, with no lock, channel, atomic Load or unknown call before the read.
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
// Only the function with the flag, and the functions of the package that it calls directly, are searched for the read. A flag
// whose losers return an error, wait, or need nothing from the winner is no finding.
//
// # Fix safety
//
// No fix is offered: what the initialisation does when it fails is for the author to say.
//
// # See also
//
// https://pkg.go.dev/sync#Once, https://pkg.go.dev/sync#OnceValue
package onceflag
