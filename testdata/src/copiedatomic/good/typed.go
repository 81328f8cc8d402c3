// Package good holds copies that harm nobody, and code that copies nothing.
package good

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

type Stats struct {
	name string
	hits atomic.Int64
}

func (s *Stats) Hit()         { s.hits.Add(1) }
func (s *Stats) Total() int64 { return s.hits.Load() }

type Server struct {
	stats Stats
	byPtr *Stats
	cells [4]atomic.Int64
	list  []Stats
	ptrs  []*Stats
	table map[string]*Stats
	mu    sync.Mutex
}

// Fresh values, returned literals.
func Zero() Stats { return Stats{name: "zero"} }

func Filled() (s Stats) {
	s.hits.Store(7)
	s.Hit()
	return s // not seen by anybody
}

func Local() Stats {
	s := Stats{name: "a"}
	s.hits.Add(3)
	t := s
	t.Hit()
	return t
}

func FromCall() Stats {
	s := Zero()
	return s
}

func Built() *Server {
	st := Stats{}
	st.hits.Store(1)
	return &Server{stats: st, byPtr: &Stats{}}
}

func FromNew() Stats {
	p := new(Stats)
	if err := json.Unmarshal([]byte(`{}`), p); err != nil {
		return Stats{}
	}
	return *p
}

func fresh() *Stats { return &Stats{name: "x"} }

func FromFresh() Stats {
	s := *fresh()
	t := *FromPtr()
	return []Stats{s, t}[0]
}

func FromPtr() *Stats {
	s := fresh()
	go s.Hit()
	return s
}

// registered hands the object out and returns it: what it returns was made here, and copying that is the caller's first look.
func Filter(in []Stats) []*Stats {
	var out []*Stats
	for i := range in {
		out = append(out, &in[i])
	}
	return out
}

// Pointers copy nothing.
func (s *Server) Pointers() (n int64) {
	p := &s.stats
	q := s.byPtr
	for _, st := range s.ptrs {
		n += st.hits.Load()
	}
	for _, st := range s.table {
		n += st.Total()
	}
	s.ptrs = append(s.ptrs, q, p)
	fmt.Println(s.byPtr, p)
	if reflect.DeepEqual(p, q) {
		return 0
	}
	clone := slices.Clone(s.ptrs)
	return n + clone[0].Total()
}

func (s *Server) Index() (n int64) {
	for i := range s.list {
		n += s.list[i].hits.Load()
	}
	for i := range s.cells {
		n += s.cells[i].Load()
	}
	for range s.list {
		n++
	}
	for i, _ := range s.cells {
		n += int64(i)
	}
	return n
}

func (s *Server) Sizes(m map[string]Stats) int {
	delete(m, "x")
	clear(s.list)
	return len(s.cells) + cap(s.list) + int(unsafe.Sizeof(s.stats)) + int(unsafe.Offsetof(s.byPtr.hits)) + int(unsafe.Alignof(*s.byPtr))
}

// Loaded numbers are plain.
func (s *Server) Numbers() (int64, []int64) {
	n := s.stats.hits.Load()
	all := make([]int64, 0, len(s.cells))
	for i := range s.cells {
		all = append(all, s.cells[i].Load())
	}
	return n, slices.Clone(all)
}

// A blank assignment stores nothing.
func (s *Server) Blank() {
	_ = s.stats
	var _ = s.stats
}

// Growing a slice whose elements nobody points at.
func Grow(n int) []Stats {
	var list []Stats
	for i := range n {
		list = append(list, Stats{name: fmt.Sprint(i)})
	}
	list = append(list, make([]Stats, 3)...)
	list = slices.Grow(list, 10)
	return list
}

// A local table, before anybody else sees it.
func Merge(a int) (n int64) {
	list := make([]Stats, 4)
	list[0].Hit()
	for _, s := range list {
		n += s.hits.Load()
	}
	other := make([]Stats, 2)
	copy(other, list)
	list[0], list[1] = list[1], list[0]
	return n
}

// Room is made with a capacity, and never moves.
type Room struct{ cells []atomic.Int64 }

func NewRoom(n int) *Room { return &Room{cells: make([]atomic.Int64, 0, n)} }

func (r *Room) Add() *atomic.Int64 {
	r.cells = append(r.cells, atomic.Int64{})
	return &r.cells[len(r.cells)-1]
}

// Buckets grows under its lock, and its elements are used under it.
type Buckets struct {
	mu    sync.RWMutex
	cells []atomic.Int64
}

func (b *Buckets) Inc(i int) {
	b.mu.RLock()
	b.cells[i].Add(1)
	b.mu.RUnlock()
}

func (b *Buckets) Grow(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := make([]atomic.Int64, n)
	copy(next, b.cells)
	b.cells = next
}

func (b *Buckets) More() {
	b.mu.Lock()
	b.cells = append(b.cells, atomic.Int64{})
	b.mu.Unlock()
}

// bucket32 returns an element to a caller in this package, who is done with it before the next append.
type set struct {
	buckets []struct{ hint atomic.Uint32 }
}

func (s *set) bucket(i int) *struct{ hint atomic.Uint32 } {
	if i == len(s.buckets) {
		s.buckets = append(s.buckets, struct{ hint atomic.Uint32 }{})
	}
	return &s.buckets[i]
}

func (s *set) Add(i int) { s.bucket(i).hint.Store(uint32(i)) }

// Joined copies what nobody updates any more.
func Joined(n int) (sum int64) {
	counts := make([]atomic.Int64, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { counts[i].Add(1) })
	}
	wg.Wait()
	for _, c := range counts {
		sum += c.Load()
	}
	return sum
}

func JoinedByChannel() Stats {
	var s Stats
	done := make(chan bool)
	go func() { s.Hit(); close(done) }()
	<-done
	return s
}

// A parameter that all callers pass fresh.
func newServer(st Stats) *Server { return &Server{stats: st} }

func fill(st *Stats) Stats {
	st.Hit()
	return *st
}

func UseFresh() (*Server, Stats) {
	st := &Stats{}
	return newServer(Stats{name: "b"}), fill(st)
}

// Before main runs, nothing runs beside it.
var template Stats

var second = template

func init() {
	template.hits.Store(1)
	s := template
	second = s
}

// Values in channels and interfaces have been copied where they were put in.
func Receive(ch chan Stats, boxed any) int64 {
	s := <-ch
	t, ok := boxed.(Stats)
	if !ok {
		return s.hits.Load()
	}
	return t.hits.Load()
}

// Mutexes and wait groups are no counters.
type guarded struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func Guarded(g *guarded) int {
	c := *g
	return c.n
}

// A generic that copies is harmless with pointers and plain values.
type box[T any] struct{ buf []T }

func (b *box[T]) At(i int) T   { return b.buf[i] }
func (b *box[T]) Len() int     { return len(b.buf) }
func (b *box[T]) Ptr(i int) *T { return &b.buf[i] }

func Boxes(a *box[*Stats], b *box[int], c *box[Stats]) int64 {
	return a.At(0).Total() + int64(b.At(0)) + c.Ptr(0).Total() + int64(c.Len())
}

// A method value binds a pointer.
func MethodValue(s *Server) func() {
	hit := s.stats.Hit
	defer s.byPtr.Hit()
	return hit
}

// Closures capture by reference.
func Closure(s *Server) func() int64 {
	st := &s.stats
	return func() int64 { return st.Total() }
}

// padded has an atomic in an array of no length.
type padded struct {
	_ [0]atomic.Int64
	n int
}

func Padded(p *padded) padded { return *p }

// A clone made by a function of the package is new, whatever else that returns.
var errEmpty = errors.New("empty")

func (s *Stats) clone() (*Stats, error) {
	if s.name == "" {
		return nil, errEmpty
	}
	c := &Stats{name: s.name}
	c.hits.Store(s.hits.Load())
	return c, nil
}

func State(s *Stats) (Stats, error) {
	c, err := s.clone()
	if err != nil {
		return Stats{}, err
	}
	return *c, nil
}

// newConn registers itself before it is returned, and its caller places it by value.
func newConn() *Stats {
	c := &Stats{}
	time.AfterFunc(time.Second, c.Hit)
	return c
}

func NewServer() *Server {
	s := &Server{}
	s.stats = *newConn()
	return s
}

// A slice that is stored where it is appended from has not been seen before.
func (s *Server) Extend(n int) {
	end := make([]Stats, n)
	s.list = append(s.list, end...)
}

// An atomic.Value may be copied as long as nobody stores to it.
type settings struct{ resume atomic.Value }

type session struct{ resumed *settings }

func (s *session) settings() settings { return *s.resumed }

// A literal that is called where it stands, or through the one local that holds it, is judged by what it is given.
func Literals() (n int64) {
	var s Stats
	n = func(s Stats) int64 { return s.hits.Load() }(s)
	show := func(name string, s Stats) { n += s.hits.Load() }
	show("a", Stats{})
	show("b", s)
	return n
}

// A switch, a select and a labelled loop over what is new.
func Flow(ch chan Stats, k int) Stats {
	var s Stats
	switch t := s; {
	case k > 1:
		return t
	}
	select {
	case s = <-ch:
	case ch <- Stats{}:
	default:
	}
outer:
	for {
		for range k {
			continue outer
		}
		return s
	}
}

// The loop variable of a for statement is new on each round, and its own.
func Loop() {
	for s := (Stats{}); s.hits.Load() < 3; s.hits.Add(1) {
		fmt.Println(s.name)
	}
}

// Recursion ends.
func recurse(s *Stats, n int) Stats {
	if n == 0 {
		return *s
	}
	return recurse(s, n-1)
}

func mutual(a, b *Stats) *Stats {
	if a == nil {
		return mutual(b, a)
	}
	return a
}

func Recurse() (Stats, Stats) { return recurse(&Stats{}, 3), *mutual(new(Stats), nil) }

// Locals that hold each other.
type link struct {
	n    atomic.Int64
	next *link
}

func Ring() link {
	a, b := &link{}, &link{}
	a.next, b.next = b, a
	a.n.Add(1)
	return *a
}

// use is given a pointer and keeps nothing; its own field is stored in itself.
func (s *Server) use(st *Stats) {
	s.byPtr = &s.stats
	st.Hit()
}

func Used() Stats {
	s := &Server{}
	var st Stats
	s.use(&st)
	p := s.byPtr
	p.Hit()
	t := s.stats
	t.Hit()
	return st
}

// built grows before it is shared, and starts workers on its elements after.
type built struct {
	cells []Stats
	own   *built
}

func NewBuilt(n int) *built {
	b := &built{}
	for i := range n {
		b.cells = append(b.cells, Stats{name: fmt.Sprint(i)})
	}
	b.fill(n)
	b.Start()
	return b
}

func (b *built) fill(n int) { b.cells = append(b.cells, make([]Stats, n)...) }

// Register is called before Start, as far as anybody knows.
func (b *built) Register(name string) { b.cells = append(b.cells, Stats{name: name}) }

func (b *built) Start() {
	for i := range b.cells {
		st := &b.cells[i]
		go func() { st.Hit() }()
	}
}

// Two loops over a local: one that grows it, one that hands its elements out.
func Phases(n int) []Stats {
	var list []Stats
	for range n {
		list = append(list, Stats{})
	}
	for i := range list {
		go list[i].Hit()
	}
	return nil
}
