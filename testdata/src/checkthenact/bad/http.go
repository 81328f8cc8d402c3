package bad

import (
	"net/http"
	"sync/atomic"
)

// The literal that a middleware returns is a handler: it runs once for each request.
func Limit(max int64) func(http.Handler) http.Handler {
	var running atomic.Int64
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if running.Load() >= max {
				http.Error(w, "busy", http.StatusServiceUnavailable)
				return
			}
			running.Add(1) // want bound/error/declared:`running`
			defer running.Add(-1)
			next.ServeHTTP(w, r)
		})
	}
}
