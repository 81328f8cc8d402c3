package good

import (
	"expvar"
	"fmt"
	"net/http"
	"strconv"

	"github.com/DataDog/datadog-go/v5/statsd"
	vm "github.com/VictoriaMetrics/metrics"
	armon "github.com/armon/go-metrics"
	kit "github.com/go-kit/kit/metrics"
	gometrics "github.com/hashicorp/go-metrics"
	rcrowley "github.com/rcrowley/go-metrics"
	"github.com/uber-go/tally"
	"go.opencensus.io/tag"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	k8s "k8s.io/component-base/metrics"
)

type bounded struct {
	otel   metric.Int64Counter
	scope  tally.Scope
	count  kit.Counter
	dd     *statsd.Client
	k8s    *k8s.CounterVec
	opened *expvar.Map
}

var routeKey tag.Key

func outcome(code int) string {
	if code < 400 {
		return "ok"
	}
	return "failed"
}

// The pattern of the route, in each library.
func (b *bounded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route := r.Pattern
	b.otel.Add(r.Context(), 1, metric.WithAttributes(attribute.String("route", route)))
	b.scope.Tagged(map[string]string{"route": route}).Counter("requests").Inc(1)
	b.scope.SubScope(route).Counter("requests").Inc(1)
	b.count.With("route", route).Add(1)
	b.dd.Incr("requests", []string{"route:" + route}, 1)
	b.k8s.WithLabelValues(route).Inc()
	b.opened.Add(route, 1)
	tag.Upsert(routeKey, route)
	vm.GetOrCreateCounter(fmt.Sprintf(`requests_total{route=%q}`, route)).Inc()
	gometrics.IncrCounterWithLabels([]string{"requests"}, 1, []gometrics.Label{{Name: "route", Value: route}})
	armon.IncrCounter([]string{"requests", route}, 1)
	rcrowley.GetOrRegisterCounter("requests."+route, nil).Inc(1)
}

// What a function of the program makes of it.
func (b *bounded) outcomes(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.FormValue("code"))
	if err != nil {
		return
	}
	b.otel.Add(r.Context(), 1, metric.WithAttributes(attribute.String("outcome", outcome(code))))
	b.scope.Tagged(map[string]string{"outcome": outcome(code)}).Counter("requests").Inc(1)
	b.count.With("outcome", outcome(code)).Add(1)
	b.dd.Incr("requests", []string{"outcome:" + outcome(code)}, 1)
	vm.GetOrCreateCounter(fmt.Sprintf(`outcomes_total{outcome=%q}`, outcome(code))).Inc()
	gometrics.IncrCounter([]string{"outcomes", outcome(code)}, 1)
	rcrowley.GetOrRegisterCounter("outcomes."+outcome(code), nil).Inc(1)
	tag.Insert(routeKey, outcome(code))
}
