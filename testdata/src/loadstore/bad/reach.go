package bad

import (
	"net/http"
	"sync"
	"sync/atomic"
)

type Anys struct {
	m  sync.Map
	ms map[string]struct{ c *atomic.Int64 }
	a  any
	in interface{ inc() }
}

func (s *Anys) Map(k string) {
	v, _ := s.m.LoadOrStore(k, new(atomic.Int64))
	c := v.(*atomic.Int64)
	c.Store(c.Load() + 1) // want `c`
}
func (s *Anys) Map2(k string) {
	if v, ok := s.m.Load(k); ok {
		v.(*atomic.Int64).Store(v.(*atomic.Int64).Load() + 1) // want `v\.\(\*atomic\.Int64\)`
	}
}
func (s *Anys) Any() {
	if c, ok := s.a.(*atomic.Int64); ok {
		c.Store(c.Load() + 1) // want `c`
	}
}

type impl struct{ n atomic.Int64 }

func (i *impl) inc() { i.n.Store(i.n.Load() + 1) } // want `i\.n`

var _ interface{ inc() } = (*impl)(nil)

var hits atomic.Int64

func handler(w http.ResponseWriter, r *http.Request) {
	hits.Store(hits.Load() + 1) // want `hits`
}
func Routes() { http.HandleFunc("/", handler) }

type Server struct{ n atomic.Int64 }

func (s *Server) handle(w http.ResponseWriter, r *http.Request) { s.n.Store(s.n.Load() + 1) } // want `s\.n`
func (s *Server) Mux() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", s.handle)
	return mux
}
func (s *Server) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.n.Load()
		s.n.Store(v + 1) // want `s\.n`
		next.ServeHTTP(w, r)
	})
}

// two functions of a package, unexported
var sum64 uint64

func add(n uint64) { atomic.StoreUint64(&sum64, atomic.LoadUint64(&sum64)+n) } // want `sum64`
func take() uint64 { return atomic.SwapUint64(&sum64, 0) }
func drain(c chan uint64) {
	for x := range c {
		add(x)
	}
}

// named type with own method
type Count int64

func (c *Count) Inc() { atomic.StoreInt64((*int64)(c), atomic.LoadInt64((*int64)(c))+1) } // want `\(\*int64\)\(c\)`

type NamedAtomic struct{ atomic.Uint32 }

func Use(n *NamedAtomic) { n.Uint32.Store(n.Uint32.Load() + 1) } // want `n\.Uint32`

// struct of array of struct
var table [4]struct {
	row [8]struct{ n atomic.Int32 }
}

func Cell(i, j int) { table[i].row[j].n.Store(table[i].row[j].n.Load() + 1) } // want `table\[i\]\.row\[j\]\.n`

// shared among workers by closure in a slice of funcs
func Funcs() {
	var n atomic.Int64
	fs := []func(){}
	for range 3 {
		fs = append(fs, func() { n.Store(n.Load() + 1) }) // want `n`
	}
	for _, f := range fs {
		go f()
	}
}

// passed by parameter to goroutine in loop
func Param(k int) {
	n := new(atomic.Int64)
	for range k {
		go func(n *atomic.Int64) {
			n.Store(n.Load() + 1) // want `n`
		}(n)
	}
}
func bump(n *atomic.Int64, wg *sync.WaitGroup) {
	defer wg.Done()
	n.Store(n.Load() + 1) // want `n`
}
func Param2(k int) int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range k {
		wg.Add(1)
		go bump(&n, &wg)
	}
	wg.Wait()
	return n.Load()
}

// bound method in a loop
func (s *Server) step() { s.n.Store(s.n.Load() + 1) } // want `s\.n`
func (s *Server) Many() {
	for range 3 {
		go s.step()
	}
}
