// Package bad holds copies of live counters.
package bad

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
)

type Stats struct {
	name string
	hits atomic.Int64
	sub  struct{ errs atomic.Uint32 }
}

func (s *Stats) Hit() { s.hits.Add(1) }

type Server struct {
	Stats                     // embedded by value
	byPtr *Stats              // behind a pointer
	cells [4]atomic.Int64     // an array
	list  []Stats             // a slice
	table map[string]Stats    // a map of values
	value atomic.Value        // no noCopy inside
	ptr   atomic.Pointer[int] // a pointer is no counter, but as little to be copied
}

var total Stats

func (s *Stats) Clone() Stats { return *s } // want copylocks/error:`return copies \*s with its live atomic\.Int64 hits`

func (s *Server) Assign() {
	snapshot := s.Stats // want copylocks:`assignment to snapshot copies s\.Stats with its live atomic\.Int64 hits`
	fmt.Println(snapshot.hits.Load())
	var again = *s.byPtr // want copylocks:`declaration of again copies \*s\.byPtr`
	again.Hit()
	global := total // want copylocks:`assignment to global copies total`
	global.Hit()
	all := s.cells // want copylocks:`assignment to all copies the live atomic\.Int64 s\.cells`
	all[0].Add(1)
	one := s.list[0] // want copylocks:`assignment to one copies s\.list\[0\]`
	one.Hit()
	p := s.ptr // want copylocks:`the live atomic\.Pointer s\.ptr`
	p.Load()
	v := s.value // want value:`the live atomic\.Value s\.value`
	v.Load()
}

func (s *Server) Put(x any) { s.value.Store(x) }

// MapValue works on a copy and puts it back: what others add in between is lost.
func (s *Server) MapValue(key string) {
	st := s.table[key] // want copylocks:`copies s\.table\[key\]`
	st.Hit()
	if st, ok := s.table["x"]; ok { // want copylocks:`copies s\.table\["x"\]`
		st.Hit()
	}
}

func (s *Server) Box() {
	fmt.Println(s.Stats)     // want copylocks:`call of fmt\.Println copies s\.Stats`
	var boxed any = *s.byPtr // want copylocks:`declaration of boxed copies \*s\.byPtr`
	_ = boxed
	_ = any(total) // want `conversion to any copies total`
}

func (s *Server) Literal() *Server {
	return &Server{byPtr: &Stats{}, Stats: s.Stats} // want copylocks:`literal copies s\.Stats`
}

func Swap(a, b *Stats) {
	*a, *b = *b, *a // want copylocks:`assignment to \*a copies \*b`
}

func Sort(list []Stats) {
	for i := range list {
		for j := i; j > 0; j-- {
			list[j], list[j-1] = list[j-1], list[j] // want copylocks:`copies list\[j - 1\]`
		}
	}
}

func (s *Server) Send(ch chan Stats, done <-chan bool) {
	ch <- s.Stats // want send:`send copies s\.Stats`
	select {
	case ch <- *s.byPtr: // want send:`send copies \*s\.byPtr`
	case <-done:
	}
}

func (s *Server) Range() (n int64) {
	for _, st := range s.list { // want copylocks:`range variable st copies the elements of s\.list with their live atomic\.Int64 hits`
		n += st.hits.Load()
	}
	for _, st := range s.table { // want copylocks:`range variable st copies the elements of s\.table`
		n += st.hits.Load()
	}
	for _, c := range s.cells { // want copylocks:`range variable c copies the live atomic\.Int64 elements of s\.cells`
		n += c.Load()
	}
	for st := range slices.Values(s.list) { // want copylocks:`range variable st copies the elements of slices\.Values\(s\.list\)`
		n += st.hits.Load()
	}
	for _, st := range maps.All(s.table) { // want copylocks:`range variable st copies`
		n += st.hits.Load()
	}
	return n
}

// All yields copies.
func (s *Server) All() iter.Seq[Stats] {
	return func(yield func(Stats) bool) {
		for i := range s.list {
			if !yield(s.list[i]) { // want copylocks:`call of yield copies s\.list\[i\]`
				return
			}
		}
	}
}

func (s *Server) Bulk(dst []Stats) []Stats {
	copy(dst, s.list)                                                          // want bulk:`copy copies the elements of s\.list`
	dst = append(dst, s.list...)                                               // want bulk:`append copies the elements of s\.list`
	dst = append(dst, s.list[0])                                               // want copylocks:`append copies s\.list\[0\]`
	s.list = append(s.list[:1], s.list[2:]...)                                 // want bulk:`append copies the elements of s\.list`
	all := slices.Clone(s.list)                                                // want bulk:`slices\.Clone copies the elements of s\.list`
	s.list = slices.Insert(s.list, 0, Stats{})                                 // want bulk:`slices\.Insert copies`
	s.list = slices.Grow(s.list, 8)                                            // want bulk:`slices\.Grow copies`
	slices.Reverse(s.list)                                                     // want bulk:`slices\.Reverse copies`
	sort.Slice(s.list, func(i, j int) bool { return i > j })                   // want bulk:`sort\.Slice copies`
	table := maps.Clone(s.table)                                               // want bulk:`maps\.Clone copies the elements of s\.table`
	return slices.Concat(dst, all, slices.Collect(maps.Values(table)), s.list) // want bulk:`slices\.Concat copies`
}

// GoodOnes takes what only vet's copylocks sees: the argument of a conversion, a dereferenced parameter.
func Convert(s *Stats) {
	type other Stats
	o := other(*s) // want copylocks:`assignment to o copies \*s`
	_ = o.hits.Load()
}

func (s Stats) Total() int64 { // want copylocks/review:`Total takes its receiver Stats with its atomic\.Int64 hits by value`
	return s.hits.Load()
}

func Report(name string, s Stats) { // want copylocks:`Report takes its parameter s of type Stats with its atomic\.Int64 hits by value`
	fmt.Println(name, s.hits.Load())
}

func Cells(c [2]atomic.Bool, d Stats, v atomic.Value) { // want copylocks:`Cells takes its parameter c of type \[2\]atomic\.Bool with its live atomic\.Bool and its parameter d of type Stats`
	fmt.Println(c[0].Load(), d.hits.Load(), v.Load())
}

var show = func(s Stats) { fmt.Println(s.hits.Load()) } // want copylocks:`function literal takes its parameter s`

// report is not exported, but one caller passes a live counter.
func report(s Stats) { // want copylocks:`report takes its parameter s`
	fmt.Println(s.hits.Load())
}

func (s *Server) Callers() {
	report(Stats{})
	report(s.Stats)      // want copylocks:`call of report copies s\.Stats`
	show(total)          // want copylocks:`call of show copies total`
	defer show(*s.byPtr) // want copylocks:`call of show copies \*s\.byPtr`
	go show(total)       // want copylocks:`call of show copies total`
}

// getter hands out what the server keeps.
func (s *Server) getter() *Stats { return s.byPtr }

func (s *Server) ThroughGetter() {
	st := *s.getter() // want value:`copies \*s\.getter\(\)`
	st.Hit()
}

// published is local, and handed out before it is copied.
func published(register func(any)) Stats {
	s := &Stats{}
	go s.Hit()
	t := *s // want copylocks:`assignment to t copies \*s`
	t.Hit()
	var own Stats
	for range 3 {
		go func() { own.Hit() }()
	}
	return own // want copylocks:`return copies own`
}

func stored(s *Server) Stats {
	st := &Stats{}
	s.byPtr = st
	return *st // want copylocks:`return copies \*st`
}

func sent(ch chan *Stats) Stats {
	st := new(Stats)
	ch <- st
	return *st // want copylocks:`return copies \*st`
}

func looped(s *Server) {
	for _, p := range []*Stats{s.byPtr, &total} {
		st := *p // want copylocks:`assignment to st copies \*p`
		st.Hit()
	}
}

func fromMap(m *sync.Map) {
	v, _ := m.Load("x")
	st := *v.(*Stats) // want copylocks:`copies \*v\.\(\*Stats\)`
	st.Hit()
	switch p := v.(type) {
	case *Stats:
		st := *p // want copylocks:`copies \*p`
		st.Hit()
	}
}

func fromPointer(p *atomic.Pointer[Stats]) Stats {
	old := p.Load()
	next := *old // want copylocks:`assignment to next copies \*old`
	next.Hit()
	p.Store(&next)
	return Stats{}
}

func Use(s *Server) {
	published(nil)
	stored(s)
	sent(nil)
	looped(new(Server))
	fromMap(new(sync.Map))
	fromPointer(new(atomic.Pointer[Stats]))
}

// live passes one that is in use to its literal.
func (s *Server) Literals() {
	show := func(s Stats) { fmt.Println(s.hits.Load()) }  // want copylocks:`function literal takes its parameter s`
	show(s.Stats)                                         // want copylocks:`call of show copies s\.Stats`
	func(st Stats) { fmt.Println(st.hits.Load()) }(total) // want copylocks:`copies total`
}

// Embedded hides the counter two levels down, through an alias and a named array.
type (
	deep struct {
		inner struct{ grid [2][3]atomic.Uint64 }
	}
	nested = deep2
	deep2  struct {
		*Stats
		deep
	}
)

func (d *nested) Copies() any {
	x := d.deep // want copylocks:`copies d\.deep with its live atomic\.Uint64 inner\.grid`
	_ = x.inner.grid[0][1].Load()
	row := d.inner.grid[1] // want copylocks:`copies the live atomic\.Uint64 d\.inner\.grid\[1\]`
	_ = row[0].Load()
	return *d // want copylocks:`return copies \*d with its live atomic\.Uint64 deep\.inner\.grid`
}

// A deferred and a started call take their copies at once.
func (s *Server) Deferred() {
	defer fmt.Println(s.Stats) // want copylocks:`call of fmt\.Println copies s\.Stats`
	go fmt.Println(*s.byPtr)   // want copylocks:`call of fmt\.Println copies \*s\.byPtr`
	defer func() {
		fmt.Println(total) // want copylocks:`call of fmt\.Println copies total`
	}()
}

// A channel of pointers hands out what is copied after.
func (s *Server) Handed(ch chan<- *Stats) {
	for range 3 {
		var st Stats
		ch <- &st
		fmt.Println(st) // want copylocks:`call of fmt\.Println copies st`
	}
}

// started hands itself to a goroutine, through a pointer into it; its caller copies it after.
func (s *Server) start() {
	for i := range s.list {
		st := &s.list[i]
		go func() { st.Hit() }()
	}
}

func serve(register func(func())) (n int64) {
	s := &Server{list: make([]Stats, 3)}
	s.start()
	for _, st := range s.list { // want copylocks:`range variable st copies the elements of s\.list`
		n += st.hits.Load()
	}
	var st Stats
	p := &st
	q := &p.hits
	go q.Add(1)
	return n + sumOf(st) // want copylocks:`call of sumOf copies st`
}

func sumOf(s Stats) int64 { return s.hits.Load() } // want copylocks/error:`sumOf takes its parameter s`

func UseServe() { serve(nil) }

// elements of a local go to goroutines one by one.
func Elements(n int) (sum int64) {
	list := make([]Stats, n)
	p := &Server{}
	for i := range list {
		go list[i].Hit()
		go p.Stats.Hit()
	}
	for _, st := range list { // want copylocks:`range variable st copies the elements of list`
		sum += st.hits.Load()
	}
	st := p.Stats // want copylocks:`copies p\.Stats`
	return sum + st.hits.Load()
}
