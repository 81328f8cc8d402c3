// Package closer waits for goroutines.
package closer

import "sync"

// A Closer tells goroutines to end.
type Closer struct{ waiting sync.WaitGroup }

// New makes one for one goroutine.
func New() *Closer {
	c := &Closer{}
	c.waiting.Add(1)
	return c
}

// Done says that the goroutine has ended.
func (c *Closer) Done() { c.waiting.Done() }

// SignalAndWait waits for it.
func (c *Closer) SignalAndWait() { c.waiting.Wait() }
