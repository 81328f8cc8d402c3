package bad

import "sync/atomic"

var total atomic.Int64
var totalOld uint32
