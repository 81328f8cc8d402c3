package good

import (
	"sync/atomic"
	"time"
)

// A vote is taken by the one goroutine that looks after all shards: that Vote is exported means nothing where the type is not.
type votes struct{ down atomic.Int32 }

func (v *votes) IsDown() bool { return v.down.Load() >= 3 }

func (v *votes) Vote(up bool) bool {
	if up {
		changed := v.IsDown()
		v.down.Store(0)
		return changed
	}
	if v.IsDown() {
		return false
	}
	v.down.Add(1)
	return v.IsDown()
}

type sharding struct{ all []*votes }

func (s *sharding) Heartbeat(every time.Duration, up func(int) bool) {
	for range time.Tick(every) {
		for i, v := range s.all {
			v.Vote(up(i))
		}
	}
}

func newSharding(up func(int) bool) *sharding {
	s := &sharding{all: []*votes{{}, {}}}
	go s.Heartbeat(time.Second, up)
	return s
}
