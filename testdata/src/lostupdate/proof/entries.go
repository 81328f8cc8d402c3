package proof

import (
	"net/http"
	"sync"
)

// Numbers in objects that a map holds, and that are made when they are first asked for.

type perPath struct{ hits int }

var (
	pathsMu sync.Mutex
	paths   = map[string]*perPath{}
)

func pathOf(p string) *perPath {
	pathsMu.Lock()
	defer pathsMu.Unlock()
	s, ok := paths[p]
	if !ok {
		s = &perPath{}
		paths[p] = s
	}
	return s
}

func countPath(w http.ResponseWriter, r *http.Request) {
	pathOf(r.URL.Path).hits++ // want `loses updates: an HTTP handler`
}

func onPaths() http.HandlerFunc { return countPath }

type perName struct{ seen int }

type names struct {
	mu  sync.RWMutex
	all map[string]*perName
}

func (n *names) count(name string) {
	n.mu.Lock()
	s := n.all[name]
	if s == nil {
		s = new(perName)
		n.all[name] = s
	}
	n.mu.Unlock()
	s.seen++ // want `loses updates: go statement in a loop`
}

func countNames(n *names) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				n.count("a")
			}
		}()
	}
	wg.Wait()
}

type perKey struct{ uses int }

var keys sync.Map

func countKey(w http.ResponseWriter, r *http.Request) {
	v, _ := keys.LoadOrStore(r.URL.Path, &perKey{})
	v.(*perKey).uses++ // want `loses updates`
}

func onKeys() http.HandlerFunc { return countKey }

// Near misses.

type perUser struct {
	mu    sync.Mutex
	calls int
}

type users struct {
	mu  sync.Mutex
	all map[string]*perUser
}

func (u *users) of(name string) *perUser {
	u.mu.Lock()
	defer u.mu.Unlock()
	p, ok := u.all[name]
	if !ok {
		p = &perUser{}
		p.calls++
		u.all[name] = p
	}
	return p
}

func (u *users) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := u.of(r.URL.Path)
	p.mu.Lock()
	p.calls++
	p.mu.Unlock()
}

type perShard struct{ n int }

func countShards(ids []string) int {
	shards := map[string]*perShard{}
	for _, id := range ids {
		s := shards[id]
		if s == nil {
			s = &perShard{}
			shards[id] = s
		}
		s.n++
	}
	return len(shards)
}

type perRow struct{ n int }

func rowOf(rows map[int]*perRow, mu *sync.Mutex, i int) *perRow {
	mu.Lock()
	defer mu.Unlock()
	r, ok := rows[i]
	if !ok {
		r = &perRow{}
		rows[i] = r
	}
	return r
}

func countRows(n int) {
	rows := map[int]*perRow{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { rowOf(rows, &mu, i).n++ })
	}
	wg.Wait()
}

type fresh struct{ n int }

var last = map[string]*fresh{}

// freshOrKept hands out an object of its own where there is none.
func freshOrKept(k string, keep bool) *fresh {
	f := last[k]
	if !keep {
		f = &fresh{}
	}
	return f
}

func countFresh() {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { freshOrKept("a", false).n++ })
	}
	wg.Wait()
}
