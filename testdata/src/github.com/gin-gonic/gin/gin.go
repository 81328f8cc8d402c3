// Package gin stands in for the framework of that name in tests.
package gin

import "net/http"

// errorMsgs are the errors of a request.
type errorMsgs []*Error

func (a errorMsgs) String() string { return "" }

type Error struct{ Err error }

type Context struct {
	Request *http.Request
	Errors  errorMsgs
}

func (c *Context) DefaultQuery(key, defaultValue string) string { return "" }
func (c *Context) GetQuery(key string) (string, bool)           { return "", false }
func (c *Context) PostForm(key string) string                   { return "" }
func (c *Context) Cookie(name string) (string, error)           { return "", nil }

func (c *Context) Param(key string) string     { return "" }
func (c *Context) Query(key string) string     { return "" }
func (c *Context) GetHeader(key string) string { return "" }
func (c *Context) ClientIP() string            { return "" }
func (c *Context) FullPath() string            { return "" }

type HandlerFunc func(*Context)

type Engine struct{ RouterGroup }

type RouterGroup struct{ _ int }

type IRoutes interface{ routes() }

func (g *RouterGroup) GET(path string, handlers ...HandlerFunc) IRoutes  { return nil }
func (g *RouterGroup) POST(path string, handlers ...HandlerFunc) IRoutes { return nil }
func (g *RouterGroup) Any(path string, handlers ...HandlerFunc) IRoutes  { return nil }
