package histogram

import (
	"encoding/json"
	"errors"
	"expvar"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/quick"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

var _ = []expvar.Var{new(HDR), new(Recorder), new(HDR).Snapshot()}

func configs() []Config {
	return []Config{{}, {Digits: 1}, {Digits: 3}, {Digits: 4, Highest: 1 << 30}, {Lowest: 1000, Highest: 3_600_000_000_000, Digits: 3}, {Lowest: 7, Highest: 14}}
}

// Every value lies in its bucket, buckets follow each other without a gap, and none is wider than the digits allow.
func TestLayout(t *testing.T) {
	for _, c := range configs() {
		l := mustLayout(c)
		next := int64(0)
		for i := range l.n {
			low, high := l.bounds(i)
			if low != next || high < low {
				t.Fatalf("%+v: bucket %d is %d to %d, want it to begin at %d", c, i, low, high, next)
			}
			if high < l.config.Highest && (l.index(low) != i || l.index(high) != i) {
				t.Fatalf("%+v: bucket %d is %d to %d, whose indexes are %d and %d", c, i, low, high, l.index(low), l.index(high))
			}
			if width := float64(high - low); width > float64(l.config.Lowest) && width > float64(low)*math.Pow10(-l.config.Digits) {
				t.Fatalf("%+v: bucket %d is %d to %d: too wide for %d digits", c, i, low, high, l.config.Digits)
			}
			next = high + 1
		}
		if last := l.index(l.config.Highest); last != l.n-1 {
			t.Errorf("%+v: %d buckets, the last one is %d", c, l.n, last)
		}
	}
}

func TestConfigErrors(t *testing.T) {
	for want, c := range map[string]Config{
		"Lowest is -1":            {Lowest: -1},
		"Digits is 6":             {Digits: 6},
		"Digits is -1":            {Digits: -1},
		"Highest is 9":            {Lowest: 5, Highest: 9},
		"Highest is -3":           {Highest: -3},
		"Lowest is too large for": {Lowest: 1 << 60, Highest: math.MaxInt64, Digits: 3},
	} {
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", c, err, want)
		}
		if _, err := NewRecorder(c); err == nil {
			t.Errorf("%+v: no error from NewRecorder", c)
		}
		if _, err := new(HDR).Snapshot().Rescale(c); err == nil {
			t.Errorf("%+v: no error from Rescale", c)
		}
	}
}

// The coarsest layout there is.
func TestLargestLowest(t *testing.T) {
	h := made(t, Config{Lowest: 1 << 54})
	h.Record(math.MaxInt64)
	if s := h.Snapshot(); s.Max() != math.MaxInt64 || s.Count() != 1 {
		t.Errorf("%v", s)
	}
}

func made(t *testing.T, c Config) *HDR {
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A quantile is within the digits of what sorting the values says.
func TestQuantiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, c := range configs() {
		h := made(t, c)
		c = h.Config()
		for _, n := range []int{1, 2, 10, 1000} {
			h = made(t, c)
			var values []int64
			for range n {
				v := int64(math.Exp(rng.Float64() * math.Log(float64(c.Highest))))
				v = min(max(v, 0), c.Highest)
				values = append(values, v)
				h.Record(v)
			}
			slices.Sort(values)
			s := h.Snapshot()
			if s.Count() != uint64(n) {
				t.Fatalf("%+v: %d values, want %d", c, s.Count(), n)
			}
			for _, q := range []float64{0, 0.001, 0.07, 0.5, 0.9, 0.99, 1} {
				want := values[max(int(math.Ceil(q*float64(n)-1e-9)), 1)-1]
				got := s.Quantile(q)
				if got < want || float64(got-want) > max(float64(c.Lowest), float64(want)*math.Pow10(-c.Digits)) {
					t.Errorf("%+v: quantile %v of %d values is %d, sorting says %d", c, q, n, got, want)
				}
			}
			if s.Min() > values[0] || s.Max() < values[n-1] {
				t.Errorf("%+v: %d to %d, want %d to %d inside", c, s.Min(), s.Max(), values[0], values[n-1])
			}
		}
	}
}

func TestQuantileEdges(t *testing.T) {
	var h HDR
	if s := h.Snapshot(); s.Quantile(0.5) != 0 || s.Max() != 0 || s.Min() != 0 || s.Mean() != 0 || s.Count() != 0 {
		t.Errorf("an empty one is %v", s)
	}
	for v := range int64(100) {
		h.Record(v + 1)
	}
	s := h.Snapshot()
	for q, want := range map[float64]int64{-1: 1, 0: 1, 0.01: 1, 0.07: 7, 0.5: 50, 0.501: 51, 1: 100, 2: 100, math.Inf(1): 100} {
		if got := s.Quantile(q); got != want {
			t.Errorf("quantile %v of 1 to 100 is %d, want %d", q, got, want)
		}
	}
	if h.Quantile(0.5) != 50 {
		t.Errorf("the median of the HDR is %d", h.Quantile(0.5))
	}
	if got := s.Quantile(math.NaN()); got != 1 {
		t.Errorf("quantile NaN is %d, want 1", got)
	}
	if got := s.Quantiles(0.9, 0.1, 0.9, 0.5); !slices.Equal(got, []int64{90, 10, 90, 50}) {
		t.Errorf("quantiles %v", got)
	}
	if s.Mean() != 50.5 || s.AtMost(30) != 30 || s.AtMost(1000) != 100 || s.AtMost(0) != 0 {
		t.Errorf("mean %v, %d at most 30", s.Mean(), s.AtMost(30))
	}
	if !json.Valid([]byte(h.String())) || !strings.Contains(h.String(), `"count":100,"min":1,"p50":50`) {
		t.Errorf("as JSON: %s", &h)
	}
}

func TestClamped(t *testing.T) {
	h := made(t, Config{Lowest: 1, Highest: 1000})
	for _, v := range []int64{-5, math.MinInt64, 0, 1000, 1001, math.MaxInt64, math.MaxInt64} {
		h.Record(v)
	}
	s := h.Snapshot()
	if low, high := s.Clamped(); low != 2 || high != 3 || s.Count() != 7 || s.Max() != 1000 || s.Min() != 0 {
		t.Errorf("%d and %d clamped, %v", low, high, s)
	}
}

// The closed form counts what the loop of one value after the other counts.
func TestCorrectedAgainstLoop(t *testing.T) {
	if err := quick.Check(func(v, interval int64, pick uint8) bool {
		c := configs()[int(pick)%len(configs())]
		v = v % 200_000
		interval = interval % 5_000
		fast, slow := made(t, c), made(t, c)
		fast.RecordCorrected(v, interval)
		slow.Record(v)
		if interval > 0 {
			for m := v - interval; m >= interval; m -= interval {
				slow.Record(m)
			}
		}
		return slices.Equal(fast.Snapshot().counts, slow.Snapshot().counts)
	}, &quick.Config{MaxCount: 300}); err != nil {
		t.Error(err)
	}
}

// Around the highest value, whether it lies above the interval or below.
func TestCorrectedBeyondHighest(t *testing.T) {
	for _, v := range []int64{1000, 1001, 5000, 5003} {
		for interval := int64(1); interval < 2100; interval++ {
			fast, slow := made(t, Config{Highest: 1000}), made(t, Config{Highest: 1000})
			fast.RecordCorrected(v, interval)
			slow.Record(v)
			for m := v - interval; m >= interval; m -= interval {
				slow.Record(m)
			}
			if !slices.Equal(fast.Snapshot().counts, slow.Snapshot().counts) {
				t.Fatalf("%d each %d: %v, one by one %v", v, interval, fast, slow)
			}
		}
	}
}

// An hour at a microsecond, in nanoseconds: 3.6 billion values, and one at the largest interval.
func TestCorrectedIsQuick(t *testing.T) {
	var h HDR
	h.RecordCorrected(3_600_000_000_000, 1000)
	if got := h.Snapshot().Count(); got != 3_600_000_000 {
		t.Errorf("%d values, want 3600000000", got)
	}
	h.RecordCorrected(math.MaxInt64, 1)
	h.RecordCorrected(math.MaxInt64, math.MaxInt64)
	if got, want := h.Snapshot().Count(), uint64(3_600_000_000+math.MaxInt64+1); got != want {
		t.Errorf("%d values, want %d", got, want)
	}
}

func TestMerge(t *testing.T) {
	a, b := made(t, Config{Highest: 10_000}), made(t, Config{Highest: 10_000})
	a.Record(5)
	b.Record(5)
	b.Record(700)
	b.Record(-1)
	b.Record(99_999)
	s := a.Snapshot()
	if err := s.Merge(b.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if err := a.Merge(b.Snapshot()); err != nil {
		t.Fatal(err)
	}
	low, high := s.Clamped()
	if s.Count() != 5 || low != 1 || high != 1 || !slices.Equal(s.counts, a.Snapshot().counts) {
		t.Errorf("merged: %v and %v", s, a)
	}
	other := made(t, Config{Digits: 3, Highest: 10_000})
	for _, err := range []error{s.Merge(other.Snapshot()), a.Merge(other.Snapshot())} {
		var mismatch *MismatchError
		if !errors.As(err, &mismatch) || mismatch.Have.Digits != 2 || mismatch.Got.Digits != 3 || !strings.Contains(err.Error(), "rescale") {
			t.Errorf("merging unlike ones: %v", err)
		}
	}
	if s.Count() != 5 {
		t.Error("a failed merge counted something")
	}
}

func TestRescale(t *testing.T) {
	fine := made(t, Config{Digits: 4})
	for v := range int64(50_000) {
		fine.Record(v * 3)
	}
	s, err := fine.Snapshot().Rescale(Config{Digits: 1, Highest: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	_, high := s.Clamped()
	if s.Count() != 50_000 || s.Config().Digits != 1 || s.Max() != 100_000 || high < 16_000 || high > 17_000 {
		t.Errorf("%d values, %d of them clamped, %v", s.Count(), high, s)
	}
	if got := s.Quantile(0.5); got < 75_000 || got > 83_000 {
		t.Errorf("median %d, want 75000 and one digit more", got)
	}
}

// A bucket whose middle is the highest value is not clamped.
func TestRescaleAtHighest(t *testing.T) {
	var h HDR
	h.Record(100)
	s, err := h.Snapshot().Rescale(Config{Highest: 100})
	if err != nil {
		t.Fatal(err)
	}
	if _, high := s.Clamped(); high != 0 || s.Max() != 100 {
		t.Errorf("%d clamped, %v", high, s)
	}
}

// Values of a power of the factor are the last of their exponential bucket.
func TestExponential(t *testing.T) {
	var h HDR
	for _, v := range []int64{0, 0, 1, 2, 3, 4, 5, 100} {
		h.Record(v)
	}
	e := h.Snapshot().Exponential(0)
	if e.Zero != 2 || e.Offset != 0 || !slices.Equal(e.Counts, []uint64{1, 1, 2, 1, 0, 0, 0, 1}) {
		t.Errorf("schema 0: %+v", e)
	}
	for schema := -4; schema <= 8; schema++ {
		e := h.Snapshot().Exponential(schema)
		total := e.Zero
		for _, n := range e.Counts {
			total += n
		}
		if total != 8 || e.Schema != schema {
			t.Errorf("schema %d: %+v", schema, e)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("schema 9 does not panic")
		}
	}()
	h.Snapshot().Exponential(9)
}

func TestBucketsStop(t *testing.T) {
	var h HDR
	h.Record(3)
	h.Record(1 << 40)
	seen := 0
	for b := range h.Snapshot().Buckets() {
		if b.Low != 3 || b.High != 3 || b.Count != 1 {
			t.Errorf("the first bucket is %+v", b)
		}
		seen++
		break
	}
	if seen != 1 {
		t.Errorf("%d buckets after a break", seen)
	}
}

// Nothing is lost or doubled between recorders and those who drain, while GOMAXPROCS moves.
func TestTogether(t *testing.T) {
	const writers, values = 16, 5000
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var r Recorder
	sum := r.Drain()
	var mu sync.Mutex
	done := make(chan struct{})
	var side sync.WaitGroup
	for range 2 {
		side.Go(func() {
			for {
				s := r.Drain()
				mu.Lock()
				if err := sum.Merge(s); err != nil {
					t.Error(err)
				}
				mu.Unlock()
				select {
				case <-done:
					return
				default:
					runtime.Gosched()
				}
			}
		})
	}
	side.Go(func() {
		for moves := 0; ; moves++ {
			select {
			case <-done:
				return
			default:
				runtime.GOMAXPROCS(1 + moves*3%8)
				runtime.Gosched()
			}
		}
	})
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for v := range int64(values) {
				r.Record(v * int64(w+1))
			}
		})
	}
	wg.Wait()
	close(done)
	side.Wait()
	if err := sum.Merge(r.Drain()); err != nil {
		t.Fatal(err)
	}
	var plain HDR
	for w := range writers {
		for v := range int64(values) {
			plain.Record(v * int64(w+1))
		}
	}
	if !slices.Equal(sum.counts, plain.Snapshot().counts) || !slices.Equal(sum.counts, r.Snapshot().counts) {
		t.Errorf("%d values drained, want %d", sum.Count(), writers*values)
	}
}

func TestAllocations(t *testing.T) {
	if !percpu.Pinned {
		t.Skip("a stack that grows may bring a new page")
	}
	var h HDR
	h.Record(12345)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if n := testing.AllocsPerRun(1000, func() { h.Record(12345) }); n != 0 {
		t.Errorf("Record allocates %v times", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	var h HDR
	b.RunParallel(func(pb *testing.PB) {
		v := int64(1)
		for pb.Next() {
			h.Record(v & 0xffff)
			v += 997
		}
	})
}

func BenchmarkRecordCorrected(b *testing.B) {
	var h HDR
	for b.Loop() {
		h.RecordCorrected(1_000_000, 1)
	}
}

// A snapshot into memory that was used says the same as a new one, also for another config.
func TestSnapshotInto(t *testing.T) {
	var s Snapshot
	for _, c := range []Config{{}, {Digits: 3}, {Highest: 100}, {}} {
		h, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		h.Record(7)
		h.Record(1 << 40)
		h.SnapshotInto(&s)
		if want := h.Snapshot(); s.Config() != h.Config() || !slices.Equal(s.counts, want.counts) {
			t.Errorf("%+v: %v, want %v", c, &s, want)
		}
	}
	r, err := NewRecorder(Config{})
	if err != nil {
		t.Fatal(err)
	}
	r.Record(5)
	if r.SnapshotInto(&s); s.Count() != 1 || s.Max() != 5 || s.Sum() != 5 {
		t.Errorf("%v", &s)
	}
}
