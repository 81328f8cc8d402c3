package bad

import "sync/atomic"

var Inflight atomic.Int64
