// Package clock picks shards by the time of day.
package clock

import (
	"math/rand"
	"sync/atomic"
	"time"
)

type shard struct {
	n    atomic.Int64
	_pad [56]byte
}

type Counter struct {
	shards [16]shard
	start  time.Time
}

func (c *Counter) Inc() {
	c.shards[time.Now().UnixNano()%16].n.Add(1) // want clock:`the cell of c\.shards is picked by time\.Now\(\)\.UnixNano\(\): clocks tick in steps.*; use the top-level functions of math/rand/v2`
}

func (c *Counter) Add(n int64) {
	idx := uint64(time.Now().UnixNano()) & 15 // want clock:`picked by time\.Now\(\)\.UnixNano\(\)`
	c.shards[idx].n.Add(n)
}

func (c *Counter) AddNow(n int64) {
	now := time.Now()
	c.shards[now.Nanosecond()%len(c.shards)].n.Add(n) // want clock:`picked by now\.Nanosecond\(\)`
}

func (c *Counter) AddMicro(n int64) {
	i := int(time.Now().UnixMicro()) % len(c.shards) // want clock:`picked by time\.Now\(\)\.UnixMicro\(\)`
	s := &c.shards[i]
	s.n.Add(n)
}

func (c *Counter) AddSince(n int64) {
	c.shards[uint64(time.Since(c.start))%16].n.Add(n) // want clock:`picked by time\.Since\(c\.start\)`
}

func (c *Counter) AddElapsed(n int64) {
	c.shards[time.Since(c.start).Nanoseconds()&0xf].n.Add(n) // want clock:`picked by time\.Since\(c\.start\)\.Nanoseconds\(\)`
}

func now() uint64 { return uint64(time.Now().UnixNano()) }

func (c *Counter) AddHelper(n int64) {
	c.cell(n).n.Add(n)
}

func (c *Counter) cell(salt int64) *shard {
	return &c.shards[(now()^uint64(salt))%uint64(len(c.shards))] // want clock:`picked by time\.Now\(\)\.UnixNano\(\)`
}

func (c *Counter) AddSeeded(n int64) {
	i := rand.New(rand.NewSource(time.Now().UnixNano())).Intn(len(c.shards)) // want clock:`picked by a generator that the clock seeds for each pick`
	c.shards[i].n.Add(n)
}

func (c *Counter) InLoop(jobs []int) {
	for range jobs {
		i := time.Now().UnixNano() % 16 // want clock:`picked by`
		c.shards[i].n.Add(1)
	}
}

var stripes = make([]int64, 8)

func old() {
	atomic.AddInt64(&stripes[time.Now().UnixNano()%int64(len(stripes))], 1) // want clock:`the cell of stripes is picked`
}

func (c *Counter) AddSeededLocal(n int64) {
	rng := rand.New(rand.NewSource(time.Now().UnixNano()))
	c.shards[rng.Intn(len(c.shards))].n.Add(n) // want clock:`picked by a generator that the clock seeds for each pick`
}

// Named after what it is: the cells have no padding, and the type says it.
type shardedHits struct{ slots [4]atomic.Int64 }

func (s *shardedHits) hit() { s.slots[time.Now().UnixNano()&3].Add(1) } // want clock:`the cell of s\.slots is picked`

func (s *shardedHits) each(f func(int64)) {
	for i := range s.slots {
		f(s.slots[i].Load())
	}
}
