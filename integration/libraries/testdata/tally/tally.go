// Package tally uses uber-go/tally, in the version of today and the one before, as it is.
package tally

import (
	"net/http"

	old "github.com/uber-go/tally"
	"github.com/uber-go/tally/v4"
)

type server struct {
	scope tally.Scope
	old   old.Scope
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.scope.Tagged(map[string]string{"path": r.URL.Path}).Counter("requests").Inc(1) // want unboundedlabel "the label path, without a bound: tally keeps a scope"
	s.scope.SubScope(r.Host).Counter("requests").Inc(1)                              // want unboundedlabel
	s.scope.Tagged(map[string]string{"route": r.Pattern}).Gauge("last").Update(1)
	s.old.Counter("requests." + r.URL.Path).Inc(1) // want unboundedlabel
	s.scope.Counter("requests").Inc(-1)            // want countdec
}
