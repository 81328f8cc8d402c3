package percpu

import (
	"sync/atomic"
	"testing"
	"unsafe"
)

func TestLayout(t *testing.T) {
	for name, size := range map[string][2]uintptr{
		"Sum":       {unsafe.Sizeof(Sum{}), 16},
		"row":       {unsafe.Sizeof(row{}), rowSize},
		"a word":    {unsafe.Sizeof(atomic.Uint64{}), 8},
		"Pad":       {unsafe.Sizeof(Pad{}), LineSize},
		"LineSize%": {LineSize % 64, 0},
		"rowSize%":  {rowSize % LineSize, 0},
	} {
		if size[0] != size[1] {
			t.Errorf("%s: %d bytes, want %d", name, size[0], size[1])
		}
	}
	var o Owned
	if before, after := unsafe.Offsetof(o.n), unsafe.Sizeof(o)-unsafe.Offsetof(o.n)-8; before < 64 || after < 64 {
		t.Errorf("Owned: %d bytes before the word and %d after; another word may share its line", before, after)
	}
}

// Rows, of blocks and of slabs, begin on a cache line.
func TestAlignment(t *testing.T) {
	for n := 1; n <= 130; n++ {
		rows := make([]row, n)
		if at := uintptr(unsafe.Pointer(&rows[0])); at%64 != 0 {
			t.Errorf("%d rows begin at %#x", n, at)
		}
	}
	for width := uint(1); width < 200; width++ {
		s := NewSlab(width, nil)
		for id := range s.procs + 1 {
			if at := uintptr(unsafe.Pointer(s.cell(id, 0))); at%64 != 0 {
				t.Errorf("width %d: the row of P %d begins at %#x", width, id, at)
			}
			if id < s.procs && wordOf(s.cell(id, width-1)) != s.own(id, width-1) {
				t.Errorf("width %d: own and cell differ", width)
			}
		}
	}
	c := newColumn()
	for id := range c.procs {
		if wordOf(c.cell(id)) != c.own(id) || c.beyond(id) != c.own(id) {
			t.Errorf("own, cell and beyond differ for P %d", id)
		}
	}
}
