package main

import (
	"encoding/json"
	"expvar"
	"net/http"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type server struct {
	mux     *http.ServeMux
	links   *store
	stats   *stats
	limit   *limiter
	checks  *limiter
	checker *checker
	blocked blocklist
}

func newServer(workers int, inflight int64) *server {
	s := &server{
		mux:     http.NewServeMux(),
		links:   newStore(),
		stats:   newStats(),
		limit:   &limiter{max: inflight},
		checks:  &limiter{max: int64(workers)},
		checker: newChecker(workers),
	}
	s.limit.publish()
	s.checks.publish()
	s.mux.HandleFunc("POST /links", s.create)
	s.mux.HandleFunc("GET /links/{code}", s.show)
	s.mux.HandleFunc("POST /links/{code}/rename/{to}", s.rename)
	s.mux.HandleFunc("POST /check", s.check)
	s.mux.HandleFunc("GET /stats", s.showStats)
	s.mux.HandleFunc("GET /{code}", s.redirect)
	s.mux.Handle("GET /debug/vars", expvar.Handler())
	s.mux.Handle("GET /metrics", promhttp.Handler())
	return s
}

// ServeHTTP limits the requests in flight and times each of them.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.limit.enter() {
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return
	}
	defer s.limit.leave()
	start := time.Now()
	s.mux.ServeHTTP(w, r)
	s.stats.observe(time.Since(start))
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	var in struct{ Target string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil || in.Target == "" {
		http.Error(w, "want a JSON object with a target", http.StatusBadRequest)
		return
	}
	target, err := url.Parse(in.Target)
	if err != nil {
		failed(err)
		http.Error(w, "the target is no URL", http.StatusBadRequest)
		return
	}
	if s.blocked.has(target.Hostname()) {
		http.Error(w, "this target is blocked", http.StatusForbidden)
		return
	}
	s.stats.created(len(in.Target))
	targets.Observe(float64(len(in.Target)) / 1024)
	reply(w, map[string]string{"code": s.links.add(in.Target)})
}

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	l := s.links.get(r.PathValue("code"))
	if l == nil {
		http.NotFound(w, r)
		return
	}
	reply(w, map[string]any{"target": l.target, "hits": l.count()})
}

func (s *server) redirect(w http.ResponseWriter, r *http.Request) {
	l := s.links.get(r.PathValue("code"))
	if l == nil {
		s.stats.missed()
		http.NotFound(w, r)
		return
	}
	l.hit()
	s.stats.redirected()
	w.Header().Set("Last-Modified", time.Unix(int64(l.created), 0).UTC().Format(http.TimeFormat))
	http.Redirect(w, r, l.target, http.StatusFound)
}

func (s *server) rename(w http.ResponseWriter, r *http.Request) {
	if !s.links.rename(r.PathValue("code"), r.PathValue("to")) {
		http.Error(w, "no such link, or the new name is taken", http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// check asks the workers for the links in the list that lead to nowhere.
func (s *server) check(w http.ResponseWriter, r *http.Request) {
	if !s.checks.enter() {
		http.Error(w, "too many checks", http.StatusTooManyRequests)
		return
	}
	defer s.checks.leave()
	var codes []string
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&codes); err != nil {
		http.Error(w, "want a JSON list of codes", http.StatusBadRequest)
		return
	}
	var targets []string
	for _, code := range codes {
		if l := s.links.get(code); l != nil {
			targets = append(targets, l.target)
		}
	}
	reply(w, s.checker.broken(targets))
}

func (s *server) showStats(w http.ResponseWriter, r *http.Request) { reply(w, s.stats.values()) }

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // the client is gone
	}
}
