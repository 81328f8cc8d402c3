package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// Frameworks.
func ginHandler(c *gin.Context) {
	one.WithLabelValues(c.Param("id")).Inc()      // want `a path value of the request`
	one.WithLabelValues(c.Request.URL.Path).Inc() // want `the path of the request`
	one.WithLabelValues(c.GetHeader("X")).Inc()   // want `a header of the request`
	one.WithLabelValues(c.ClientIP()).Inc()       // want `the address of the client`
	one.WithLabelValues(c.Request.Method).Inc()   // want `the method of the request`
}

func echoHandler(c echo.Context) error {
	one.WithLabelValues(c.QueryParam("q")).Inc()    // want `a query value`
	one.WithLabelValues(c.Request().URL.Path).Inc() // want `the path of the request`
	one.WithLabelValues(c.RealIP()).Inc()           // want `the address of the client`
	return nil
}

func routers(w http.ResponseWriter, r *http.Request) {
	one.WithLabelValues(chi.URLParam(r, "id")).Inc() // want `a path value`
	one.WithLabelValues(mux.Vars(r)["id"]).Inc()     // want `a path value`
	one.WithLabelValues(r.Header["X-A"][0]).Inc()    // want `the header X-A`
	one.WithLabelValues(r.URL.Query()["q"][0]).Inc() // want `a query value`
	if ck, err := r.Cookie("session"); err == nil {
		one.WithLabelValues(ck.Value).Inc() // want `a cookie of the request`
	}
	if user, _, ok := r.BasicAuth(); ok {
		one.WithLabelValues(user).Inc() // want `the user name of the request`
	}
}

// gRPC.
func grpc(ctx context.Context) {
	md, _ := metadata.FromIncomingContext(ctx)
	one.WithLabelValues(md.Get("x")[0]).Inc() // want `metadata of the request`
	one.WithLabelValues(md["y"][0]).Inc()     // want `metadata of the request`
	if p, ok := peer.FromContext(ctx); ok {
		one.WithLabelValues(p.Addr.String()).Inc() // want `the address of the peer`
	}
}

// Ids, random numbers, statements, files, decoded input.
func more(db *sql.DB, table string, r *http.Request) {
	one.WithLabelValues(uuid.New().String()).Inc()      // want `a UUID`
	one.WithLabelValues(uuid.NewString()).Inc()         // want `a UUID`
	one.WithLabelValues(fmt.Sprint(uuid.New())).Inc()   // want `a UUID`
	one.WithLabelValues(strconv.Itoa(rand.Int())).Inc() // want `a random number`
	query := "select * from " + table
	db.Query(query)
	one.WithLabelValues(query).Inc() // want `the text of an SQL statement`
	var input map[string]int
	if json.NewDecoder(r.Body).Decode(&input) == nil {
		for k := range input {
			one.WithLabelValues(k).Inc() // want `the keys of input that was decoded`
		}
	}
}

var byFile = promauto.NewCounterVec(prometheus.CounterOpts{Name: "files_total", Help: "F."}, []string{"file"})

func files(dir string) {
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		byFile.WithLabelValues(path).Inc() // want `a path found in a walk through files becomes the label file`
		return err
	})
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		byFile.WithLabelValues(e.Name()).Inc() // want `the name of a file`
	}
}

// Constant labels, made for each request; a name; a label from the context.
func constant(reg *prometheus.Registry, r *http.Request) {
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "c_total", Help: "C.", ConstLabels: prometheus.Labels{"path": r.URL.Path}})) // want `the label path`
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "c_" + r.Method, Help: "C."}))                                               // want `a part of a metric's name`
}

type agentKey struct{}

func withAgent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), agentKey{}, r.UserAgent())))
	})
}

func instrumented(next http.Handler) http.Handler {
	return promhttp.InstrumentHandlerCounter(one, next, promhttp.WithLabelFromCtx("agent", func(ctx context.Context) string { // want `the User-Agent header becomes the label agent`
		s, _ := ctx.Value(agentKey{}).(string)
		return s
	}))
}

// Through an interface of the package.
type recorder interface{ hit(path string) }

type promRecorder struct{ v *prometheus.CounterVec }

func (p promRecorder) hit(path string) { p.v.WithLabelValues(path).Inc() }

func through(rec recorder, w http.ResponseWriter, r *http.Request) {
	rec.hit("/fixed")
	rec.hit(r.URL.Path) // want `the path of the request`
}
