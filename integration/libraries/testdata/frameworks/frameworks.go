// Package frameworks takes label values from requests of gin, echo, chi, mux and gRPC as they are.
package frameworks

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

var hits = promauto.NewCounterVec(prometheus.CounterOpts{Name: "app_hits_total", Help: "Hits."}, []string{"what"})

func ofGin(c *gin.Context) {
	hits.WithLabelValues(c.Param("name")).Inc() // want unboundedlabel
	hits.WithLabelValues(c.FullPath()).Inc()
}

func ofEcho(c echo.Context) error {
	hits.WithLabelValues(c.QueryParam("q")).Inc() // want unboundedlabel
	hits.WithLabelValues(c.Path()).Inc()
	return nil
}

func ofChi(w http.ResponseWriter, r *http.Request) {
	hits.WithLabelValues(chi.URLParam(r, "name")).Inc() // want unboundedlabel
	hits.WithLabelValues(chi.RouteContext(r.Context()).RoutePattern()).Inc()
}

func ofMux(w http.ResponseWriter, r *http.Request) {
	hits.WithLabelValues(mux.Vars(r)["name"]).Inc() // want unboundedlabel
	if template, err := mux.CurrentRoute(r).GetPathTemplate(); err == nil {
		hits.WithLabelValues(template).Inc()
	}
}

func ofGRPC(ctx context.Context) {
	if md, ok := metadata.FromIncomingContext(ctx); ok && len(md.Get("client")) > 0 {
		hits.WithLabelValues(md.Get("client")[0]).Inc() // want unboundedlabel
	}
	if p, ok := peer.FromContext(ctx); ok {
		hits.WithLabelValues(p.Addr.String()).Inc() // want piilabel,unboundedlabel
	}
	hits.WithLabelValues(uuid.NewString()).Inc() // want unboundedlabel
}

// Routes wires the handlers.
func Routes(g *gin.Engine, e *echo.Echo, c chi.Router, m *mux.Router) {
	g.GET("/:name", ofGin)
	e.GET("/:name", ofEcho)
	c.Get("/{name}", ofChi)
	m.HandleFunc("/{name}", ofMux)
	ofGRPC(context.Background())
}
