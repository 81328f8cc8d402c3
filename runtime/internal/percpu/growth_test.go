//go:build gc && !race && !counter_nolinkname && (amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import "testing"

// Ps that come later get cells, and the chain of blocks stays short.
func TestGrowth(t *testing.T) {
	procs(t, 1)
	var s Sum
	s.Add(1)
	c := s.cells.Load()
	if c.beyond(c.procs+2) != nil {
		t.Skip("a block with more Ps was left over")
	}
	if c.beyond(0) != c.own(0) {
		t.Error("the chain does not know the first P")
	}
	s.addOver(c, 0, 1)
	for id := uint(0); id < 100; id++ {
		c.block.cover(id)
		if c.beyond(id) == nil {
			t.Fatalf("no cell for P %d", id)
		}
	}
	for id := uint(0); id < 100; id++ {
		bump(c.beyond(id), 1)
		for other := range id {
			if c.beyond(other) == c.beyond(id) {
				t.Fatalf("Ps %d and %d share a cell", other, id)
			}
		}
	}
	if got := s.Load(); got != 102 {
		t.Errorf("sum %d, want 102", got)
	}
	length := 0
	for b := c.block; b != nil; b = b.more.Load() {
		length++
	}
	if length > 9 {
		t.Errorf("%d blocks for 100 Ps", length)
	}
}
