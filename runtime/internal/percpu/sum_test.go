package percpu

import (
	"runtime"
	"testing"
)

// procs sets GOMAXPROCS for the time of a test.
func procs(t *testing.T, n int) {
	old := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(old) })
}

func TestZeroSum(t *testing.T) {
	var s Sum
	if s.Load() != 0 || s.Spreads() {
		t.Fatal("a new sum is not empty")
	}
	s.Add(3)
	s.Add(4)
	s.Add(^uint64(0)) // minus 1
	if got := s.Load(); got != 6 {
		t.Errorf("sum %d, want 6", got)
	}
	if !s.Spreads() {
		t.Error("no cells after the first add")
	}
}

func TestLazyStaysOneWord(t *testing.T) {
	var s Sum
	for range 1000 {
		s.AddLazy(1)
	}
	if s.Spreads() || s.Load() != 1000 {
		t.Errorf("cells %v, sum %d; want one word that says 1000", s.Spreads(), s.Load())
	}
	s.Spread()
	s.AddLazy(1)
	if s.overflow.Load() != 1000 || s.Load() != 1001 {
		t.Errorf("overflow %d, sum %d; want the last add in a cell", s.overflow.Load(), s.Load())
	}
}

func TestFloatSum(t *testing.T) {
	var s FloatSum
	for _, d := range []float64{0.5, 1.25, -0.25} {
		s.Add(d)
	}
	if got := s.Load(); got != 1.5 {
		t.Errorf("sum %v, want 1.5", got)
	}
}

func TestTotal(t *testing.T) {
	var n Total
	n.Add(5)
	if n.Value() != 5 || n.Drain() != 5 || n.Value() != 0 || n.Drain() != 0 {
		t.Error("5 is not drained once")
	}
	n.Add(2)
	n.Set(40)
	n.Add(2)
	if n.Value() != 42 || n.Base() != ^uint64(0)-32 {
		t.Errorf("value %d, base %d; want 42 and 7-40", n.Value(), n.Base())
	}
}

// A sum that dies leaves its column to another, empty.
func TestColumnsComeBack(t *testing.T) {
	before := blocks()
	for round := range 50 {
		for range columns {
			var s Sum
			s.Add(1)
			s.Add(1)
			if got := s.Load(); got != 2 {
				t.Fatalf("round %d: a new sum says %d after two adds", round, got)
			}
		}
		// Cleanups run some time after a collection.
		for range 1000 {
			runtime.GC()
			if freeSlots() >= columns/2 {
				break
			}
			runtime.Gosched()
		}
	}
	if made := blocks() - before; made > 10 {
		t.Errorf("%d blocks for 50 times %d sums that died", made, columns)
	}
}

func blocks() int {
	free.Lock()
	defer free.Unlock()
	return free.blocks
}

func freeSlots() int {
	free.Lock()
	defer free.Unlock()
	return len(free.slots)
}

func TestSlab(t *testing.T) {
	s := NewSlab(20, nil)
	for i := range uint(20) {
		for range i {
			s.Add(i, 2)
		}
	}
	for i := range uint(20) {
		if got := s.Cells().Load(i); got != uint64(2*i) {
			t.Errorf("sum %d is %d, want %d", i, got, 2*i)
		}
	}
	if s.Cells().Width() != 20 || s.Width != 20 {
		t.Errorf("widths %d and %d, want 20", s.Cells().Width(), s.Width)
	}
}

// A wider slab has the same cells, as far as there is room; a longer one leaves room.
func TestWider(t *testing.T) {
	s := NewSlab(3, nil)
	w := s.Wider(s.stride)
	if s.Wider(s.stride+1) != nil {
		t.Error("a slab is wider than its rows")
	}
	s.Add(2, 1)
	w.Add(2, 1)
	w.Add(s.stride-1, 1)
	if got := w.Cells(); got.Load(2) != 2 || got.Load(s.stride-1) != 1 || s.Cells().Load(2) != 2 || s.Width != 3 {
		t.Errorf("sums %d and %d, want 2 and 1", got.Load(2), got.Load(s.stride-1))
	}
	if long := NewSlab(s.stride+1, s); long.Wider(2*s.stride) == nil {
		t.Errorf("a longer slab has room for %d sums, want %d", long.stride, 2*s.stride)
	}
}

// A slab without a cell for the P, or for the sum, says so and adds nothing.
func TestSlabWithoutCell(t *testing.T) {
	s := NewSlab(1, nil)
	if (*Slab)(nil).Add(0, 1) || s.Add(1, 1) {
		t.Error("a sum that is not there was added to")
	}
	few := *s
	few.procs = 0
	if Pinned && few.Add(0, 5) {
		t.Error("a slab without rows found one")
	}
	s.AddShared(0, 2)
	if got := s.Cells().Load(0); got != 2 {
		t.Errorf("sum %d, want 2", got)
	}
}

func TestPaged(t *testing.T) {
	const n = 1000
	var p Paged
	counts := make([]uint64, n)
	p.AddTo(counts)
	if counts[0] != 0 || p.Size() != 0 {
		t.Errorf("a new one has %d bytes", p.Size())
	}
	for _, i := range []uint{0, 63, 64, 999, 64} {
		p.AddNew(i, n, 2)
	}
	p.AddTo(counts)
	for i, got := range counts {
		want := map[int]uint64{0: 2, 63: 2, 64: 4, 999: 2}[i]
		if got != want {
			t.Errorf("sum %d is %d, want %d", i, got, want)
		}
	}
	if pages := p.Size() / 512; pages < 3 || pages > 3*8+1 {
		t.Errorf("%d bytes for sums of three pages", p.Size())
	}
}

// Ps that come later get rows.
func TestPagedGrowth(t *testing.T) {
	var p Paged
	for id := uint(0); id < 40; id++ {
		p.makeCell(id, 5, 10)
		if p.rows.Load().cell(id, 5) == nil || p.rows.Load().cell(id, 99) != nil {
			t.Fatalf("P %d: its cell is not there, or one that should not be", id)
		}
		p.rows.Load().cell(id, 5).Add(1)
	}
	counts := make([]uint64, 10)
	p.AddTo(counts)
	if counts[5] != 40 {
		t.Errorf("sum %d, want 40", counts[5])
	}
}

func TestOwned(t *testing.T) {
	var o Owned
	AddOwned(o.Word(), 2)
	AddOwned(o.Word(), 3)
	if o.Load() != 5 {
		t.Errorf("sum %d, want 5", o.Load())
	}
}

func TestStripe(t *testing.T) {
	for _, n := range []uint{1, 2, 3, 64} {
		for range 100 {
			done := make(chan uint)
			go func() { done <- Stripe(n) }()
			if got := <-done; got >= n {
				t.Fatalf("stripe %d of %d", got, n)
			}
		}
	}
}

func TestNoAllocation(t *testing.T) {
	var s, lazy Sum
	s.Add(1)
	slab := NewSlab(4, nil)
	var paged Paged
	var o Owned
	for name, f := range map[string]func(){
		"Sum.Add":      func() { s.Add(1) },
		"Sum.AddLazy":  func() { lazy.AddLazy(1) },
		"Sum.Load":     func() { s.Load() },
		"Slab.Add":     func() { slab.Add(3, 1) },
		"Paged.AddNew": func() { paged.AddNew(3, 64, 1) },
		"Slab.Load":    func() { slab.Cells().Load(3) },
		"AddOwned":     func() { AddOwned(o.Word(), 1) },
	} {
		if n := testing.AllocsPerRun(1000, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
