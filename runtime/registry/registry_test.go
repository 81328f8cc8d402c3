package registry

import (
	"bufio"
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/gauge"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
)

// What each word of testdata/names.txt stands for in an error.
var faults = map[string]string{
	"total": "_total", "unit": "no base unit", "case": "snake_case", "component": "in it", "reserved": "reserved",
	"suffix": "the end _", "twice": "two labels",
}

func TestNames(t *testing.T) {
	f, err := os.Open("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	missing := maps.Clone(notBaseUnit)
	kinds := map[string]Kind{"counter": Counter, "gauge": Gauge, "histogram": Histogram}
	lines := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		field := strings.Fields(in.Text())
		if field[0] == "#" {
			continue
		}
		lines++
		delete(missing, strings.TrimPrefix(field[1], "it_"))
		var labels []string
		if field[2] != "-" {
			labels = strings.Split(field[2], ",")
		}
		err := check(Desc{Name: field[1], Help: "Help."}, kinds[field[0]], labels)
		if fault := strings.TrimSuffix(field[3], "*"); fault == "ok" {
			if err != nil {
				t.Errorf("%s: %v", in.Text(), err)
			}
		} else if err == nil || !strings.Contains(err.Error(), faults[fault]) {
			t.Errorf("%s: error %v, want one with %q", in.Text(), err, faults[fault])
		}
	}
	if lines < 80 || len(missing) > 0 {
		t.Errorf("%d lines, which lack %v", lines, missing)
	}
}

func TestDesc(t *testing.T) {
	for _, test := range []struct {
		d    Desc
		want string
	}{
		{Desc{Name: "wait_seconds", Help: "Waits.", Unit: "seconds", PerUnit: 1e9, Runbook: "https://wiki.example.com/wait", Buckets: []float64{1, 2}}, ""},
		{Desc{Name: "seconds", Help: "Seconds.", Unit: "seconds"}, ""},
		{Desc{Name: "wait_seconds"}, "there is no help"},
		{Desc{Name: "wait_seconds", Help: " "}, "there is no help"},
		{Desc{Name: "wait_seconds", Help: "a\xff"}, "not valid UTF-8"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Unit: "bytes"}, "does not end in it"},
		{Desc{Name: "waitseconds", Help: "Waits.", Unit: "seconds"}, "does not end in it"},
		{Desc{Name: "wait_ms", Help: "Waits.", Unit: "ms"}, "ms is no base unit: use seconds"},
		{Desc{Name: "wait", Help: "Waits.", Unit: "Seconds\n"}, "not in snake_case"},
		{Desc{Name: "wait_seconds", Help: "Waits.", PerUnit: -1}, "PerUnit is -1"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Buckets: []float64{1, 1}}, "do not ascend"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Buckets: []float64{math.NaN()}}, "do not ascend"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Buckets: []float64{1, math.Inf(1)}}, "do not ascend"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Runbook: "wiki/wait"}, "no absolute address"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Runbook: "http://[::1"}, "no absolute address"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Runbook: "https:///wait"}, "no absolute address"},
		{Desc{Name: "wait_seconds", Help: "Waits.", Runbook: "//wiki.example.com/wait"}, "no absolute address"},
		{Desc{Name: "", Help: "Waits."}, "snake_case"},
	} {
		err := check(test.d, Histogram, nil)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%+v: error %v, want %q", test.d, err, test.want)
		}
	}
}

// A name that is taken is refused, and the error names both places.
func TestDuplicates(t *testing.T) {
	var r Registry
	var a, b counter.Counter
	var g gauge.Gauge
	_, _, line, _ := runtime.Caller(0)
	if err := r.Register(Desc{Name: "hits_total", Help: "Hits."}, &a); err != nil {
		t.Fatal(err)
	}
	err := r.Register(Desc{Name: "hits_total", Help: "Other hits."}, &b)
	want := regexp.MustCompile(fmt.Sprintf(`^registry: hits_total at \S+registry_test\.go:%d: the name is taken by hits_total, registered at \S+registry_test\.go:%d$`, line+4, line+1))
	if err == nil || !want.MatchString(err.Error()) {
		t.Errorf("error %v", err)
	}
	// OpenMetrics knows the counter as hits.
	if err := r.Register(Desc{Name: "hits", Help: "Hits."}, &g); err == nil || !strings.Contains(err.Error(), "taken by hits_total") {
		t.Errorf("error %v", err)
	}
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), fmt.Sprintf("registry_test.go:%d: the name is taken", line+21)) {
			t.Errorf("panic %v", p)
		}
		if n := len(r.Metrics()); n != 1 {
			t.Errorf("%d metrics", n)
		}
	}()
	r.MustRegister(Desc{Name: "hits_total", Help: "Hits."}, &a)
}

func TestBudgets(t *testing.T) {
	r := New(Config{Owners: map[string]int{"web": 3, "shop": 1}, Series: 10})
	register := func(name, owner string, metric any) string {
		if err := r.Register(Desc{Name: name, Help: "Help.", Owner: owner}, metric); err != nil {
			return err.Error()
		}
		return ""
	}
	want := func(got, want string) {
		t.Helper()
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("error %q, want %q", got, want)
		}
	}
	want(register("a", "web", new(gauge.Gauge)), "")
	want(register("b", "wep", new(gauge.Gauge)), `the owner "wep" is unknown`)
	want(register("b", "", new(gauge.Gauge)), `the owner "" is unknown`)
	want(register("a", "web", new(gauge.Gauge)), "taken") // and takes nothing from the budget
	routes := func(l label.Limits) *label.Counter[string] {
		c, err := label.NewCounter[string](l)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	want(register("c_total", "web", routes(label.Limits{Budget: r.Budget("web")})), "its limit is 1000 series, and no metric may have more than 10")
	want(register("c_total", "web", routes(label.Limits{Series: 10})), `want Budget("web") in its limits`)
	want(register("c_total", "web", routes(label.Limits{Series: 10, Budget: r.Budget("shop")})), `want Budget("web") in its limits`)
	c := routes(label.Limits{Series: 10, Budget: r.Budget("web")})
	want(register("c_total", "web", c), "")
	for i := range 5 {
		c.Inc(fmt.Sprint(i))
	}
	if c.Len() != 2 || c.Overflow().Value() != 3 {
		t.Errorf("%d children, %v overflow; web has 3 series of which a is one", c.Len(), c.Overflow())
	}
	want(register("d", "web", new(gauge.Gauge)), `the owner "web" has used its budget of 3 series`)
	want(register("d", "shop", new(gauge.Gauge)), "")
	if new(Registry).Budget("web") != nil {
		t.Error("a registry without a config has a budget")
	}
}

func TestWhatCanBeAMetric(t *testing.T) {
	var r Registry
	n := 0
	register := func(name string, metric any) error {
		n++
		return r.Register(Desc{Name: name, Help: "Help.", PerUnit: 2}, metric)
	}
	up := func(c interface{ Add(int64) }) any { c.Add(-4); return c }
	var total counter.Counter
	total.Add(6)
	var reset counter.Resettable
	reset.Add(8)
	reset.Reset()
	var sloppy counter.Sloppy
	local := sloppy.Local()
	local.Add(10)
	local.Close()
	var f counter.Float64
	f.Add(1.5)
	capped := counter.NewCapped(9)
	capped.TryAdd(4)
	var most counter.Max
	most.Observe(-4)
	var least counter.Min
	least.Observe(-4)
	var latch counter.Latch
	latch.Trip()
	var exact counter.Int
	exact.Add(-4)
	want := map[string]string{}
	for name, m := range map[string]struct {
		metric any
		want   string
	}{
		"a_total": {&total, "3"}, "b_total": {&reset, "4"}, "c_total": {&sloppy, "5"}, "d_total": {CounterFunc(func() uint64 { return 3 }), "1.5"},
		"e": {up(new(gauge.Gauge)), "-2"}, "f": {up(new(counter.UpDown)), "-2"}, "g": {up(new(counter.PerP)), "-2"}, "h": {up(new(counter.Adaptive)), "-2"},
		"i": {up(new(counter.Padded)), "-2"}, "j": {up(new(counter.Sharded)), "-2"}, "k": {&f, "0.75"}, "l": {capped, "2"}, "m": {&most, "-2"},
		"n": {&least, "-2"}, "o": {&latch, "0.5"}, "p": {&exact, "-2"}, "q": {GaugeFunc(func() float64 { return math.Inf(-1) }), "-Inf"}, "r": {new(counter.Rate), "0"},
	} {
		want[name] = m.want
		if err := register(name, m.metric); err != nil {
			t.Error(err)
		}
	}
	for _, m := range r.Metrics() {
		if got := string(m.Table().Series[0].Number().AppendTo(nil)); got != want[m.Name] || len(m.Table().Series) != 1 || !m.Fraction || (m.Kind == Counter) != strings.HasSuffix(m.Name, "_total") {
			t.Errorf("%v %s is %s, want %s", m.Kind, m.Name, got, want[m.Name])
		}
	}
	if got := len(r.Metrics()); got != n {
		t.Errorf("%d metrics, want %d", got, n)
	}
	for _, bad := range []any{nil, (*counter.Counter)(nil), CounterFunc(nil), (*label.Counter[int])(nil), 7, counter.Counter{}, func() uint64 { return 0 }} {
		if err := r.Register(Desc{Name: "z", Help: "Help."}, bad); err == nil || !strings.Contains(err.Error(), "metric") {
			t.Errorf("%T: error %v", bad, err)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, test := range []struct {
		n     Number
		text  string
		int   int64
		whole bool
	}{
		{Number{math.MaxUint64, unsigned}, "18446744073709551615", math.MaxInt64, true},
		{Number{1 << 63, signed}, "-9223372036854775808", math.MinInt64, true},
		{Number{2, unsigned}.plus(Number{3, unsigned}), "5", 5, true},
		{Number{1<<64 - 2, signed}.plus(Number{3, signed}), "1", 1, true},
		{fractionOf(0.5).plus(fractionOf(0.25)), "0.75", 0, false},
		{fractionOf(math.NaN()), "NaN", 0, false},
		{fractionOf(math.Inf(1)), "+Inf", 0, false},
	} {
		v, whole := test.n.Int64()
		if got := string(test.n.AppendTo(nil)); got != test.text || whole != test.whole || whole && v != test.int {
			t.Errorf("%s, %d, %v; want %+v", got, v, whole, test)
		}
	}
	if !(Number{1, unsigned}).IsFinite() || fractionOf(math.NaN()).IsFinite() || fractionOf(math.Inf(-1)).IsFinite() {
		t.Error("what is finite is not told from what is not")
	}
}

type key struct {
	HTTPMethod string
	Code       int `label:"status"`
}

func TestTable(t *testing.T) {
	var r Registry
	c, err := label.NewCounter[key](label.Limits{Series: 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Register(Desc{Name: "x_total", Help: "Help."}, c); err != nil {
		t.Fatal(err)
	}
	m := r.Metrics()[0]
	if !slices.Equal(m.Labels, []string{"http_method", "status"}) || m.Fraction || len(m.Table().Series) != 0 || m.Family() != "x" {
		t.Errorf("labels %q, table %v", m.Labels, m.Table())
	}
	c.Add(key{"b", 10}, 1)
	c.Add(key{"b", 2}, 2)
	c.Add(key{"a\xff", 1}, 4)
	c.Add(key{"a\xfe", 1}, 8) // reads like the one before: one series has both
	c.Add(key{"late", 1}, 16)
	read := func() (all []string) {
		for _, s := range m.Table().Series {
			all = append(all, fmt.Sprint(s.Values, s.Overflow, s.Number().Float64()))
		}
		return all
	}
	want := []string{"[a\uFFFD 1] false 12", "[b 10] false 1", "[b 2] false 2", "[] true 16"}
	if got := read(); !slices.Equal(got, want) {
		t.Errorf("series %q, want %q", got, want)
	}
	before := m.Table()
	c.Add(key{"b", 2}, 1)
	if m.Table() != before {
		t.Error("another table, though no series came or went")
	}
	c.Delete(key{"b", 10})
	if got := read(); len(got) != 3 || got[1] != "[b 2] false 3" {
		t.Errorf("series %q", got)
	}
	bad := new(label.Counter[struct{ A, a int }])
	if err := r.Register(Desc{Name: "y_total", Help: "Help."}, bad); err == nil || !strings.Contains(err.Error(), "two labels are called a") {
		t.Errorf("error %v", err)
	}
}

func TestHistograms(t *testing.T) {
	var r Registry
	var waits histogram.HDR
	var sizes label.Histogram[string]
	odd := HistogramFunc(func() Distribution { return Distribution{Bounds: []float64{1, 2}, Counts: []uint64{3, 1, 1, 5}} })
	bounds := []float64{0.07, 1, 1e12}
	for _, err := range []error{
		r.Register(Desc{Name: "wait_seconds", Help: "Help.", PerUnit: 1e9, Buckets: bounds}, &waits),
		r.Register(Desc{Name: "size_bytes", Help: "Help."}, &sizes),
		r.Register(Desc{Name: "odd", Help: "Help."}, odd),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	bounds[0] = 5 // the registry has a copy
	for _, v := range []int64{0, 1e6, 69_000_000, 500_000_000, 2e9, math.MaxInt64} {
		waits.Record(v)
	}
	sizes.Record("\xff", 3)
	sizes.Record("\xfe", 30)
	read := func(i int) Distribution { return r.Metrics()[i].Table().Series[0].Distribution() }
	if d := read(2); !slices.Equal(d.Counts, []uint64{3, 1, 2, 0}) || d.Count() != 6 || d.Bounds[0] != 0.07 || d.Sum < 9.2e9 || d.Sum > 9.3e9 {
		t.Errorf("waits %+v", d)
	}
	if d := read(1); d.Count() != 2 || d.Sum != 33 || !slices.Equal(d.Bounds, DefaultBuckets()) || d.Counts[9] != 1 || d.Counts[11] != 1 {
		t.Errorf("sizes %+v", d)
	}
	var got []uint64
	for _, n := range read(0).AtMost() {
		got = append(got, n)
	}
	if !slices.Equal(got, []uint64{3, 4}) || read(0).Count() != 10 || (Distribution{}).fit().Counts == nil {
		t.Errorf("odd %v", got)
	}
}

// Registering, counting and reading run at once.
func TestConcurrent(t *testing.T) {
	var r Registry
	var c label.Counter[int]
	calls := 0
	var mu sync.Mutex
	r.BeforeRead(func() { mu.Lock(); calls++; mu.Unlock() })
	r.MustRegister(Desc{Name: "c_total", Help: "Help."}, &c)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 200 {
				c.Inc(i)
				if i%10 == 0 {
					c.Delete(i)
				}
				if i == w {
					r.MustRegister(Desc{Name: fmt.Sprintf("g%d", w), Help: "Help."}, new(gauge.Gauge))
				}
			}
		})
		wg.Go(func() {
			for range 50 {
				for _, m := range r.Metrics() {
					table := m.Table()
					for i, s := range table.Series {
						s.Number()
						if i > 0 && slices.Compare(table.Series[i-1].Values, s.Values) >= 0 {
							t.Errorf("series %q after %q", s.Values, table.Series[i-1].Values)
						}
					}
				}
			}
		})
	}
	wg.Wait()
	if n := len(r.Metrics()); n != 5 || calls != 4*50+1 {
		t.Errorf("%d metrics, %d readings", n, calls)
	}
}

// Reading what did not change allocates nothing.
func TestReadingAllocation(t *testing.T) {
	var r Registry
	var c label.Counter[int]
	for i := range 100 {
		c.Inc(i)
	}
	r.MustRegister(Desc{Name: "c_total", Help: "Help."}, &c)
	m := r.Metrics()[0]
	text := make([]byte, 0, 100)
	if n := testing.AllocsPerRun(100, func() {
		for i, series := 0, m.Table().Series; i < len(series); i++ {
			s := &series[i]
			text = s.Number().AppendTo(text[:0])
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Of a histogram, the counts of its buckets alone.
func TestHistogramAllocation(t *testing.T) {
	var r Registry
	var h histogram.HDR
	h.Record(3)
	r.MustRegister(Desc{Name: "h", Help: "Help."}, &h)
	m := r.Metrics()[0]
	if n := testing.AllocsPerRun(100, func() { m.Table().Series[0].Distribution() }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func TestKinds(t *testing.T) {
	if got := fmt.Sprint(Counter, Gauge, Histogram); got != "counter gauge histogram" {
		t.Error(got)
	}
	if !reflect.DeepEqual(New(Config{}), &Registry{}) {
		t.Error("New without a config is no zero value")
	}
}
