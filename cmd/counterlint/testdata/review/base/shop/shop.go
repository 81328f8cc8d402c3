// Package shop sells things.
package shop

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	orders = promauto.NewCounter(prometheus.CounterOpts{Name: "shop_orders_total", Help: "Orders that were placed."})
	stock  = promauto.NewGauge(prometheus.GaugeOpts{Name: "shop_stock_items", Help: "Things that can be sold."})
	carts  = promauto.NewGauge(prometheus.GaugeOpts{Name: "shop_carts", Help: "Carts that were filled."})
)

// Order places an order.
func Order() { orders.Inc() }

// Stock tells how much there is.
func Stock(n float64) { stock.Set(n) }

// Fill fills a cart.
func Fill() { carts.Inc() }
