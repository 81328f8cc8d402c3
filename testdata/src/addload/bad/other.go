package bad

import (
	"fmt"
	"sync/atomic"
)

var total atomic.Int64
var totalOld uint32

// Each caller has a command of its own, and all of them share the numbers.
type command struct{ name string }

var commands atomic.Int32

func (c *command) Run(start func(string)) {
	commands.Add(1)
	c.name = fmt.Sprintf("command-%d", commands.Load()) // want value:`commands`
	start(c.name)
}
