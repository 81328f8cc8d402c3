package bad

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

var (
	mu     sync.Mutex
	hits   = map[string]int{}
	cells  = map[string]*atomic.Int64{}
	agents sync.Map
	pairs  = make(map[pair]uint64)
)

type pair struct{ method, path string }

func plain(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	hits[r.URL.Path]++                            // want unbounded/warning:`hits keeps a counter for each value of the path of the request, and nothing takes keys out`
	hits[strings.ToLower(r.Host)] += 2            // want `the Host header`
	hits[r.UserAgent()] = hits[r.UserAgent()] + 1 // want `the User-Agent header`
	pairs[pair{r.Method, r.URL.Path}]++           // want `pairs keeps a counter`
	if _, ok := cells[r.URL.Path]; !ok {
		cells[r.URL.Path] = new(atomic.Int64) // want `cells keeps a counter`
	}
	cells[r.URL.Path].Add(1)
}

func syncMap(w http.ResponseWriter, r *http.Request) {
	v, _ := agents.LoadOrStore(r.UserAgent(), new(atomic.Int64)) // want `agents keeps a counter for each value of the User-Agent header`
	v.(*atomic.Int64).Add(1)
}

// Fields, helpers, closures.
type stats struct{ n, bytes int64 }

type server struct {
	mu      sync.Mutex
	peers   map[string]*stats
	errors  map[string]int
	counter sync.Map
}

func newServer() *server {
	s := &server{peers: map[string]*stats{}}
	s.errors = make(map[string]int)
	return s
}

func (s *server) serve(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		s.errors[err.Error()]++ // want `errors keeps a counter for each value of the text of an error`
		return
	}
	addr := conn.RemoteAddr().String()
	if s.peers[addr] == nil {
		s.peers[addr] = &stats{} // want `peers keeps a counter for each value of the address of the peer`
	}
	s.peers[addr].n++
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.count(r.URL.Path)
	func() {
		s.counter.Store(r.RequestURI, new(int64)) // want `counter keeps a counter`
	}()
}

func (s *server) count(key string) {
	s.mu.Lock()
	s.errors["path "+key]++ // want `the path of the request`
	s.mu.Unlock()
}

// A sync.Map for keys that are known.
var kinds sync.Map

func kind() {
	v, _ := kinds.LoadOrStore("read", new(atomic.Int64)) // want constant/info:`the sync.Map kinds holds counters for constant keys alone`
	v.(*atomic.Int64).Add(1)
	w, _ := kinds.LoadOrStore("write", new(atomic.Int64))
	w.(*atomic.Int64).Add(1)
}
