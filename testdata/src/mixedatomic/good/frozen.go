package good

import "sync/atomic"

// Reading is what a Sensor hands out: a copy that nobody changes any more. The Sensor itself keeps a live one.
type Reading struct{ count, sum int64 }

// Count of a reading.
func (r *Reading) Count() int64 { return r.count }

// Sensor counts.
type Sensor struct{ live *Reading }

// NewSensor makes one.
func NewSensor() *Sensor { return &Sensor{live: &Reading{}} }

// Note counts.
func (s *Sensor) Note(v int64) {
	atomic.AddInt64(&s.live.count, 1)
	atomic.AddInt64(&s.live.sum, v)
}

// Read hands out a copy.
func (s *Sensor) Read() *Reading {
	return &Reading{count: atomic.LoadInt64(&s.live.count), sum: atomic.LoadInt64(&s.live.sum)}
}

// ResetForTest is for tests.
func ResetForTest(s *Sensor) { s.live.count = 0 }
