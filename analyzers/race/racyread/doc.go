// Package racyread finds plain reads of numbers that another goroutine updates.
//
// # Analyzer racyread
//
// racyread: report a plain read of a number that another goroutine updates with no lock between the two
//
// # What it reports
//
// One goroutine counts, as x++, x op= y or x = f(x), and another one reads the number, with no atomic on it anywhere, no lock that
// both hold, and no wait between them: the function that started the goroutine and goes on, another goroutine or handler, or an
// exported method of the object whose worker counts. Reported is the read; where the updates themselves get lost, lostupdate speaks.
//
// With -deep also: all writes of the number stand under one lock of its object, and a function that anybody may call reads it without.
//
// # Why it matters
//
// The reader may see an old number for ever, or half of a new one on 32-bit targets: a progress bar that stands still, a loop that
// never ends, a metric that jumps.
//
// # Bad
//
//	package crawler
//
//	type Crawler struct {
//		urls  chan string
//		pages int
//	}
//
//	func New() *Crawler {
//		c := &Crawler{urls: make(chan string)}
//		go c.run()
//		return c
//	}
//
//	func (c *Crawler) run() {
//		for range c.urls {
//			c.pages++
//		}
//	}
//
//	func (c *Crawler) Pages() int { return c.pages }
//
// # Good
//
//	package crawler
//
//	import "sync/atomic"
//
//	type Crawler struct {
//		urls  chan string
//		pages atomic.Int64
//	}
//
//	func New() *Crawler {
//		c := &Crawler{urls: make(chan string)}
//		go c.run()
//		return c
//	}
//
//	func (c *Crawler) run() {
//		for range c.urls {
//			c.pages.Add(1)
//		}
//	}
//
//	func (c *Crawler) Pages() int64 { return c.pages.Load() }
//
// # Limits
//
// It is silent after a wait for the goroutine, before its start, where a lock of the object is held at the read, in String methods, in
// functions whose name or comment leaves the lock to the callers, and on objects of which nobody knows that the two sides share them.
//
// # Fix safety
//
// No fix: the number is best an atomic.Int64, or both sides take one lock.
//
// # See also
//
// https://go.dev/ref/mem, the analyzers lostupdate (several goroutines update) and mixedatomic (the updates are atomic).
package racyread
