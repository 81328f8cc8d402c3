package good

import "sync/atomic"

// Leases are looked at when all is over, by nobody else.
type Leases struct{ held atomic.Value }

type lease struct{ owner string }

func (l *Leases) Renew(ids []string) {
	var next []lease
	for range ids {
		next = append(next, lease{owner: "me"})
	}
	l.held.Store(next)
}

func (l *Leases) Close(give func([]lease)) {
	held := l.held.Load().([]lease)
	for i := range held {
		held[i].owner = ""
	}
	give(held)
}
