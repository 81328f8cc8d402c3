package proof

import (
	"context"
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"
)

// router runs handlers that are registered at it, as a server would.
type router map[string]http.HandlerFunc

func (r router) Get(path string, h http.HandlerFunc)        { r[path] = h }
func (r router) HandleFunc(path string, h http.HandlerFunc) { r[path] = h }

func (r router) serve(path string) {
	together(func() { r[path](nil, &http.Request{}) }, func() { r[path](nil, &http.Request{}) })
}

func TestRaceRouted(t *testing.T)  { r := router{}; (&site2{}).routes(r); r.serve("/get") }
func TestRaceLiteral(t *testing.T) { r := router{}; (&site2{}).routes(r); r.serve("/post") }
func TestRaceLater(t *testing.T) {
	r := router{}
	register(&site2{})("/later", r)
	r.serve("/later")
}

func TestRaceGin(t *testing.T) {
	s := &site2{}
	together(func() { s.page(&gin.Context{}) }, func() { s.page(&gin.Context{}) })
}

func TestRaceInterceptor(t *testing.T) {
	call := func() {
		interceptors(shared)[0](context.Background(), nil, nil, func(context.Context, any) (any, error) { return nil, nil })
	}
	together(call, call)
}

var shared = &site2{}

func TestRaceIndex(t *testing.T) {
	f := &Front{}
	together(func() { f.Index(nil, nil) }, func() { f.Index(nil, nil) })
}

func TestRaceConnState(t *testing.T) {
	s := (&conns{}).server()
	together(func() { s.ConnState(nil, http.StateNew) }, func() { s.ConnState(nil, http.StateNew) })
}

func TestRaceCertificate(t *testing.T) {
	s := (&conns{}).server()
	ask := func() { s.TLSConfig.GetCertificate(nil) }
	together(ask, ask)
}

func TestRaceProxy(t *testing.T) {
	p := (&conns{}).proxy()
	together(func() { p.ModifyResponse(nil) }, func() { p.ModifyResponse(nil) })
}

func TestRaceErrorHandler(t *testing.T) {
	p := (&conns{}).proxy()
	together(func() { p.ErrorHandler(nil, nil, nil) }, func() { p.ErrorHandler(nil, nil, nil) })
}

func TestRacePool(t *testing.T) { together(func() { buffers.New() }, func() { buffers.New() }) }
func TestRaceTable(t *testing.T) {
	together(func() { pages["/"](nil, nil) }, func() { pages["/"](nil, nil) })
}

func TestQuietContracts(t *testing.T) {
	q := &quietSite{}
	r := router{}
	q.routes(r)
	serveOne := func(path string) func() {
		return func() {
			req, _ := http.NewRequest("GET", "http://h"+path, nil)
			r[path](nil, req)
		}
	}
	together(serveOne("/a"), serveOne("/a"), serveOne("/b"), serveOne("/b"), serveOne("/c"), serveOne("/c"))
	d := q.direct()
	together(func() { d.ServeHTTP(nil, nil) }, func() { d.ServeHTTP(nil, nil) })
	f := adapt(func(h http.Handler) http.Handler { return h })
	together(func() { f(nil, &chain{}) }, func() { f(nil, &chain{}) })
	localPool()
	redirects()
	servedHere(q)
}
