// Package label uses this project's labelled counters, which bound what they are given: nothing is to be reported.
package label

import (
	"net/http"

	"github.com/counterlint/counterlint/runtime/label"
)

type key struct{ path, agent string }

var requests label.Counter[key]

func handle(w http.ResponseWriter, r *http.Request) {
	requests.With(key{r.URL.Path, r.UserAgent()}).Inc()
}

// Routes wires the handler.
func Routes(mux *http.ServeMux) { mux.HandleFunc("/", handle) }
