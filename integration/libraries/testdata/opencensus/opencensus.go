// Package opencensus uses OpenCensus' tags as they are.
package opencensus

import (
	"net/http"

	"go.opencensus.io/stats"
	"go.opencensus.io/tag"
)

var (
	path     = tag.MustNewKey("path")
	requests = stats.Int64("requests", "Requests.", stats.UnitDimensionless)
)

func handle(w http.ResponseWriter, r *http.Request) {
	ctx, err := tag.New(r.Context(), tag.Upsert(path, r.URL.Path, tag.WithTTL(tag.TTLNoPropagation))) // want unboundedlabel "a row of the views"
	if err != nil {
		return
	}
	stats.Record(ctx, requests.M(1))
	_ = stats.RecordWithTags(ctx, []tag.Mutator{tag.Insert(path, r.Pattern)}, requests.M(1))
}

// Routes wires the handler.
func Routes(mux *http.ServeMux) { mux.HandleFunc("/", handle) }
