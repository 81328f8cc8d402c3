package good

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
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
