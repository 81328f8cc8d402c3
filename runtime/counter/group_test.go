package counter

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

func TestGroup(t *testing.T) {
	for name, g := range map[string]*Group{"zero": new(Group), "made": NewGroup(3)} {
		t.Run(name, func(t *testing.T) {
			if n := g.Len(); n != 0 && n != 3 || len(g.Snapshot(nil)) != n || g.Value(0) != 0 || g.Value(-1) != 0 || g.Value(9) != 0 {
				t.Fatalf("a new group of %d says %v", n, g)
			}
			g.Inc(2)
			g.Add(0, 5)
			g.Add(2, 1)
			if got := g.Snapshot(nil); !slices.Equal(got, []uint64{5, 0, 2}) {
				t.Fatalf("snapshot %v, want 5 0 2", got)
			}
			g.Add(40, 1) // grows
			if g.Len() != 41 || g.Value(40) != 1 || g.Value(2) != 2 || g.Value(0) != 5 {
				t.Fatalf("%d counters %v after growing", g.Len(), g)
			}
			drained := g.Drain(nil)
			if drained[0] != 5 || drained[2] != 2 || drained[40] != 1 || g.Value(0) != 0 {
				t.Errorf("drained %v", drained)
			}
			g.Inc(0)
			g.Inc(90)
			if got := g.Drain(drained); got[0] != 1 || got[2] != 0 || got[40] != 0 || got[90] != 1 {
				t.Errorf("drained %v the second time", got)
			}
		})
	}
}

// A group that was made for fewer Ps gets cells for all of them.
func TestGroupOfFewerProcs(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	g := NewGroup(2)
	runtime.GOMAXPROCS(3)
	if !g.slab.Load().Behind() {
		t.Skip("this build makes no cells")
	}
	g.addSlow(1, 5)
	if g.slab.Load().Behind() || g.Value(1) != 5 {
		t.Errorf("behind: %v, value %d; want new cells and 5", g.slab.Load().Behind(), g.Value(1))
	}
	same := g.slab.Load()
	g.renew(NewGroup(1).slab.Load()) // somebody was faster
	if g.slab.Load() != same {
		t.Error("cells that are not behind were replaced")
	}
}

// A reading holds when the next one says the same.
func TestSettle(t *testing.T) {
	readings := [][]uint64{{1, 3}, {2, 3}, {2, 4}, {2, 4}, {9, 9}}
	dst, again := []uint64{0, 0}, []uint64{1, 2}
	reads := 0
	settle(dst, again, func(counts []uint64) { copy(counts, readings[reads]); reads++ })
	if reads != 4 || !slices.Equal(dst, []uint64{2, 4}) {
		t.Errorf("%v after %d readings, want 2 4 after 4", dst, reads)
	}
}

func TestGroupOfNone(t *testing.T) {
	for _, n := range []int{0, -3} {
		g := NewGroup(n)
		if g.Len() != 0 || g.String() != "[]" {
			t.Errorf("NewGroup(%d) is %v", n, g)
		}
		g.Inc(0)
		if g.Value(0) != 1 {
			t.Errorf("NewGroup(%d) does not grow", n)
		}
	}
}

func TestSnapshotAfterDrain(t *testing.T) {
	g := NewGroup(2)
	g.Add(0, 5)
	g.Drain(nil)
	g.Add(0, 2)
	g.Add(1, 3)
	if got := g.Snapshot(nil); !slices.Equal(got, []uint64{2, 3}) {
		t.Errorf("snapshot %v, want 2 3", got)
	}
}

func TestGroupPanics(t *testing.T) {
	for _, i := range []int{-1, maxGroup} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("an index of %d does not panic", i)
				}
			}()
			new(Group).Inc(i)
		}()
	}
}

// What slabs held that are out of use is there after they were collected, and their memory is not.
func TestGroupFolds(t *testing.T) {
	g := NewGroup(4)
	for round := range 20 {
		g.Inc(1)
		g.mu.Lock()
		g.replace(g.slab.Load(), uint(4+round))
		g.mu.Unlock()
		if got := g.Value(1); got != uint64(round+1) {
			t.Fatalf("round %d: %d", round, got)
		}
	}
	old := func() int {
		g.mu.Lock()
		defer g.mu.Unlock()
		return len(g.old)
	}
	for range 10_000 { // cleanups run some time after a collection
		runtime.GC()
		if old() == 0 {
			break
		}
		runtime.Gosched()
	}
	if n := old(); n > 0 {
		t.Errorf("%d slabs are still not folded", n)
	}
	if got := g.Snapshot(nil); got[1] != 20 || len(got) != 23 {
		t.Errorf("snapshot %v after folding, want 20 in counter 1", got)
	}
}

// Each writer adds to one counter after the other, round and round. So no snapshot may be further in a later one than in an
// earlier one, nor behind by more than one for each writer. The writers also hand a turn on, so that the order goes across them.
func TestGroupIsConsistent(t *testing.T) {
	const counters, writers = 5, 8
	rounds := 30_000
	if testing.Short() {
		rounds = 3_000
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var g Group
	var last []uint64
	snapshots := 0
	stopReader := beside(1, func() {
		s := g.Snapshot(nil)
		snapshots++
		for i := range s {
			if i > 0 && (s[i] > s[i-1] || s[i-1]-s[i] > writers) {
				t.Errorf("snapshot %v: counters %d and %d do not fit", s, i-1, i)
			}
			if i < len(last) && s[i] < last[i] {
				t.Errorf("snapshot %v after %v", s, last)
			}
		}
		last = s
	})
	moves := 0
	stopMoves := beside(1, func() { moves++; runtime.GOMAXPROCS(1 + moves*3%5) })
	stopGC := beside(1, runtime.GC)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range rounds {
				for i := range counters {
					g.Inc(i)
				}
			}
		})
	}
	wg.Wait()
	stopGC()
	stopMoves()
	stopReader()
	for i, n := range g.Snapshot(nil)[:counters] {
		if n != uint64(writers*rounds) {
			t.Errorf("counter %d: %d, want %d", i, n, writers*rounds)
		}
	}
	if snapshots == 0 {
		t.Error("no snapshot was taken beside the writers")
	}
}

// One adds and tells the other, who adds then. A snapshot with the second add has the first one too.
func TestGroupOrderAcrossGoroutines(t *testing.T) {
	rounds := 50_000
	if testing.Short() {
		rounds = 5_000
	}
	g := NewGroup(32)
	stop := beside(1, func() {
		s := g.Snapshot(nil)
		if s[1] > s[30] || s[30] > s[1]+1 {
			t.Errorf("%d tellings, %d answers", s[30], s[1])
		}
	})
	var turn atomic.Int64
	var wg sync.WaitGroup
	for me := range int64(2) {
		wg.Go(func() {
			for i := range rounds {
				for turn.Load() != 2*int64(i)+me {
					runtime.Gosched()
				}
				if me == 0 {
					g.Inc(30)
				} else {
					g.Inc(1)
				}
				turn.Add(1)
			}
		})
	}
	wg.Wait()
	stop()
}

// Drains of a busy group are exact for each counter.
func TestGroupDrains(t *testing.T) {
	g := NewGroup(3)
	var drained [3]atomic.Uint64
	take := func() {
		for i, n := range g.Drain(nil) {
			drained[i].Add(n)
		}
	}
	stop := beside(2, take)
	together(8, 5000, func() {
		for i := range 3 {
			g.Add(i, uint64(i+1))
		}
	})
	stop()
	take()
	for i := range drained {
		if got, want := drained[i].Load(), uint64(8*5000*(i+1)); got != want {
			t.Errorf("counter %d: drained %d of %d", i, got, want)
		}
	}
}
