package bad

import (
	"net/http"

	"github.com/counterlint/counterlint/runtime/label"
)

type caller struct{ Route, Addr string }

var (
	calls   label.Counter[caller]
	byEmail label.Histogram[string]
)

// A limit bounds the number of keys, and not what they tell.
func limited(w http.ResponseWriter, r *http.Request, u *user) {
	c := caller{Route: r.Pattern, Addr: r.RemoteAddr}
	calls.Inc(c)                                      // want `the client's address becomes the label Addr`
	calls.With(caller{r.Pattern, r.RemoteAddr}).Inc() // want `the client's address becomes the label Addr`
	byEmail.Record(u.Email, 1)                        // want `an email address becomes a label`
}
