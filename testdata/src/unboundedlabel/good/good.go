package good

import (
	"expvar"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

var (
	one  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "one_total", Help: "O."}, []string{"value"})
	two  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "two_total", Help: "T."}, []string{"code", "method"})
	byID = promauto.NewCounterVec(prometheus.CounterOpts{Name: "ids_total", Help: "I."}, []string{"user_id"})
	vars = expvar.NewMap("vars")
)

// Route patterns and codes.
func pattern(w http.ResponseWriter, r *http.Request) {
	one.WithLabelValues(r.Pattern).Inc()
	one.WithLabelValues(strconv.Itoa(http.StatusOK)).Inc()
	one.WithLabelValues(http.StatusText(404)).Inc()
	one.WithLabelValues(fmt.Sprint(r.ProtoMajor)).Inc()
	one.WithLabelValues(r.Proto[:4]).Inc()
	one.WithLabelValues(strconv.FormatBool(r.TLS != nil)).Inc()
	one.WithLabelValues(fmt.Sprintf("%T", r.Body)).Inc()
}

// Closed switches.
func closedSwitch(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		one.WithLabelValues(r.Method).Inc()
	default:
		one.WithLabelValues("other").Inc()
	}
	m := r.Method
	if m != "GET" && m != "POST" {
		m = "other"
	}
	one.WithLabelValues(m).Inc()
	if r.URL.Path == "/" || r.URL.Path == "/index" {
		one.WithLabelValues(r.URL.Path).Inc()
	}
	if r.Method != "GET" {
		return
	}
	two.WithLabelValues("200", r.Method).Inc()
}

// A helper whose body proves it.
func method(m string) string {
	switch strings.ToUpper(m) {
	case "GET":
		return "get"
	case "POST":
		return "post"
	}
	return "other"
}

func method2(m string) string {
	switch m {
	case "GET", "PUT":
		return m
	default:
		return "other"
	}
}

// Static collections.
var (
	known   = map[string]bool{"GET": true, "POST": true}
	names   = map[string]string{"GET": "read", "POST": "write"}
	methods = []string{"GET", "POST"}
	routes  = map[string]struct{}{"/": {}, "/a": {}}
)

func collections(w http.ResponseWriter, r *http.Request) {
	one.WithLabelValues(method(r.Method)).Inc()
	one.WithLabelValues(method2(r.Method)).Inc()
	one.WithLabelValues(names[r.Method]).Inc()
	if known[r.Method] {
		one.WithLabelValues(r.Method).Inc()
	}
	if slices.Contains(methods, r.Method) {
		one.WithLabelValues(r.Method).Inc()
	}
	if _, ok := routes[r.URL.Path]; ok {
		one.WithLabelValues(r.URL.Path).Inc()
	}
	if !allowed(r.Method) {
		return
	}
	one.WithLabelValues(r.Method).Inc()
	if m, ok := names[r.Method]; ok {
		one.WithLabelValues(m).Inc()
	}
	if slices.Contains([]string{"a", "b"}, r.Host) {
		one.WithLabelValues(r.Host).Inc()
	}
}

func allowed(m string) bool { return m == "GET" || m == "POST" }

// A set with a limit.
type limiter struct {
	mu   sync.Mutex
	seen map[string]struct{}
}

func (l *limiter) label(v string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.seen[v]; ok {
		return v
	}
	if len(l.seen) >= 100 {
		return "other"
	}
	l.seen[v] = struct{}{}
	return v
}

func limited(l *limiter, r *http.Request) { one.WithLabelValues(l.label(r.URL.Path)).Inc() }

// Requests that the program sends.
type transport struct{ next http.RoundTripper }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	one.WithLabelValues(r.Method).Inc()
	one.WithLabelValues(r.URL.Path).Inc()
	return t.next.RoundTrip(r)
}

func send(c *http.Client) error {
	req, err := http.NewRequest("GET", "http://example.com", nil)
	if err != nil {
		return err
	}
	one.WithLabelValues(req.Method).Inc()
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	one.WithLabelValues(resp.Request.Method).Inc()
	one.WithLabelValues(resp.Status[:1]).Inc()
	return resp.Body.Close()
}

func wrap(next func(*http.Request) (*http.Response, error)) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		one.WithLabelValues(r.Method).Inc()
		return next(r)
	}
}

func do(c *http.Client, r *http.Request) {
	one.WithLabelValues(r.Method).Inc()
	c.Do(r)
}

// Routes that fix the method.
func register(mux *http.ServeMux) {
	mux.HandleFunc("GET /a", get)
	mux.HandleFunc("POST /b", func(w http.ResponseWriter, r *http.Request) { one.WithLabelValues(r.Method).Inc() })
}

func get(w http.ResponseWriter, r *http.Request) { one.WithLabelValues(r.Method).Inc() }

// Configuration, flags, environment.
type Config struct{ UserID, Region string }

func configured(c *Config) {
	one.WithLabelValues(os.Getenv("REGION")).Inc()
	one.WithLabelValues(c.Region).Inc()
	byID.WithLabelValues(c.UserID).Inc()
}

// Enums of the program.
type state int

const (
	idle state = iota
	busy
)

func (s state) String() string {
	if s == idle {
		return "idle"
	}
	return "busy"
}

func enums(s state) {
	one.WithLabelValues(s.String()).Inc()
	vars.Add(s.String(), 1)
	for _, m := range methods {
		one.WithLabelValues(m).Inc()
	}
}

// Callers of an exported function answer for its parameters.
func Count(value string) { one.WithLabelValues(value).Inc() }

// Errors by class.
func class(err error) string {
	if os.IsNotExist(err) {
		return "missing"
	}
	return "other"
}

func fail(err error) { one.WithLabelValues(class(err)).Inc() }

// Coarse times.
func hours(t time.Time) {
	one.WithLabelValues(t.Format("15")).Inc()
	one.WithLabelValues(t.Weekday().String()).Inc()
}

// A connection that this side has opened.
func dial() {
	conn, err := net.Dial("tcp", "db:5432")
	if err != nil {
		return
	}
	one.WithLabelValues(conn.RemoteAddr().String()).Inc()
}

// No label: the number, an attribute of something else.
func numbers(c metric.Int64Counter, r *http.Request) {
	c.Add(r.Context(), r.ContentLength, metric.WithAttributes(attribute.String("kind", "x"), attribute.Int("major", r.ProtoMajor)))
	_ = attribute.String("path", r.URL.Path)
	one.WithLabelValues("len").Add(float64(len(r.URL.Path)))
}

// Small numbers of things.
type worker struct{ ID int }

func workers(w worker, shard int) {
	one.WithLabelValues(strconv.Itoa(w.ID)).Inc()
	one.WithLabelValues(strconv.Itoa(shard % 16)).Inc()
	one.WithLabelValues(fmt.Sprintf("shard-%d", shard)).Inc()
}

// Things that exist already: what is looked up is no invention of a client.
type bucket struct{ created time.Time }

type buckets interface {
	Get(name string) (bucket, error)
	Has(name string) bool
}

func existing(bs buckets, r *http.Request) {
	name, _, _ := strings.Cut(r.URL.Path, "/")
	b, err := bs.Get(name)
	count := name != "" && err == nil && !b.created.IsZero()
	if count {
		one.WithLabelValues(name).Inc()
	}
	if bs.Has(r.Host) {
		one.WithLabelValues(r.Host).Inc()
	}
}

// A registry that the program fills.
type registry struct{ hosts map[string]bool }

func (g *registry) Register(host string) { g.hosts[host] = true }

func (g *registry) knows(host string) bool {
	_, ok := g.hosts[host]
	return ok
}

func registered(g *registry, r *http.Request) {
	if g.knows(r.Host) {
		one.WithLabelValues(r.Host).Inc()
	}
}

// Settings from a file.
type account struct {
	UserID string `yaml:"user_id"`
}

func accounts(a *account) { one.WithLabelValues(a.UserID).Inc() }

// A field that many kinds of places set.
type entry struct{ name string }

func entries(r *http.Request) []entry {
	return []entry{{name: "a"}, {name: "b"}, {name: "c"}, {name: "d"}, {name: r.Host}}
}

func useInfo(i entry) { one.WithLabelValues(i.name).Inc() }
