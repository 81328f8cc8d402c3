package counter

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Every type beside a plain atomic. Run with -cpu 1,2,4,8; the module bench compares with other libraries.
func BenchmarkAdd(b *testing.B) {
	var plain atomic.Int64
	var mutex struct {
		sync.Mutex
		n int64
	}
	var (
		exact    Int
		capped   = NewCapped(1 << 62)
		hi       Max
		lo       Min
		latch    Latch
		one      Counter
		upDown   UpDown
		reset    Resettable
		perP     PerP
		adaptive Adaptive
		padded   Padded
		sharded  Sharded
		group    = NewGroup(8)
		rate     Rate
		fraction Float64
	)
	for _, bench := range []struct {
		name string
		add  func()
	}{
		{"atomic", func() { plain.Add(1) }},
		{"mutex", func() { mutex.Lock(); mutex.n++; mutex.Unlock() }},
		{"Int", func() { exact.Inc() }},
		{"Int.AddIf", func() { exact.AddIf(1, func(v int64) bool { return v >= 0 }) }},
		{"Capped", func() { capped.TryInc() }},
		{"Max", func() { hi.Observe(1) }},
		{"Min", func() { lo.Observe(1) }},
		{"Latch", func() { latch.Trip() }},
		{"Counter", func() { one.Inc() }},
		{"UpDown", func() { upDown.Inc() }},
		{"Resettable", func() { reset.Inc() }},
		{"PerP", func() { perP.Inc() }},
		{"Adaptive", func() { adaptive.Inc() }},
		{"Padded", func() { padded.Inc() }},
		{"Sharded", func() { sharded.Inc() }},
		{"Group", func() { group.Inc(3) }},
		{"Rate", func() { rate.Inc() }},
		{"Float64", func() { fraction.Add(0.5) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					bench.add()
				}
			})
		})
	}
	b.Run("Sloppy", func(b *testing.B) {
		var s Sloppy
		b.RunParallel(func(pb *testing.PB) {
			l := s.Local()
			defer l.Close()
			for pb.Next() {
				l.Inc()
			}
		})
	})
}

func BenchmarkRead(b *testing.B) {
	var plain atomic.Int64
	var c Counter
	var p PerP
	p.Inc()
	g := NewGroup(8)
	buffer := make([]uint64, 8)
	var s Sloppy
	for _, bench := range []struct {
		name string
		read func()
	}{
		{"atomic", func() { plain.Load() }},
		{"Counter", func() { c.Value() }},
		{"PerP", func() { p.Value() }},
		{"Sloppy", func() { s.Value() }},
		{"Group.Snapshot", func() { buffer = g.Snapshot(buffer) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				bench.read()
			}
		})
	}
}
