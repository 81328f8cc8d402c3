package fix

import "sync"
import "sync/atomic"

type other struct {
	lock sync.Mutex
	n    atomic.Uint32
}

func (o *other) Set(x uint32) { // want:+1 `o\.lock`
	o.lock.Lock()
	o.n.Store(x)
	o.lock.Unlock()
}
