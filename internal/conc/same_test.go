package conc

import "testing"

func TestSame(t *testing.T) {
	const types = `type T struct { n atomic.Int64; size int64; name string; d time.Duration }
		type R struct { t *T; xs []int64; m map[string]int64 }
		func (r *R) total() int64 { s := int64(0); for _, x := range r.xs { s += x }; return s }
		func (r *R) next() int64 { r.t.size++; return r.t.size }
		func (r *R) taken() int64 { return r.t.n.Load() }
		var hook func() int64
		`
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"x", "x", true},
		{"x", "y", false},
		{"x", "int64(int(x))", true},
		{"x+1", "x+1", true},
		{"x+1", "x+2", false},
		{"x+1", "x-1", false},
		{"x*y", "y*x", false},
		{"-x", "-x", true},
		{"5", "5", true},
		{"int64(len(r.xs))", "int64(len(r.xs))", true},
		{"int64(len(r.xs))", "int64(cap(r.xs))", false},
		{"r.t.size", "r.t.size", true},
		{"r.t.size", "q.t.size", false},
		{"r.xs[0]", "r.xs[0]", true},
		{"r.xs[0]", "r.xs[1]", false},
		{"r.t.d.Milliseconds()", "r.t.d.Milliseconds()", true},
		{"r.t.d.Milliseconds()", "r.t.d.Microseconds()", false},
		{"time.Now().Unix()", "time.Now().Unix()", false},
		{"r.total()", "r.total()", true},
		{"r.total()", "q.total()", false},
		{"r.next()", "r.next()", false},
		{"r.taken()", "r.taken()", false},
		{"hook()", "hook()", false},
		{"int64(math.Float64bits(f))", "int64(f)", true},
		{"max(x, y)", "max(x, y)", true},
	} {
		src := types + "func F(r, q *R, x, y int64, f float64) { if " + tt.a + " > r.t.n.Load() { /*o*/r.t.n.Store(" + tt.b + ") } }"
		m := load(t, src)
		store := labels(t, m, src)["o"]
		loads := m.Loads(store)
		if len(loads) == 0 {
			t.Fatalf("%s: no load", tt.b)
		}
		guards := m.GuardedBy(store.Instr, loads[len(loads)-1])
		if len(guards) != 1 {
			t.Fatalf("%s: %d guards", tt.a, len(guards))
		}
		if got := m.Same(guards[0].Other, store.New.Value); got != tt.want {
			t.Errorf("%s, %s: %t", tt.a, tt.b, got)
		}
	}
}
