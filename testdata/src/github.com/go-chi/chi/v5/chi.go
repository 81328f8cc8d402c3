// Package chi stands in for the router of that name in tests.
package chi

import "net/http"

func URLParam(r *http.Request, key string) string { return "" }

type Router interface {
	Get(pattern string, h http.HandlerFunc)
	HandleFunc(pattern string, h http.HandlerFunc)
}
