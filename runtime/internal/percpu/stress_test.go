package percpu

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// TestStress adds from many goroutines while GOMAXPROCS moves and the collector runs, and reads beside it. Each reader holds what
// it reads against the adds that had ended when it began and those that had begun when it ended, and against its last read.
func TestStress(t *testing.T) {
	writers, adds := 64, 100_000
	if testing.Short() {
		adds = 5_000
	}
	var s Sum
	slab := NewSlab(3, nil)
	var paged Paged
	var begun, ended [64]struct { // of each writer, in batches
		n atomic.Uint64
		_ Pad
	}
	const batch = 100
	sum := func(all *[64]struct {
		n atomic.Uint64
		_ Pad
	}) (n uint64) {
		for i := range all {
			n += all[i].n.Load()
		}
		return n
	}

	stop := make(chan struct{})
	var side sync.WaitGroup
	until := func(f func()) {
		side.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					f()
					runtime.Gosched()
				}
			}
		})
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	moves := 0
	until(func() { moves++; runtime.GOMAXPROCS(1 + moves*7%16) })
	until(runtime.GC)
	for range 2 {
		var last, lastSlab uint64
		until(func() {
			from := sum(&ended)
			got, gotSlab := s.Load(), slab.Cells().Load(1)
			to := sum(&begun)
			if got < from || got > to || got < last {
				t.Errorf("read %d after %d; %d adds had ended before and %d begun after", got, last, from, to)
			}
			if gotSlab < from || gotSlab > to || gotSlab < lastSlab {
				t.Errorf("slab: read %d after %d; %d adds had ended before and %d begun after", gotSlab, lastSlab, from, to)
			}
			last, lastSlab = got, gotSlab
		})
	}

	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := 0; i < adds; i += batch {
				begun[w].n.Add(batch)
				for range batch {
					s.Add(1)
					if !slab.Add(1, 1) {
						slab.AddShared(1, 1)
					}
					paged.AddNew(uint(w), 64, 1)
				}
				ended[w].n.Add(batch)
			}
		})
	}
	wg.Wait()
	close(stop)
	side.Wait()
	want := uint64(writers * adds)
	if got := s.Load(); got != want {
		t.Errorf("sum %d, want %d", got, want)
	}
	if got := slab.Cells().Load(1); got != want {
		t.Errorf("slab %d, want %d", got, want)
	}
	counts := make([]uint64, 64)
	paged.AddTo(counts)
	for w, n := range counts {
		if n != uint64(adds) {
			t.Errorf("writer %d: %d adds, want %d", w, n, adds)
		}
	}
	if slab.Cells().Load(0) != 0 || slab.Cells().Load(2) != 0 {
		t.Error("a neighbour was added to")
	}
}

// Sums that come and go while others are added to never see each other's adds.
func TestStressColumns(t *testing.T) {
	rounds := 2_000
	if testing.Short() {
		rounds = 200
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range rounds {
				s := new(Sum)
				var both sync.WaitGroup
				for range 2 {
					both.Go(func() {
						for range 50 {
							s.Add(1)
						}
					})
				}
				both.Wait()
				if got := s.Load(); got != 100 {
					t.Errorf("sum %d, want 100", got)
				}
			}
		})
	}
	stop := make(chan struct{})
	collected := make(chan struct{})
	go func() {
		defer close(collected)
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	wg.Wait()
	close(stop)
	<-collected
}
