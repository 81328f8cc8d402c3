// Package expvarx shows the metrics of a registry at /debug/vars, as one variable of the package expvar:
//
//	expvarx.Publish("metrics", &metrics)
//
// The value is one JSON object by the names of the metrics, and is valid JSON whatever stands in a label. A metric without labels is a
// number, one with labels a list of {"labels": {…}, "value": …}. A histogram is {"count", "sum", "buckets"}, with the number of values
// up to each bound. JSON has no infinities and no NaN; they are null.
package expvarx

import (
	"encoding/json"
	"expvar"
	"math"
	"strconv"

	"github.com/counterlint/counterlint/runtime/registry"
)

// Publish publishes a registry under a name. Like expvar.Publish, it panics if the name is taken.
func Publish(name string, r *registry.Registry) { expvar.Publish(name, Var(r)) }

// Var returns a registry as a variable.
func Var(r *registry.Registry) expvar.Var { return variable{r} }

type variable struct{ registry *registry.Registry }

// String returns the metrics as JSON.
func (v variable) String() string {
	b := []byte{'{'}
	for _, m := range v.registry.Metrics() {
		b = append(appendText(separated(b), m.Name), ':')
		if t := m.Table(); len(m.Labels) == 0 && len(t.Series) == 1 && !t.Series[0].Overflow {
			b = appendValue(b, m, &t.Series[0])
		} else {
			b = appendSeries(b, m, t)
		}
	}
	return string(append(b, '}'))
}

// appendSeries appends a list of series.
func appendSeries(b []byte, m *registry.Metric, t *registry.Table) []byte {
	b = append(b, '[')
	for i := range t.Series {
		s := &t.Series[i]
		b = append(separated(b), `{"labels":{`...)
		if s.Overflow {
			b = append(appendText(b, registry.OverflowLabel), `:"true"`...)
		}
		for i, value := range s.Values {
			b = append(appendText(separated(b), m.Labels[i]), ':')
			b = appendText(b, value)
		}
		b = append(appendValue(append(b, `},"value":`...), m, s), '}')
	}
	return append(b, ']')
}

// separated appends a comma behind what is not the first element.
func separated(b []byte) []byte {
	if last := b[len(b)-1]; last == '{' || last == '[' {
		return b
	}
	return append(b, ',')
}

func appendText(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		return append(b, `""`...) // a string is always JSON, so there is no way to come here
	}
	return append(b, text...)
}

func appendValue(b []byte, m *registry.Metric, s *registry.Series) []byte {
	if m.Kind == registry.Histogram {
		return appendDistribution(b, s.Distribution())
	}
	n := s.Number()
	if !n.IsFinite() {
		return append(b, "null"...)
	}
	return n.AppendTo(b)
}

func appendDistribution(b []byte, d registry.Distribution) []byte {
	b = strconv.AppendUint(append(b, `{"count":`...), d.Count(), 10)
	b = appendFloat(append(b, `,"sum":`...), d.Sum)
	b = append(b, `,"buckets":{`...)
	for bound, n := range d.AtMost() {
		b = append(strconv.AppendFloat(append(separated(b), '"'), bound, 'g', -1, 64), `":`...)
		b = strconv.AppendUint(b, n, 10)
	}
	return append(b, "}}"...)
}

func appendFloat(b []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, x, 'g', -1, 64)
}
