package bad

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

var (
	logins = promauto.NewCounterVec(prometheus.CounterOpts{Name: "logins_total", Help: "L."}, []string{"user"})
	mails  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "mails_total", Help: "M."}, []string{"email"})
	phones = promauto.NewCounterVec(prometheus.CounterOpts{Name: "phones_total", Help: "P."}, []string{"kind", "phone_number"})
)

type user struct {
	Email, FirstName, Phone, ClientIP, name string
	APIToken                                string
}

func fields(u *user, c metric.Int64Counter, r *http.Request) {
	logins.WithLabelValues(u.Email).Inc()                                                // want personal/error:`an email address becomes the label user of logins_total \(the field user.Email\)`
	logins.WithLabelValues(strings.ToLower(u.FirstName)).Inc()                           // want `a person's name`
	logins.With(prometheus.Labels{"user": u.Phone}).Inc()                                // want `a phone number`
	c.Add(r.Context(), 1, metric.WithAttributes(attribute.String("client", u.ClientIP))) // want `the client's address becomes the label client`
	sum := sha256.Sum256([]byte(u.Email))
	logins.WithLabelValues(hex.EncodeToString(sum[:])).Inc()                   // want `an email address`
	logins.WithLabelValues(u.APIToken[:6]).Inc()                               // want `a credential`
	vm.GetOrCreateCounter(fmt.Sprintf(`logins_total{user=%q}`, u.Email)).Inc() // want `an email address becomes a part of a metric's name`
	func() { logins.WithLabelValues("u-" + u.FirstName).Inc() }()              // want `a person's name`
}

// By the name of the label.
func labels(u *user) {
	mails.WithLabelValues(u.name).Inc()               // want `an email address becomes the label email of mails_total`
	phones.WithLabelValues("mobile", lookup(u)).Inc() // want `a phone number becomes the label phone_number`
}

func lookup(u *user) string { return strings.TrimSpace(u.name) }

// By the name of a parameter, and through a helper.
func login(email string) { logins.WithLabelValues(email).Inc() } // want `an email address becomes the label user of logins_total \(the parameter email\)`

func count(v string) { logins.WithLabelValues(v).Inc() }

func counted(u user) {
	count(u.Email) // want `an email address`
	count("nobody")
}

// People, unmistakably.
type Employee struct{ Name string }

type Patient struct{ name string }

func people(e *Employee, p Patient) {
	logins.WithLabelValues(e.Name).Inc() // want `a person's name`
	logins.WithLabelValues(p.name).Inc() // want `a person's name`
}
