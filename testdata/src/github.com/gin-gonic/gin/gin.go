// Package gin stands in for the framework of that name in tests.
package gin

import "net/http"

type Context struct{ Request *http.Request }

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
