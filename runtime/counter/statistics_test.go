package counter

import (
	"encoding/json"
	"expvar"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/quick"
	"unsafe"
)

var _ = []expvar.Var{
	new(Counter), new(UpDown), new(Resettable), new(PerP), new(Adaptive), new(Padded), new(Sharded), new(Sloppy), new(Group), new(Rate), new(Float64),
}

// A signed is what all two-way statistics have in common.
type signed interface {
	Add(int64)
	Inc()
	Dec()
	Value() int64
	Drain() int64
	String() string
}

var signeds = map[string]func() signed{
	"UpDown":   func() signed { return new(UpDown) },
	"PerP":     func() signed { return new(PerP) },
	"Adaptive": func() signed { return new(Adaptive) },
	"Adaptive, spread": func() signed {
		c := new(Adaptive)
		c.t.Spread()
		return c
	},
	"Padded":       func() signed { return new(Padded) },
	"Sharded":      func() signed { return new(Sharded) },
	"NewSharded 3": func() signed { return NewSharded(3) },
	"Counter":      func() signed { return unsigned{new(Counter)} },
	"Resettable":   func() signed { return unsigned{new(Resettable)} },
	"Sloppy":       func() signed { return newOneLocal() },
	"Group":        func() signed { return unsigned{&member{g: new(Group)}} },
	"Float64":      func() signed { return fractions{new(Float64)} },
}

// unsigned makes a one-way counter a signed one: what goes down is added modulo 1<<64.
type unsigned struct {
	oneWay
}

type oneWay interface {
	Add(uint64)
	Inc()
	Value() uint64
	Drain() uint64
	String() string
}

func (c unsigned) Add(d int64)    { c.oneWay.Add(uint64(d)) }
func (c unsigned) Dec()           { c.oneWay.Add(math.MaxUint64) }
func (c unsigned) Value() int64   { return int64(c.oneWay.Value()) }
func (c unsigned) Drain() int64   { return int64(c.oneWay.Drain()) }
func (c unsigned) String() string { return formatInt(c.Value()) }

// A member is counter 2 of a group.
type member struct{ g *Group }

func (m *member) Add(n uint64)   { m.g.Add(2, n) }
func (m *member) Inc()           { m.g.Inc(2) }
func (m *member) Value() uint64  { return m.g.Value(2) }
func (m *member) String() string { return "" }
func (m *member) Drain() uint64 {
	all := m.g.Drain(nil)
	if len(all) < 3 {
		return 0
	}
	return all[2]
}

// A oneLocal adds through the Local of whoever holds the mutex.
type oneLocal struct {
	mu sync.Mutex
	s  *Sloppy
	l  *Local
}

func newOneLocal() *oneLocal {
	s := NewSloppy(7, 0)
	return &oneLocal{s: s, l: s.Local()}
}
func (o *oneLocal) Add(d int64)    { o.mu.Lock(); defer o.mu.Unlock(); o.l.Add(uint64(d)) }
func (o *oneLocal) Inc()           { o.mu.Lock(); defer o.mu.Unlock(); o.l.Inc() }
func (o *oneLocal) Dec()           { o.Add(-1) }
func (o *oneLocal) Value() int64   { return int64(o.s.Sync()) }
func (o *oneLocal) Drain() int64   { return int64(o.s.Drain()) }
func (o *oneLocal) String() string { return formatInt(o.Value()) }

type fractions struct{ *Float64 }

func (f fractions) Add(d int64)  { f.Float64.Add(float64(d)) }
func (f fractions) Inc()         { f.Float64.Add(1) }
func (f fractions) Dec()         { f.Float64.Add(-1) }
func (f fractions) Value() int64 { return int64(f.Float64.Value()) }
func (f fractions) Drain() int64 { return int64(f.Float64.Drain()) }

func TestSequence(t *testing.T) {
	for name, make := range signeds {
		t.Run(name, func(t *testing.T) {
			c := make()
			if c.Value() != 0 || c.Drain() != 0 {
				t.Error("a new one is not 0")
			}
			c.Inc()
			c.Add(41)
			c.Inc()
			c.Dec()
			if c.Value() != 42 || c.String() != "42" {
				t.Errorf("value %d, %s; want 42", c.Value(), c)
			}
			if c.Drain() != 42 || c.Value() != 0 || c.Drain() != 0 {
				t.Error("42 is not drained once")
			}
			c.Add(5)
			if c.Value() != 5 || c.Drain() != 5 {
				t.Error("5 is not there after a drain")
			}
		})
	}
}

// Any mix of adds and drains comes to the same as on a plain number.
func TestAgainstPlain(t *testing.T) {
	for name, make := range signeds {
		t.Run(name, func(t *testing.T) {
			if err := quick.Check(func(ds []int16) bool {
				c, plain := make(), int64(0)
				for _, d := range ds {
					if d%16 == 0 {
						if c.Drain() != plain {
							return false
						}
						plain = 0
					}
					c.Add(int64(d))
					plain += int64(d)
					if c.Value() != plain {
						return false
					}
				}
				return c.Value() == plain
			}, &quick.Config{MaxCount: 30}); err != nil {
				t.Error(err)
			}
		})
	}
}

// Nothing is lost and nothing doubled: what several drainers took and what is left is what was added, while GOMAXPROCS moves.
func TestDrainExactlyOnce(t *testing.T) {
	writers, adds := 16, 20_000
	if testing.Short() {
		adds = 2_000
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, make := range signeds {
		t.Run(name, func(t *testing.T) {
			c := make()
			var drained, negative atomic.Int64
			stop := beside(3, func() {
				n := c.Drain()
				drained.Add(n)
				if n < 0 {
					negative.Add(1)
				}
			})
			moves := 0
			stopMoves := beside(1, func() { moves++; runtime.GOMAXPROCS(1 + moves*5%8) })
			together(writers, adds, c.Inc)
			stopMoves()
			stop()
			if got, want := drained.Load()+c.Drain(), int64(writers*adds); got != want {
				t.Errorf("%d adds, %d drained", want, got)
			}
			if negative.Load() > 0 {
				t.Errorf("%d drains took less than nothing", negative.Load())
			}
		})
	}
}

// beside runs f again and again in some goroutines until the function that it returns is called.
func beside(goroutines int, f func()) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					f()
					runtime.Gosched()
				}
			}
		})
	}
	return func() { close(done); wg.Wait() }
}

// Every read lies between the adds that had ended when it began and those that had begun when it ended, and never falls. The total
// of a Resettable does so while others drain it.
func TestIntermediateValue(t *testing.T) {
	writers, adds := 64, 100_000
	if testing.Short() {
		adds = 2_000
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var total Resettable
	reads := map[string]func() uint64{"Resettable": total.Total}
	incs := []func(){total.Inc}
	for name, make := range signeds {
		switch name {
		case "Sloppy", "Group": // too slow for so many adds, and tested below
		case "Resettable": // its total is
		default:
			c := make()
			reads[name] = func() uint64 { return uint64(c.Value()) }
			incs = append(incs, c.Inc)
		}
	}
	var begun, ended [64]struct {
		n atomic.Uint64
		_ [120]byte
	}
	var stops []func()
	for name, read := range reads {
		last := uint64(0)
		stops = append(stops, beside(1, func() {
			var from, to uint64
			for i := range ended {
				from += ended[i].n.Load()
			}
			n := read()
			for i := range begun {
				to += begun[i].n.Load()
			}
			if n < from || n > to || n < last {
				t.Errorf("%s: read %d after %d; %d had ended before and %d begun after", name, n, last, from, to)
			}
			last = n
		}))
	}
	stops = append(stops, beside(2, total.Reset))
	moves := 0
	stops = append(stops, beside(1, func() { moves++; runtime.GOMAXPROCS(1 + moves*7%16) }), beside(1, runtime.GC))
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			const batch = 100
			for i := 0; i < adds; i += batch {
				begun[w].n.Add(batch)
				for range batch {
					for _, inc := range incs {
						inc()
					}
				}
				ended[w].n.Add(batch)
			}
		})
	}
	wg.Wait()
	for _, stop := range stops {
		stop()
	}
	for name, read := range reads {
		if got, want := read(), uint64(writers*adds); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

func TestResettable(t *testing.T) {
	var c Resettable
	c.Add(5)
	c.Reset()
	c.Inc()
	if c.Value() != 1 || c.Total() != 6 || c.String() != "1" {
		t.Errorf("value %v, total %d; want 1 and 6", &c, c.Total())
	}
	if c.Drain() != 1 || c.Total() != 6 {
		t.Error("a drain changes the total")
	}
}

func TestAdaptiveSpreads(t *testing.T) {
	var c Adaptive
	together(1, 10_000, c.Inc)
	if c.Spread() {
		t.Error("one writer alone made the cells")
	}
}

func TestFloat64(t *testing.T) {
	var c Float64
	c.Add(0.5)
	c.Add(-2)
	if c.Value() != -1.5 || c.String() != "-1.5" {
		t.Errorf("value %v, want -1.5", &c)
	}
	for _, x := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		var c Float64
		c.Add(x)
		if c.String() != "null" {
			t.Errorf("%v as JSON: %s", x, &c)
		}
	}
}

func TestStringsAreJSON(t *testing.T) {
	var g Group
	g.Add(2, 7)
	var r Rate
	r.Inc()
	var f Float64
	f.Add(1e300)
	var s Sloppy
	l := s.Local()
	l.Add(3)
	var m Max
	var latch Latch
	for _, v := range []expvar.Var{&g, &r, &f, &s, &m, &latch, new(Group), new(Rate), NewCapped(3)} {
		if !json.Valid([]byte(v.String())) {
			t.Errorf("%T: %q is no JSON", v, v)
		}
	}
	if g.String() != "[0,0,7]" || new(Group).String() != "[]" {
		t.Errorf("groups are %s and %s", &g, new(Group))
	}
}

func TestNewShardedPanics(t *testing.T) {
	for _, n := range []int{0, -1} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("NewSharded(%d) does not panic", n)
				}
			}()
			NewSharded(n)
		}()
	}
}

// The sizes that the comments promise.
func TestSizes(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the comments speak of 64-bit targets")
	}
	for name, size := range map[string][2]uintptr{
		"Int": {unsafe.Sizeof(Int{}), 8}, "Capped": {unsafe.Sizeof(Capped{}), 16}, "Max": {unsafe.Sizeof(Max{}), 8},
		"Min": {unsafe.Sizeof(Min{}), 8}, "Latch": {unsafe.Sizeof(Latch{}), 4},
		"Counter": {unsafe.Sizeof(Counter{}), 24}, "UpDown": {unsafe.Sizeof(UpDown{}), 24}, "Resettable": {unsafe.Sizeof(Resettable{}), 24},
		"PerP": {unsafe.Sizeof(PerP{}), 24}, "Adaptive": {unsafe.Sizeof(Adaptive{}), 24}, "Sharded": {unsafe.Sizeof(Sharded{}), 16},
		"Float64": {unsafe.Sizeof(Float64{}), 24}, "Rate": {unsafe.Sizeof(Rate{}), 32}, "Sloppy": {unsafe.Sizeof(Sloppy{}), 64},
	} {
		if size[0] != size[1] {
			t.Errorf("%s: %d bytes, want %d", name, size[0], size[1])
		}
	}
	if size := unsafe.Sizeof(shard{}); size%64 != 0 {
		t.Errorf("a shard has %d bytes", size)
	}
	var p Padded
	if before, after := unsafe.Offsetof(p.n), unsafe.Sizeof(p)-unsafe.Offsetof(p.n)-8; before < 64 || after < 64 {
		t.Errorf("Padded has %d bytes before the word and %d after", before, after)
	}
}

func TestNoAllocation(t *testing.T) {
	var (
		c  Counter
		ud UpDown
		p  PerP
		f  Float64
		r  Rate
		i  Int
		hi Max
		sh Sharded
		g  = NewGroup(4)
		l  = new(Sloppy).Local()
		cp = NewCapped(1 << 40)
	)
	buffer := make([]uint64, 4)
	for name, f := range map[string]func(){
		"Counter":   func() { c.Inc(); c.Add(2); c.Value() },
		"UpDown":    func() { ud.Inc(); ud.Dec(); ud.Value() },
		"PerP":      func() { p.Inc(); p.Add(2); p.Value() },
		"Float64":   func() { f.Add(1); f.Value() },
		"Rate":      func() { r.Inc(); r.PerSecond() },
		"Int":       func() { i.Inc(); i.AddIf(1, func(v int64) bool { return v > 0 }) },
		"Max":       func() { hi.Observe(hi.Value() + 1) },
		"Sharded":   func() { sh.Inc(); sh.Value() },
		"Group.Add": func() { g.Add(3, 1); g.Value(3) },
		"Local":     func() { l.Inc() },
		"Capped":    func() { cp.TryInc() },
	} {
		if n := testing.AllocsPerRun(2000, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	if n := testing.AllocsPerRun(100, func() { buffer = g.Snapshot(buffer) }); n > 1 {
		t.Errorf("an undisturbed Snapshot allocates %v times", n)
	}
	if !slices.Equal(buffer, g.Snapshot(nil)) {
		t.Errorf("Snapshot into a buffer: %v, want %v", buffer, g.Snapshot(nil))
	}
}

// The cheapest writes are worth their while only in place.
func TestInlining(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	cmd := exec.Command("go", "build", "-gcflags=-m", ".")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, function := range []string{"(*Local).Add", "(*Local).Inc", "(*Counter).Inc", "(*PerP).Add", "(*Int).Inc", "(*Padded).Add"} {
		if !strings.Contains(string(out), "can inline "+function+"\n") {
			t.Errorf("%s is not inlined", function)
		}
	}
}
