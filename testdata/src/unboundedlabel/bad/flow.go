package bad

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	one    = promauto.NewCounterVec(prometheus.CounterOpts{Name: "one_total", Help: "O."}, []string{"value"})
	failed = promauto.NewCounterVec(prometheus.CounterOpts{Name: "failed_total", Help: "F."}, []string{"reason"})
)

// Transformations bound nothing.
func transform(w http.ResponseWriter, r *http.Request) {
	one.WithLabelValues(strings.ToLower(r.URL.Path)).Inc()                // want `the path of the request`
	one.WithLabelValues(strings.TrimPrefix(r.URL.Path, "/api")[:4]).Inc() // want `the path of the request`
	one.WithLabelValues(strings.Split(r.URL.Path, "/")[1]).Inc()          // want `the path of the request`
	one.WithLabelValues(fmt.Sprintf("%s %d", r.URL.Path, 1)).Inc()        // want `the path of the request`
	sum := sha256.Sum256([]byte(r.URL.Path))
	one.WithLabelValues(hex.EncodeToString(sum[:4])).Inc()      // want `the path of the request`
	one.WithLabelValues("x_" + r.Header.Get("X-Version")).Inc() // want `the header X-Version of the request`
	one.WithLabelValues(r.URL.Query().Get("q")).Inc()           // want `a query value`
	one.WithLabelValues(r.FormValue("f")).Inc()                 // want `a form value`
	one.WithLabelValues(r.PathValue("id")).Inc()                // want `a path value`
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	one.WithLabelValues(host).Inc() // want `the address of the client .*; the client's address is personal data besides`
	for name := range r.Header {
		one.WithLabelValues(name).Inc() // want `the headers of the request`
	}
}

// Through variables, branches, closures, fields and helpers.
type labels struct{ path, method string }

func newLabels(r *http.Request) labels { return labels{path: r.URL.Path, method: "x"} }

func (l labels) count() { one.WithLabelValues(l.path).Inc() } // want `the path of the request`

func branches(r *http.Request, short bool) {
	v := "short"
	if !short {
		v = r.URL.Path
	}
	one.WithLabelValues(v).Inc() // want `the path of the request`
	func() {
		one.WithLabelValues(v).Inc() // want `the path of the request`
	}()
	defer one.WithLabelValues(r.Host).Inc() // want `the Host header`
}

func name(r *http.Request) string {
	if r.URL.Path == "/" {
		return "root"
	}
	return r.URL.Path
}

func count(v string) { one.WithLabelValues(v).Inc() }

func countAll(vs ...string) { one.WithLabelValues(vs...).Inc() }

func helpers(w http.ResponseWriter, r *http.Request) {
	one.WithLabelValues(name(r)).Inc() // want `the path of the request`
	count(r.URL.Path)                  // want `the path of the request becomes the label value of one_total`
	count("fixed")
	countAll(r.URL.Path) // want `the path of the request`
	observe(r.Method)    // want `the method of the request`
}

func observe(method string) { observe2(method, 1) }

func observe2(m string, n float64) { one.With(prometheus.Labels{"value": m}).Add(n) }

// Only some ways are closed.
func sanitize(m string) string { // its name proves nothing
	if len(m) > 10 {
		return m[:10]
	}
	return m
}

func half(w http.ResponseWriter, r *http.Request) {
	one.WithLabelValues(sanitize(r.Method)).Inc() // want `the method of the request`
	switch m := r.Method; m {
	case "GET", "POST":
		one.WithLabelValues(m).Inc()
	default:
		one.WithLabelValues(m).Inc() // want `the method of the request`
	}
}

// A set that grows is no closed one.
var seen = map[string]bool{}

func learn(w http.ResponseWriter, r *http.Request) {
	seen[r.URL.Path] = true
	if seen[r.URL.Path] {
		one.WithLabelValues(r.URL.Path).Inc() // want `the path of the request`
	}
}

// Errors, times, ids.
func failures(err error, start time.Time) {
	failed.WithLabelValues(err.Error()).Inc()                                 // want `the text of an error becomes the label reason of failed_total.*; use a small set of classes of errors`
	failed.WithLabelValues(fmt.Sprint(err)).Inc()                             // want `the text of an error`
	failed.WithLabelValues(fmt.Sprintf("read: %v", errors.Unwrap(err))).Inc() // want `the text of an error`
	one.WithLabelValues(start.Format(time.RFC3339)).Inc()                     // want `a formatted time`
	one.WithLabelValues(strconv.FormatInt(time.Now().Unix(), 10)).Inc()       // want `a formatted time`
	vm.GetOrCreateCounter(fmt.Sprintf(`errors_total{err=%q}`, err)).Inc()     // want `the text of an error`
}

type order struct{ ID int64 }

type message struct {
	UserID    string
	RequestID string
}

func ids(o *order, m message) {
	one.WithLabelValues(strconv.FormatInt(o.ID, 10)).Inc() // want `the field order.ID, one value for each order`
	one.WithLabelValues(m.UserID).Inc()                    // want `the field message.UserID, one value for each user`
	one.WithLabelValues("r-" + m.RequestID).Inc()          // want `one value for each request`
}

// By the name of the label.
var bySession = promauto.NewCounterVec(prometheus.CounterOpts{Name: "by_session_total", Help: "S."}, []string{"session_id"})

type source interface{ Next() string }

type reader struct{ current string }

func sessions(rd *reader) {
	bySession.WithLabelValues(rd.current).Inc() // want `a value of which there is one for each session`
}

// Through a context.
type key struct{}

func put(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, r.URL.Path)))
	})
}

func take(ctx context.Context) {
	path, _ := ctx.Value(key{}).(string)
	one.WithLabelValues(path).Inc() // want `the path of the request`
}

// Addresses.
func accept(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	one.WithLabelValues(conn.RemoteAddr().String()).Inc() // want `the address of the peer`
}

// Series that go again.
var live = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "live", Help: "L."}, []string{"path"})

func churn(w http.ResponseWriter, r *http.Request) {
	live.WithLabelValues(r.URL.Path).Inc() // want churn/info:`the path of the request`
	defer live.DeleteLabelValues(r.URL.Path)
}

// A condition that a loop carries on.
func loops(r *http.Request, n int) {
	first := true
	for range n {
		ok := first || r.Host == "a"
		for i := 0; ok && i < 3; i++ {
			ok = ok && r.Method != "x"
			if ok {
				one.WithLabelValues(r.URL.Path).Inc() // want `the path of the request`
			}
		}
		first = ok
	}
}
