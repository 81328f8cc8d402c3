package bad

import "sync/atomic"

var elsewhere atomic.Int64
