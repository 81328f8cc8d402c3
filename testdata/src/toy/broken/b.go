// Package broken does not type-check.
package broken

import "sync/atomic"

var n atomic.Nothing

func f() { n.Add(0) }
