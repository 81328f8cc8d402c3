package good

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

var (
	mu       sync.Mutex
	byRoute  = map[string]int{}
	limited  = map[string]int{}
	expiring = map[string]int{}
	window   = map[string]int{}
	names    = map[string]string{}
	last     = map[string]time.Time{}
	handed   = map[string]int{}
	methods  = map[string]int{}
	dynamic  sync.Map
	evicted  sync.Map
	sizes    = map[string]int{}
)

// Bounded keys.
func routes(w http.ResponseWriter, r *http.Request) {
	byRoute[r.Pattern]++
	switch r.Method {
	case "GET", "POST":
		methods[r.Method]++
	default:
		methods["other"]++
	}
}

// A limit.
func limit(w http.ResponseWriter, r *http.Request) {
	if len(limited) > 1000 {
		return
	}
	limited[r.URL.Path]++
}

// Keys that go again.
func expire(w http.ResponseWriter, r *http.Request) {
	expiring[r.RemoteAddr]++
	defer delete(expiring, r.RemoteAddr)
}

// A window that is swapped.
func count(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	window[r.URL.Path]++
	mu.Unlock()
}

func swap() map[string]int {
	mu.Lock()
	defer mu.Unlock()
	old := window
	window = map[string]int{}
	return old
}

// No counters.
func other(w http.ResponseWriter, r *http.Request) {
	names[r.URL.Path] = r.Host
	last[r.RemoteAddr] = time.Now()
	sizes[r.URL.Path] = 10
}

// It lives in a function.
func local(rs []*http.Request) int {
	seen := map[string]int{}
	for _, r := range rs {
		seen[r.URL.Path]++
	}
	return len(seen)
}

// An object of one request, and one of a function's own.
type tally struct{ seen map[string]int }

func (t *tally) add(key string) { t.seen[key]++ }

func perRequest(w http.ResponseWriter, r *http.Request) {
	t := &tally{seen: map[string]int{}}
	t.add(r.URL.Path)
}

type sample struct{ seen map[string]int }

func sampled(rs []*http.Request) int {
	s := sample{seen: map[string]int{}}
	for _, r := range rs {
		s.seen[r.URL.Path]++
	}
	return len(s.seen)
}

// Others may take keys out.
func hand(w http.ResponseWriter, r *http.Request) {
	handed[r.URL.Path]++
	evict(handed)
}

func evict(m map[string]int) { clear(m) }

func evictMap(w http.ResponseWriter, r *http.Request) {
	v, _ := evicted.LoadOrStore(r.URL.Path, new(atomic.Int64))
	v.(*atomic.Int64).Add(1)
}

func sweep() {
	evicted.Range(func(k, v any) bool {
		evicted.Delete(k)
		return true
	})
}

// Keys that the callers of an exported function choose.
func Count(key string) {
	v, _ := dynamic.LoadOrStore(key, new(atomic.Int64))
	v.(*atomic.Int64).Add(1)
}
