package bad

import (
	"sync"
	"sync/atomic"
)

var (
	ofmu sync.Mutex
	ofn  atomic.Int64
)
