// Package shop sells things.
package shop

import (
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	purchases = promauto.NewCounter(prometheus.CounterOpts{Name: "shop_purchases_total", Help: "Orders that were placed."})
	carts     = promauto.NewCounter(prometheus.CounterOpts{Name: "shop_carts", Help: "Carts that were filled."})

	visits = promauto.NewCounter(prometheus.CounterOpts{Name: "shop_visits_total", Help: "Visits that began."})
	logins = promauto.NewCounterVec(prometheus.CounterOpts{Name: "shop_logins_total", Help: "Logins that succeeded."}, []string{"email"})
	paths  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "shop_paths_total", Help: "Pages that were asked for."}, []string{"path"})
	waits  = prometheus.NewCounter(prometheus.CounterOpts{Name: "waitMillis"})
	sales  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "shop_sales_total", Help: "shop sales"}, []string{"kind"})
)

// Order places an order.
func Order() { purchases.Inc() }

// Fill fills a cart.
func Fill() { carts.Inc() }

// A User visits.
type User struct{ Email string }

// A Door counts those who come in.
type Door struct {
	in     atomic.Int64 // those who came in
	opened int64        // openings so far
	asked  atomic.Int64
}

// ServeHTTP lets somebody in.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	visits.Inc()
	waits.Inc()
	paths.WithLabelValues(r.URL.Path).Inc()
	d.in.Add(1)
	d.opened++
	d.asked.Add(int64(r.ContentLength))
}

// Login greets a user.
func Login(u User) { logins.WithLabelValues(u.Email).Inc() }

// Sell sells something of a kind.
func Sell(kind string) { sales.WithLabelValues(kind).Inc() }

// Close tells how many came.
func (d *Door) Close() (in, opened, asked int64) {
	atomic.AddInt64(&d.opened, 0)
	n := d.in.Load()
	d.in.Store(0)
	return n, d.opened, d.asked.Load()
}
