package bad

import "sync/atomic"

var g atomic.Int64
