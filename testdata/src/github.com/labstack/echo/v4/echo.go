// Package echo stands in for the framework of that name in tests.
package echo

import "net/http"

type Context interface {
	Request() *http.Request
	Param(name string) string
	QueryParam(name string) string
	RealIP() string
	Path() string
}
