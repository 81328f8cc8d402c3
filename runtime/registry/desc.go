package registry

// What a metric says of itself, and the conventions that it is held against. The analyzer metricname has the same ones;
// testdata/names.txt is the judge of both.

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Desc describes a metric. Name and Help must be there.
type Desc struct {
	Name    string    // in snake_case; a counter ends in _total
	Help    string    // what it counts, for whoever meets it
	Unit    string    // a base unit, with which the name ends (before _total): seconds, bytes, ratio; "" says none
	PerUnit int64     // how many of what is counted are one of the name's unit: 1e9 for nanoseconds shown as seconds; 0 means 1
	Buckets []float64 // the bounds of a histogram in the name's unit, ascending; nil means DefaultBuckets
	Owner   string    // the team to ask
	Runbook string    // the address of the page to read when it alerts
}

// DefaultBuckets returns the bounds of histograms that were not given any, those of client_golang: for latencies in seconds.
func DefaultBuckets() []float64 { return []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10} }

// A Kind is what may be done with a number: the rate of a counter, the value of a gauge, the quantiles of a histogram.
type Kind uint8

// The kinds, in the order that Prometheus lists them.
const (
	Counter Kind = iota
	Gauge
	Histogram
)

// String returns the name that all formats have for a kind.
func (k Kind) String() string { return [...]string{"counter", "gauge", "histogram"}[k] }

// OverflowLabel is the label of the series that counts for all keys that a labelled metric did not let in; its value is "true".
const OverflowLabel = "otel_metric_overflow"

var (
	nameForm    = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	labelForm   = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	reserved    = []string{"le", "quantile", OverflowLabel}
	suffixes    = []string{"_bucket", "_count", "_sum", "_created"}
	notBaseUnit = map[string]string{}
)

func init() {
	for unit, words := range map[string]string{
		"seconds": "milliseconds millisecond millis ms msec msecs microseconds microsecond micros us usec usecs nanoseconds nanosecond " +
			"nanos ns nsec nsecs minutes hours days weeks secs",
		"bytes":   "kilobytes megabytes gigabytes terabytes kibibytes mebibytes gibibytes kb mb gb tb kib mib gib bits",
		"ratio":   "percent percentage",
		"celsius": "fahrenheit",
		"meters":  "kilometers millimeters",
	} {
		for word := range strings.FieldsSeq(words) {
			notBaseUnit[word] = unit
		}
	}
}

// check returns what is wrong with a description first, or nil.
func check(d Desc, kind Kind, labels []string) error {
	if !nameForm.MatchString(d.Name) {
		return fmt.Errorf("the name %q is not in snake_case: want lower-case letters, digits and underscores, a letter first", d.Name)
	}
	if err := checkText(d); err != nil {
		return err
	}
	base, total := strings.CutSuffix(d.Name, "_total")
	parts := strings.Split(base, "_")
	switch last := parts[len(parts)-1]; {
	case kind == Counter && !total:
		return errors.New("a counter's name ends in _total")
	case kind != Counter && total:
		return fmt.Errorf("the name ends in _total, which is for counters; this is a %v", kind)
	case len(parts) > 1 && notBaseUnit[last] != "":
		return fmt.Errorf("%s is no base unit: use %s, with PerUnit", last, notBaseUnit[last])
	case d.Unit != "" && d.Unit != base && !strings.HasSuffix(base, "_"+d.Unit):
		return fmt.Errorf("the unit is %s, and the name does not end in it", d.Unit)
	case len(parts) > 1 && slices.Contains(parts, kind.String()):
		return fmt.Errorf("the name has the type %v in it, which is said already", kind)
	}
	for _, suffix := range suffixes {
		if strings.HasSuffix(d.Name, suffix) {
			return fmt.Errorf("the end %s belongs to the series that formats make of a metric", suffix)
		}
	}
	return checkLabels(base, labels)
}

// checkText looks at all that is no name.
func checkText(d Desc) error {
	switch {
	case strings.TrimSpace(d.Help) == "":
		return errors.New("there is no help: say what it counts")
	case !utf8.ValidString(d.Help):
		return errors.New("the help is not valid UTF-8")
	case d.Unit != "" && !nameForm.MatchString(d.Unit):
		return fmt.Errorf("the unit %q is not in snake_case", d.Unit)
	case notBaseUnit[d.Unit] != "":
		return fmt.Errorf("%s is no base unit: use %s, with PerUnit", d.Unit, notBaseUnit[d.Unit])
	case d.PerUnit < 0:
		return fmt.Errorf("PerUnit is %d, want at least 0", d.PerUnit)
	}
	for i, b := range d.Buckets {
		if math.IsNaN(b) || math.IsInf(b, 0) || i > 0 && b <= d.Buckets[i-1] {
			return fmt.Errorf("the bounds %v of the buckets do not ascend", d.Buckets)
		}
	}
	if d.Runbook != "" {
		if u, err := url.Parse(d.Runbook); err != nil || u.Scheme == "" || u.Host == "" {
			return fmt.Errorf("the runbook %q is no absolute address", d.Runbook)
		}
	}
	return nil
}

// checkLabels looks at the labels of a metric, whose name is base and perhaps _total.
func checkLabels(base string, labels []string) error {
	for i, l := range labels {
		switch {
		case !labelForm.MatchString(l):
			return fmt.Errorf("the label %q is not in snake_case", l)
		case strings.HasPrefix(l, "__"), slices.Contains(reserved, l):
			return fmt.Errorf("the label %s is reserved", l)
		case slices.Contains(labels[:i], l):
			return fmt.Errorf("two labels are called %s", l)
		case strings.Contains(base+"_", "_by_"+l+"_"), strings.HasSuffix(base, "_per_"+l):
			return fmt.Errorf("the name has the label %s in it, and is wrong as soon as a query sums it away", l)
		}
	}
	return nil
}
