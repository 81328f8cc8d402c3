package label

import (
	"encoding/json"
	"expvar"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/counterlint/counterlint/runtime/counter"
)

type route struct {
	method string
	code   int
}

var _ = []expvar.Var{new(Counter[string]), new(Gauge[route]), new(Histogram[int])}

func TestCounter(t *testing.T) {
	var c Counter[route]
	get, post := route{"GET", 200}, route{"POST", 500}
	if c.Value(get) != 0 || c.Len() != 0 || c.Delete(get) != nil {
		t.Error("a new one is not empty")
	}
	c.Inc(get)
	c.Add(get, 4)
	c.Inc(post)
	if c.Value(get) != 5 || c.Value(post) != 1 || c.Len() != 2 || c.Overflow().Value() != 0 {
		t.Errorf("counts %v", &c)
	}
	if c.With(get) != c.With(get) || c.With(get) == c.With(post) {
		t.Error("With does not return one child for each key")
	}
	if got, want := c.String(), `{"":0,"GET,200":5,"POST,500":1}`; got != want {
		t.Errorf("as JSON %s, want %s", got, want)
	}
	seen := map[route]uint64{}
	for key, child := range c.All() {
		seen[key] = child.Value()
	}
	if !reflect.DeepEqual(seen, map[route]uint64{get: 5, post: 1}) {
		t.Errorf("all: %v", seen)
	}
	for range c.All() {
		break
	}
}

func TestGauge(t *testing.T) {
	var g Gauge[string]
	g.Set("a", 10)
	g.Inc("a")
	g.Dec("b")
	g.Add("b", -2)
	if g.Value("a") != 11 || g.Value("b") != -3 || g.Value("c") != 0 || g.Len() != 2 {
		t.Errorf("values %v", &g)
	}
	leave := g.With("b").Enter()
	leave()
	if got, want := g.String(), `{"":0,"a":11,"b":-3}`; got != want {
		t.Errorf("as JSON %s, want %s", got, want)
	}
}

func TestSet(t *testing.T) {
	type pair struct{ hits, misses counter.Counter }
	s, err := NewSet[string, pair](Limits{Series: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.With("a").hits.Inc()
	s.With("b").misses.Inc()
	if a := s.With("a"); a.hits.Value() != 1 || a.misses.Value() != 0 || s.Overflow().misses.Value() != 1 || s.Len() != 1 {
		t.Errorf("%v %v, overflow %v", &a.hits, &a.misses, &s.Overflow().misses)
	}
	if _, err := NewSet[string, pair](Limits{Series: -1}); err == nil {
		t.Error("a negative limit")
	}
}

func TestHistogram(t *testing.T) {
	var h Histogram[int]
	h.Record(7, 100)
	h.Record(7, 50)
	h.Record(8, 3)
	if s := h.Snapshot(7); s.Count() != 2 || s.Max() != 100 || h.Snapshot(8).Count() != 1 || h.Snapshot(9).Count() != 0 || h.Len() != 2 {
		t.Errorf("histograms %v", &h)
	}
	if !json.Valid([]byte(h.String())) || !strings.Contains(h.String(), `"7":{"count":2`) {
		t.Errorf("as JSON %s", &h)
	}
}

// What does not fit is counted in Overflow, and nothing of it is lost.
func TestLimit(t *testing.T) {
	c, err := NewCounter[int](Limits{Series: 10})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		for key := range 100 {
			c.Inc(key)
			if got := c.Value(key); key < 10 && got != uint64(round+1) || key >= 10 && got != 0 {
				t.Fatalf("round %d: key %d has %d", round, key, got)
			}
		}
	}
	if c.Len() != 10 || c.Overflow().Value() != 3*90 || c.Audit()[0].Refused != 3*90 {
		t.Errorf("%d children, %v in overflow, audit %+v", c.Len(), c.Overflow(), c.Audit())
	}
	var zero Counter[int]
	for key := range DefaultSeries + 5 {
		zero.Inc(key)
	}
	if zero.Len() != DefaultSeries || zero.Overflow().Value() != 5 {
		t.Errorf("the zero value has %d children and %v in overflow", zero.Len(), zero.Overflow())
	}
}

func TestLimitOfLabel(t *testing.T) {
	c, err := NewCounter[route](Limits{Labels: map[string]int{"method": 2}})
	if err != nil {
		t.Fatal(err)
	}
	for code := range 50 {
		for _, method := range []string{"GET", "PUT", "BREW"} {
			c.Inc(route{method, code})
		}
	}
	if c.Len() != 100 || c.Overflow().Value() != 50 {
		t.Errorf("%d children, %v in overflow; want 100 and 50", c.Len(), c.Overflow())
	}
	for code := range 50 { // a value without children makes room for another
		c.Delete(route{"PUT", code})
	}
	c.Inc(route{"BREW", 1})
	if c.Value(route{"BREW", 1}) != 1 || c.Len() != 51 {
		t.Errorf("%d children after one value left", c.Len())
	}
}

func TestBudget(t *testing.T) {
	team := NewBudget(5)
	a, err := NewCounter[int](Limits{Budget: team})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewGauge[string](Limits{Budget: team})
	if err != nil {
		t.Fatal(err)
	}
	for key := range 4 {
		a.Inc(key)
		b.Inc(fmt.Sprint(key))
	}
	if team.Used() != 5 || team.Limit() != 5 || a.Len()+b.Len() != 5 || a.Overflow().Value()+uint64(b.Overflow().Value()) != 3 {
		t.Errorf("%d of %d used by %d and %d children", team.Used(), team.Limit(), a.Len(), b.Len())
	}
	a.Delete(0)
	a.Delete(0)
	if team.Used() != 4 {
		t.Errorf("%d used after a child was deleted", team.Used())
	}
}

// A budget that is used up takes nothing of the labels.
func TestBudgetAndLabels(t *testing.T) {
	c, err := NewCounter[route](Limits{Labels: map[string]int{"method": 1}, Budget: new(Budget)})
	if err != nil {
		t.Fatal(err)
	}
	c.Inc(route{"GET", 1})
	if c.Len() != 0 || len(c.limits.labels[0].uses) != 0 {
		t.Errorf("%d children, uses %v", c.Len(), c.limits.labels[0].uses)
	}
}

func TestLimitErrors(t *testing.T) {
	for want, l := range map[string]Limits{
		`no label "path"`:          {Labels: map[string]int{"path": 3}},
		"Series is -1":             {Series: -1},
		`limit of label "code" is`: {Labels: map[string]int{"code": 0}},
	} {
		_, err1 := NewCounter[route](l)
		_, err2 := NewGauge[route](l)
		_, err3 := NewHistogram[route](l)
		for _, err := range []error{err1, err2, err3} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: error %v, want %q", l, err, want)
			}
		}
	}
	if h, err := NewHistogram[string](Limits{Labels: map[string]int{"key": 1}}); err != nil {
		t.Error(err)
	} else if h.Record("a", 1); h.With("b") != h.Overflow() {
		t.Error("the limit of a key that is no struct does not hold")
	}
}

func TestDelete(t *testing.T) {
	var c Counter[string]
	handle := c.With("a")
	handle.Add(3)
	c.Inc("b")
	c.Inc("b") // the published map has both
	if got := c.Delete("a"); got != handle || got.Value() != 3 || c.Value("a") != 0 || c.Len() != 1 {
		t.Errorf("deleted %v", got)
	}
	handle.Inc()
	if c.Value("a") != 0 {
		t.Error("a handle of a deleted child is seen")
	}
	c.Inc("a")
	if c.Value("a") != 1 || c.With("a") == handle || handle.Value() != 4 {
		t.Error("a key that was deleted does not begin anew")
	}
}

// Deleted children do not pile up in the published map.
func TestDeletedAreForgotten(t *testing.T) {
	var c Counter[int]
	for key := range 10_000 {
		c.Inc(key)
		c.Delete(key)
	}
	if m := c.published.Load(); len(*m) > 2 || c.Len() != 0 {
		t.Errorf("%d children published, %d alive", len(*m), c.Len())
	}
	for range 3 {
		for key := range 100 {
			c.Inc(key)
		}
	}
	for key := range 100 {
		c.Delete(key)
	}
	if m := c.published.Load(); len(*m) > 0 {
		t.Errorf("%d children published after all were deleted", len(*m))
	}
}

func TestAudit(t *testing.T) {
	var c Counter[route]
	if got := c.Audit(); len(got) != 2 || got[0].Values != 0 {
		t.Errorf("an empty audit is %+v", got)
	}
	for code := range 20 {
		c.Inc(route{"GET", code})
	}
	c.Inc(route{"PUT", 7})
	got := c.Audit()
	want := []Width{
		{Label: "code", Values: 20, Most: "7", Share: 2, Series: 21, Limit: DefaultSeries},
		{Label: "method", Values: 2, Most: "GET", Share: 20, Series: 21, Limit: DefaultSeries},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("audit %+v, want %+v", got, want)
	}
}

// Keys that are no key of a map, and keys that read alike.
func TestHostileKeys(t *testing.T) {
	c, err := NewCounter[float64](Limits{Series: 5})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		c.Inc(math.NaN())
	}
	if c.Len() != 5 || c.Overflow().Value() != 95 {
		t.Errorf("%d children, %v in overflow", c.Len(), c.Overflow())
	}
	var s Counter[string]
	for _, key := range []string{"", "\xff\"\n", "\x00", "#2", "a,b"} {
		s.Inc(key)
	}
	var decoded map[string]int
	if err := json.Unmarshal([]byte(s.String()), &decoded); err != nil || len(decoded) != 6 {
		t.Errorf("%s: %v, %v", &s, decoded, err)
	}
}

// Writers, deleters and readers beside each other: what is in children, deleted children and Overflow is what was added.
func TestTogether(t *testing.T) {
	const writers, adds, keys = 8, 20_000, 50
	c, err := NewCounter[int](Limits{Series: 30})
	if err != nil {
		t.Fatal(err)
	}
	var gone sync.Map // deleted children; writers may hold them a moment longer
	var deleted atomic.Int64
	done := make(chan struct{})
	var side sync.WaitGroup
	over := func() bool {
		select {
		case <-done:
			return deleted.Load() > 0 // there are children by then, so some key hits
		default:
			return false
		}
	}
	side.Go(func() {
		for key := 0; !over(); key++ {
			if child := c.Delete(key % keys); child != nil {
				gone.Store(child, true)
				deleted.Add(1)
			}
			if n := c.Len(); n > 30 {
				t.Errorf("%d children", n)
			}
			runtime.Gosched()
		}
	})
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range adds {
				c.Inc((w + i) % keys)
			}
		})
	}
	wg.Wait()
	close(done)
	side.Wait()
	total := c.Overflow().Value()
	for _, child := range c.All() {
		total += child.Value()
	}
	gone.Range(func(child, _ any) bool {
		total += child.(interface{ Value() uint64 }).Value()
		return true
	})
	if total != writers*adds || deleted.Load() == 0 {
		t.Errorf("%d of %d adds are there, %d children were deleted", total, writers*adds, deleted.Load())
	}
}

func TestAllocations(t *testing.T) {
	c, err := NewCounter[route](Limits{Series: 2})
	if err != nil {
		t.Fatal(err)
	}
	key, full := route{"GET", 200}, route{"POST", 1}
	for range 5 {
		c.Inc(key)
		c.Inc(route{"PUT", 1})
		c.Inc(full)
	}
	handle := c.With(key)
	for name, f := range map[string]func(){
		"Inc": func() { c.Inc(key) }, "of Overflow": func() { c.Inc(full) }, "of a handle": func() { handle.Inc() }, "Value": func() { c.Value(key) },
	} {
		if n := testing.AllocsPerRun(1000, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkCounter(b *testing.B) {
	var c Counter[route]
	keys := make([]route, 64)
	for i := range keys {
		keys[i] = route{[]string{"GET", "POST", "PUT", "DELETE"}[i%4], 200 + i}
		c.Inc(keys[i])
	}
	for range 100 {
		c.Inc(keys[63])
	}
	b.Run("Inc", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			c.Inc(keys[i%64])
		}
	})
	b.Run("handle", func(b *testing.B) {
		handle := c.With(keys[0])
		for b.Loop() {
			handle.Inc()
		}
	})
}
