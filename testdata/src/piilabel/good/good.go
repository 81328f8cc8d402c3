package good

import (
	"hash/fnv"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

var (
	sent   = promauto.NewCounterVec(prometheus.CounterOpts{Name: "sent_total", Help: "S."}, []string{"channel"})
	tokens = promauto.NewCounterVec(prometheus.CounterOpts{Name: "tokens_total", Help: "T."}, []string{"token_type"})
	mails  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "mails_total", Help: "M."}, []string{"email"})
	tenant = promauto.NewCounterVec(prometheus.CounterOpts{Name: "tenants_total", Help: "T."}, []string{"tenant"})
)

// Constants.
func constants(c metric.Int64Counter, r *http.Request) {
	sent.WithLabelValues("email").Inc()
	mails.WithLabelValues("none").Inc()
	c.Add(r.Context(), 1, metric.WithAttributes(attribute.String("email", "yes"), attribute.Int("ip_version", 4)))
}

// Kinds of things.
type login struct {
	TokenType, IPVersion, Channel, UserAgentFamily, Hostname string
	TenantID                                                 string
	Email                                                    string
}

func kinds(l login) {
	tokens.WithLabelValues(l.TokenType).Inc()
	sent.WithLabelValues(l.IPVersion).Inc()
	sent.WithLabelValues(l.Channel).Inc()
	sent.WithLabelValues(l.Hostname).Inc()
	tenant.WithLabelValues(l.TenantID).Inc()
}

// Closed before.
func closed(l login) {
	switch l.Email {
	case "root@localhost", "":
		mails.WithLabelValues(l.Email).Inc()
	default:
		mails.WithLabelValues("other").Inc()
	}
}

func domain(email string) string {
	if email == "" {
		return "none"
	}
	return "some"
}

func known(l login) { mails.WithLabelValues(domain(l.Email)).Inc() }

// Buckets of a hash.
func buckets(l login) {
	h := fnv.New32a()
	h.Write([]byte(l.Email))
	mails.WithLabelValues(strconv.Itoa(int(h.Sum32() % 16))).Inc()
}

// Something about it.
func about(l login) {
	sent.WithLabelValues(strconv.FormatBool(l.Email != "")).Inc()
	sent.WithLabelValues("x").Add(float64(len(l.Email)))
}

// Settings of the owner.
type mailConfig struct{ Email, Username string }

func settings(c mailConfig) { mails.WithLabelValues(c.Email).Inc() }

// Not a label.
func logged(l login) string {
	sent.WithLabelValues("x").Inc()
	return l.Email
}

// The length of it, and whether there is one.
func sizes(l login) {
	mails.WithLabelValues(strconv.Itoa(len(l.Email))).Inc()
	mails.WithLabelValues(strconv.FormatBool(l.Email != "")).Inc()
}

// One of a few that are written down.
var teams = map[string]string{"a@example.com": "a", "b@example.com": "b"}

func team(l login) { mails.WithLabelValues(teams[l.Email]).Inc() }

// Parts of the machinery, called like people.
type subscriber struct{ name string }

func (s *subscriber) received() { sent.WithLabelValues(s.name).Inc() }

type Member struct{ Name string }

func (m *Member) joined() { sent.WithLabelValues(m.Name).Inc() }

type Contact struct{ Name string }

func pinged(c Contact) { sent.WithLabelValues(c.Name).Inc() }
