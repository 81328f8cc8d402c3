package proof

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"google.golang.org/grpc"
)

// Functions that libraries run on many goroutines, by their signatures or by the fields in which they are kept.

type site2 struct {
	gets  int
	posts int
	pages int
	calls int
}

func (s *site2) routes(r chi.Router) {
	r.Get("/get", s.get)
	r.HandleFunc("/post", func(w http.ResponseWriter, r *http.Request) {
		s.posts++ // want goroutines/declared:`an HTTP handler runs on one goroutine per request`
	})
}

func (s *site2) get(w http.ResponseWriter, r *http.Request) {
	s.gets++ // want goroutines/declared:`an HTTP handler runs on one goroutine per request`
}

func (s *site2) engine(e *gin.Engine) {
	e.GET("/page", s.page)
}

func (s *site2) page(*gin.Context) {
	s.pages++ // want `an HTTP handler runs on one goroutine per request`
}

func (s *site2) intercept(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	s.calls++ // want `a gRPC interceptor runs on one goroutine per call`
	return next(ctx, req)
}

func interceptors(s *site2) []func(context.Context, any, *grpc.UnaryServerInfo, grpc.UnaryHandler) (any, error) {
	return []func(context.Context, any, *grpc.UnaryServerInfo, grpc.UnaryHandler) (any, error){s.intercept}
}

// Front is served by another package.
type Front struct{ hits int }

// Index has the signature of a handler.
func (f *Front) Index(w http.ResponseWriter, r *http.Request) {
	f.hits++ // want goroutines/declared:`Index is an HTTP handler, by its signature`
}

type conns struct {
	opened int
	hellos int
	dials  int
	errs   int
}

func (c *conns) server() *http.Server {
	return &http.Server{
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				c.opened++ // want goroutines/declared:`ConnState of a http.Server runs on many goroutines`
			}
		},
		TLSConfig: &tls.Config{GetCertificate: c.certificate},
	}
}

func (c *conns) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.hellos++ // want `GetCertificate of a tls.Config`
	return nil, nil
}

func (c *conns) proxy() *httputil.ReverseProxy {
	p := &httputil.ReverseProxy{ModifyResponse: func(*http.Response) error {
		c.dials++ // want `ModifyResponse of a httputil.ReverseProxy`
		return nil
	}}
	p.ErrorHandler = func(http.ResponseWriter, *http.Request, error) {
		c.errs++ // want `an HTTP handler`
	}
	return p
}

var made int

var asked int

var buffers = sync.Pool{New: func() any {
	made++ // want goroutines/declared:`New of a sync.Pool runs on many goroutines`
	return new(int)
}}

var pages = map[string]http.HandlerFunc{
	"/": func(http.ResponseWriter, *http.Request) {
		asked++ // want `an HTTP handler`
	},
}

func register(s *site2) func(path string, r chi.Router) {
	return func(path string, r chi.Router) { handleWith(r, path, s.later) }
}

func handleWith(r chi.Router, path string, h http.HandlerFunc) { r.Get(path, h) }

func (s *site2) later(http.ResponseWriter, *http.Request) {
	s.posts += 2 // want `an HTTP handler`
}

// Near misses.

type quietSite struct {
	mu     sync.Mutex
	hits   int
	parsed int
	seen   int
}

func (q *quietSite) routes(r chi.Router) {
	q.parsed++
	r.Get("/a", func(http.ResponseWriter, *http.Request) {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.hits++
	})
	r.HandleFunc("/b", func(w http.ResponseWriter, r *http.Request) {
		n := 0
		n++
		http.StripPrefix("/b", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { n++ })).ServeHTTP(w, r)
		strconv.Itoa(n)
	})
	r.Get("/c", func(w http.ResponseWriter, r *http.Request) {
		p := &page2{}
		p.render(w, r)
	})
}

// A page2 belongs to one request.
type page2 struct{ lines int }

func (p *page2) render(w http.ResponseWriter, r *http.Request) {
	p.lines++
	p.part(w, r)
}

func (p *page2) part(http.ResponseWriter, *http.Request) { p.lines++ }

// chain is what a framework with requests of its own hands from filter to filter.
type chain struct{ index int }

func (c *chain) next() { c.index++ }

func adapt(wrap func(http.Handler) http.Handler) func(http.ResponseWriter, *chain) {
	return func(w http.ResponseWriter, c *chain) {
		inner := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { c.next() })
		wrap(inner).ServeHTTP(w, nil)
	}
}

func localPool() int {
	n := 0
	p := sync.Pool{New: func() any {
		n++
		return new(int)
	}}
	p.Put(p.Get())
	p.Get()
	return n
}

func redirects() int {
	n := 0
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		n++
		return nil
	}}
	c.CloseIdleConnections()
	return n
}

// Direct is called by handlers of this package, one after the other under their lock.
func (q *quietSite) Direct(w http.ResponseWriter, r *http.Request) { q.seen++ }

func (q *quietSite) direct() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q.mu.Lock()
		q.Direct(w, r)
		q.mu.Unlock()
	})
}

func servedHere(q *quietSite) {
	var once http.HandlerFunc = func(http.ResponseWriter, *http.Request) { q.parsed++ }
	once.ServeHTTP(nil, nil)
}
