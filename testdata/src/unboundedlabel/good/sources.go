package good

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"google.golang.org/grpc/metadata"
)

func ginRoutes(e *gin.Engine) {
	e.GET("/a", ginGet)
	e.POST("/b", func(c *gin.Context) { one.WithLabelValues(c.Request.Method).Inc() })
}

func ginGet(c *gin.Context) {
	one.WithLabelValues(c.FullPath()).Inc()
	one.WithLabelValues(c.Request.Method).Inc()
}

func echoPath(c echo.Context) error {
	one.WithLabelValues(c.Path()).Inc()
	return nil
}

func outgoing(ctx context.Context) {
	md, _ := metadata.FromOutgoingContext(ctx)
	one.WithLabelValues(md.Get("x")[0]).Inc()
}

func small() {
	one.WithLabelValues(strconv.Itoa(rand.Intn(4))).Inc()
	one.WithLabelValues(fmt.Sprintf("%d", 3)).Inc()
}

func statement(db *sql.DB) {
	const query = "select 1"
	db.Query(query)
	one.WithLabelValues(query).Inc()
}

func cookies(c *http.Client, r *http.Response) {
	for _, ck := range r.Cookies() {
		one.WithLabelValues(ck.Value).Inc()
	}
}

// Once, when the process starts.
var info = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "info", Help: "I."}, []string{"started", "instance"})

func Start(t time.Time) { info.WithLabelValues(t.Format(time.RFC3339), uuid.NewString()).Set(1) }

func NewRegisterer(reg prometheus.Registerer) prometheus.Registerer {
	return prometheus.WrapRegistererWith(prometheus.Labels{"instance": uuid.NewString()}, reg)
}

// A probe: the metrics of one request.
func probe(w http.ResponseWriter, r *http.Request) {
	reg := prometheus.NewRegistry()
	up := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "up", Help: "U."}, []string{"target"})
	reg.MustRegister(up)
	up.WithLabelValues(r.URL.Query().Get("target")).Set(1)
}

// Settings.
func intervals(d time.Duration) { one.WithLabelValues(d.String()).Inc() }
