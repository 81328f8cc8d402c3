// Package piilabel finds personal data in labels.
//
// # Analyzer piilabel
//
// piilabel: report personal data in a label of a metric
//
// # What it reports
//
// A value that gets into the identity of a series (see unboundedlabel for the libraries) and that is an email address, the name of a user
// or person, a phone number, the address of a client, a token, password or key, or the name in a certificate: because of where it comes
// from (RemoteAddr, BasicAuth, the Authorization header, a certificate's CommonName), or because the label, or the field or parameter that it
// comes from, is called so. A hash or a prefix of such a value is one of them.
//
// # Why it matters
//
// Metrics are kept for long, copied to many systems and readable by many people; nothing in them can be found again to be deleted.
//
// # Bad
//
//	package server
//
//	import (
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var logins = promauto.NewCounterVec(prometheus.CounterOpts{Name: "logins_total", Help: "Logins."}, []string{"email"})
//
//	type User struct{ Email string }
//
//	func Login(u User) { logins.WithLabelValues(u.Email).Inc() }
//
// # Good
//
//	package server
//
//	import (
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var logins = promauto.NewCounterVec(prometheus.CounterOpts{Name: "logins_total", Help: "Logins."}, []string{"channel"})
//
//	func Login() { logins.WithLabelValues("email").Inc() }
//
// # Limits
//
// It is silent for constants, for values that are compared with constants or found in a static list before, for numbers such as the
// bucket of a hash, and for tenants. Where the value is unbounded by its source as well, unboundedlabel reports it and names piilabel.
//
// # Fix safety
//
// There is none: the label has to go, and its readers must know.
//
// # See also
//
// The analyzer unboundedlabel.
package piilabel
