package bad

import "sync/atomic"

var other atomic.Int64
var otherOld uint64

func touch() { other.Add(1); atomic.AddUint64(&otherOld, 1) }
