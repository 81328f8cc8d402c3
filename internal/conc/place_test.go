package conc

import "testing"

func TestSamePlace(t *testing.T) {
	const types = `type S struct { n, m atomic.Int64; next *S; in struct{ n atomic.Int64 } }
		type T struct { a, b S; p *S; q atomic.Pointer[S]; s []S; m map[string]*S; k [4]atomic.Int64 }
		func use(...any) {}
		func (t *T) swapP() { t.p = nil }
		func (t *T) get() *S { return t.p }
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"one field", `func f(t *T) { /*a*/t.a.n.Load(); /*b*/t.a.n.Store(1) }`, true},
		{"through an alias", `func f(t *T) { s := &t.a; c := &s.n; /*a*/c.Load(); /*b*/t.a.n.Store(1) }`, true},
		{"two fields", `func f(t *T) { /*a*/t.a.n.Load(); /*b*/t.a.m.Store(1) }`, false},
		{"two holders", `func f(t *T) { /*a*/t.a.n.Load(); /*b*/t.b.n.Store(1) }`, false},
		{"two objects", `func f(t, u *T) { /*a*/t.a.n.Load(); /*b*/u.a.n.Store(1) }`, false},
		{"through a pointer field", `func f(t *T) { /*a*/t.p.n.Load(); /*b*/t.p.n.Store(1) }`, true},
		{"the pointer is assigned in between", `func f(t, u *T) { /*a*/t.p.n.Load(); t.p = u.p; /*b*/t.p.n.Store(1) }`, false},
		{"assigned in between through another name", `func f(t, u *T) { /*a*/t.p.n.Load(); u.p = nil; /*b*/t.p.n.Store(1) }`, false},
		{"assigned by a callee in between", `func f(t *T) { /*a*/t.p.n.Load(); t.swapP(); /*b*/t.p.n.Store(1) }`, false},
		{"assigned before", `func f(t, u *T) { t.p = u.p; /*a*/t.p.n.Load(); /*b*/t.p.n.Store(1) }`, true},
		{"assigned on another branch", `func f(t, u *T, ok bool) { if ok { t.p = u.p; return }; /*a*/t.p.n.Load(); /*b*/t.p.n.Store(1) }`, true},
		{"a local variable is assigned in between", `func f(t, u *T) { s := &t.a; g := func() { s = &u.a }; /*a*/s.n.Load(); g(); /*b*/s.n.Store(1) }`, false},
		{"two loads of an atomic pointer", `func f(t *T) { /*a*/t.q.Load().n.Load(); /*b*/t.q.Load().n.Store(1) }`, false},
		{"one load of an atomic pointer", `func f(t *T) { s := t.q.Load(); /*a*/s.n.Load(); /*b*/s.n.Store(1) }`, true},
		{"one index", `func f(t *T, i int) { /*a*/t.s[i].n.Load(); /*b*/t.s[i].n.Store(1) }`, true},
		{"two indexes", `func f(t *T, i, j int) { /*a*/t.s[i].n.Load(); /*b*/t.s[j].n.Store(1) }`, false},
		{"the index moves on", `func f(t *T, i int) { /*a*/t.s[i].n.Load(); i++; /*b*/t.s[i].n.Store(1) }`, false},
		{"constant indexes", `func f(t *T) { /*a*/t.k[1].Load(); /*b*/t.k[1].Store(1) }`, true},
		{"other constant indexes", `func f(t *T) { /*a*/t.k[1].Load(); /*b*/t.k[2].Store(1) }`, false},
		{"one map key", `func f(t *T, k string) { /*a*/t.m[k].n.Load(); /*b*/t.m[k].n.Store(1) }`, true},
		{"two map keys", `func f(t *T) { /*a*/t.m["a"].n.Load(); /*b*/t.m["b"].n.Store(1) }`, false},
		{"the map is changed in between", `func f(t *T, k string) { /*a*/t.m[k].n.Load(); t.m[k] = nil; /*b*/t.m[k].n.Store(1) }`, false},
		{"resliced", `func f(t *T) { u := t.s[1:]; /*a*/t.s[0].n.Load(); /*b*/u[0].n.Store(1) }`, false},
		{"resliced from the start", `func f(t *T) { u := t.s[:1]; /*a*/t.s[0].n.Load(); /*b*/u[0].n.Store(1) }`, true},
		{"a getter", `func f(t *T) { /*a*/t.get().n.Load(); /*b*/t.p.n.Store(1) }`, true},
		{"a walk along a list", `func f(s *S) { for ; s != nil; s = s.next { /*a*/s.n.Load(); /*b*/s.n.Store(1) } }`, true},
		{"before and after a step along a list", `func f(s *S) { /*a*/s.n.Load(); s = s.next; /*b*/s.n.Store(1) }`, false},
		{"anonymous struct", `func f(t *T) { /*a*/t.a.in.n.Load(); /*b*/t.a.in.n.Store(1) }`, true},
		{"ranged over in a sync.Map", `func f(m *sync.Map) { m.Range(func(k, v any) bool { /*a*/v.(*S).n.Load(); /*b*/v.(*S).n.Store(1); return true }) }`, true},
		{"either of two", `func f(t, u *T, ok bool) { s := t; if ok { s = u }; /*a*/s.a.n.Load(); /*b*/s.a.n.Store(1) }`, true},
		{"either of two and one", `func f(t, u *T, ok bool) { s := t; if ok { s = u }; /*a*/s.a.n.Load(); /*b*/t.a.n.Store(1) }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			ops := labels(t, m, src)
			if got := m.SamePlace(ops["a"], ops["b"]); got != tt.want {
				t.Errorf("SamePlace = %t, want %t: %s and %s", got, tt.want, ops["a"].Place, ops["b"].Place)
			}
		})
	}
}

// TestMatches: which operations may be on one counter of the program.
func TestMatches(t *testing.T) {
	src := `type stats struct { n atomic.Int64 }
		type client struct { stats stats }
		type server struct { stats stats; ptr *stats }
		type holder struct { srv *server; other *server; all []server }
		var global stats
		var main server
		func f(c *client, s *server, p *stats, h *holder) {
			/*client*/c.stats.n.Add(1)
			/*client2*/c.stats.n.Store(1)
			/*server*/s.stats.n.Add(1)
			/*ptr*/s.ptr.n.Add(1)
			/*bare*/p.n.Add(1)
			/*global*/global.n.Add(1)
			/*held*/h.srv.stats.n.Add(1)
			/*held2*/h.other.stats.n.Add(1)
			/*heldptr*/h.srv.ptr.n.Add(1)
			/*element*/h.all[1].stats.n.Add(1)
			/*main*/main.stats.n.Add(1)
			var local atomic.Int64
			/*local*/local.Add(1)
			func() { /*captured*/local.Add(1) }()
			var other atomic.Int64
			/*other*/other.Add(1)
		}`
	m := load(t, src)
	ops := labels(t, m, src)
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"client", "client2", true}, {"client", "server", false}, {"client", "ptr", false}, {"server", "ptr", false},
		{"bare", "client", true}, {"bare", "server", true}, {"bare", "ptr", true}, {"bare", "global", true}, {"client", "global", false},
		{"held", "server", true}, {"held", "bare", true}, {"held", "client", false}, {"held", "held2", false}, {"held", "element", false},
		{"heldptr", "ptr", true}, {"heldptr", "server", false}, {"element", "server", true}, {"element", "client", false},
		{"main", "server", true}, {"main", "client", false}, {"main", "global", false},
		{"local", "captured", true}, {"local", "other", false}, {"local", "bare", false},
	} {
		if got := ops[tt.a].Key.Matches(ops[tt.b].Key); got != tt.want {
			t.Errorf("%s (%s) matches %s (%s): %t, want %t", tt.a, ops[tt.a].Key, tt.b, ops[tt.b].Key, got, tt.want)
		}
	}
}
