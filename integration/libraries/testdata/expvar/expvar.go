// Package expvar uses the standard library's expvar as it is.
package expvar

import (
	"expvar"
	"net/http"
	"os/exec"
)

var (
	byPath = expvar.NewMap("paths")
	total  = expvar.NewInt("requests")
	twice  = expvar.NewInt("requests") // want dupmetric
)

func init() {
	expvar.Publish("commit", expvar.Func(func() any {
		out, err := exec.Command("git", "rev-parse", "HEAD").Output() // want slowscrape
		if err != nil {
			return nil
		}
		return string(out)
	}))
}

func handle(w http.ResponseWriter, r *http.Request) {
	byPath.Add(r.URL.Path, 1) // want unboundedlabel "an expvar.Map keeps every key"
	byPath.Add(r.Pattern, 1)
	total.Add(1)
	twice.Add(1)
	total.Set(total.Value() + 1) // want loadstore
}

// Routes wires the handler.
func Routes(mux *http.ServeMux) { mux.HandleFunc("/", handle) }
