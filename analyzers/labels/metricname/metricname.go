package metricname

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "metricname", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "labels",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q42", "Q76"},
	Overlaps:  []string{"promlinter"},
	Categories: []rule.Category{
		{ID: "help", Summary: "a metric without help"},
		{ID: "total", Summary: "a counter without _total, or something else with it"},
		{ID: "unit", Summary: "a unit that is no base unit"},
		{ID: "case", Summary: "camelCase"},
		{ID: "component", Summary: "the type, or a label, as a part of the name"},
		{ID: "reserved", Summary: "a label that Prometheus keeps for itself"},
		{ID: "label-in-name", Deep: true, Summary: "a label as a part of the name, without by or per before it"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	told := map[token.Pos]bool{}
	for _, d := range metricmodel.For(pass.Pass).Decls {
		at := d.Site()
		if !d.Ctor.Lib.Promlike || told[at.Pos()] {
			continue
		}
		if category, message := judge(d); message != "" {
			told[at.Pos()] = true
			pass.Report(report.Finding{Pos: at.Pos(), End: at.End(), Category: category, Message: message})
		}
	}
	return nil
}

// judge says what is wrong with a declaration first.
func judge(d *metricmodel.Decl) (category, message string) {
	name := d.Name.Value
	if name == "" {
		name = d.Base.Value
	}
	if name == "" {
		name = d.Name.Tail // the end at least
	}
	if name == "" {
		return "", ""
	}
	if d.HasHelp && d.Help.Known && d.Help.Value == "" {
		return "help", fmt.Sprintf("%s has no help text: whoever meets it has only its name to go by; say in Help what it counts, and in which unit", name)
	}
	if !d.Ctor.Desc {
		if msg := total(d, name); msg != "" {
			return "total", msg
		}
	}
	parts := strings.Split(strings.TrimSuffix(name, "_total"), "_")
	if msg := unit(name, parts); msg != "" {
		return "unit", msg
	}
	for _, s := range append([]string{name}, d.Labels...) {
		if camel.MatchString(s) {
			what := "name"
			if s != name {
				what = "label"
			}
			return "case", fmt.Sprintf("the %s %s is in camelCase: names in Prometheus are in snake_case, and queries miss this one", what, s)
		}
	}
	if msg := component(d, name, parts); msg != "" {
		return "component", msg
	}
	if msg := reserved(d, name); msg != "" {
		return "reserved", msg
	}
	for _, l := range d.Labels {
		if l != "" && slices.Contains(parts, l) {
			return "label-in-name", fmt.Sprintf("%s has its label %s in its name: the name is wrong as soon as a query sums that label away", name, l)
		}
	}
	return "", ""
}

var camel = regexp.MustCompile(`[a-z][A-Z]`)

// total holds the kind of the metric against the end of its name.
func total(d *metricmodel.Decl, name string) string {
	ends := strings.HasSuffix(name, "_total") || name == "total"
	switch {
	case d.Ctor.Kind == catalog.Counter && !ends:
		return fmt.Sprintf("the counter %s does not end in _total: the name hides that it only grows and that rate() belongs to it", name)
	case ends && d.Ctor.Kind != catalog.Counter && d.Ctor.Kind != catalog.Untyped:
		return fmt.Sprintf("the %s %s ends in _total: the name promises a counter, and rate() of a %s is wrong", d.Ctor.Kind, name, d.Ctor.Kind)
	}
	return ""
}

// base maps words for units to the base unit that stands in their place.
var base = map[string]string{
	"milliseconds": "seconds", "millisecond": "seconds", "millis": "seconds", "ms": "seconds", "msec": "seconds", "msecs": "seconds",
	"microseconds": "seconds", "microsecond": "seconds", "micros": "seconds", "us": "seconds", "usec": "seconds", "usecs": "seconds",
	"nanoseconds": "seconds", "nanosecond": "seconds", "nanos": "seconds", "ns": "seconds", "nsec": "seconds", "nsecs": "seconds",
	"minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds", "secs": "seconds",
	"kilobytes": "bytes", "megabytes": "bytes", "gigabytes": "bytes", "terabytes": "bytes", "kibibytes": "bytes", "mebibytes": "bytes",
	"gibibytes": "bytes", "kb": "bytes", "mb": "bytes", "gb": "bytes", "tb": "bytes", "kib": "bytes", "mib": "bytes", "gib": "bytes", "bits": "bytes",
	"percent": "ratio", "percentage": "ratio", "fahrenheit": "celsius", "kilometers": "meters", "millimeters": "meters",
}

// unit looks at the last part of the name, where a unit stands.
func unit(name string, parts []string) string {
	last := parts[len(parts)-1]
	if b := base[last]; b != "" && len(parts) > 1 {
		return fmt.Sprintf("%s is in %s, which is no base unit: dashboards and alerts expect _%s", name, last, b)
	}
	return ""
}

// component looks for the type of the metric, and for labels behind "by" and "per", among the parts of the name.
func component(d *metricmodel.Decl, name string, parts []string) string {
	if !d.Ctor.Desc && d.Ctor.Kind != catalog.Untyped && slices.Contains(parts, d.Ctor.Kind.String()) && len(parts) > 1 {
		return fmt.Sprintf("%s has its type in its name: the type is part of the metric already", name)
	}
	for _, l := range d.Labels {
		if l != "" && (strings.Contains(name, "_by_"+l+"_") || strings.HasSuffix(strings.TrimSuffix(name, "_total"), "_by_"+l) || strings.HasSuffix(strings.TrimSuffix(name, "_total"), "_per_"+l)) {
			return fmt.Sprintf("%s has its label %s in its name: the name is wrong as soon as a query sums that label away", name, l)
		}
	}
	return ""
}

// reserved looks for labels that Prometheus keeps for itself.
func reserved(d *metricmodel.Decl, name string) string {
	for _, l := range d.Labels {
		switch {
		case strings.HasPrefix(l, "__"):
			return fmt.Sprintf("the label %s of %s begins with __: such labels are internal to Prometheus and are dropped at the scrape", l, name)
		case l == "le" && d.Ctor.Kind == catalog.Histogram, l == "quantile" && d.Ctor.Kind == catalog.Summary:
			return fmt.Sprintf("the label %s of %s is kept for the %s itself: client_golang panics when the metric is created", l, name, d.Ctor.Kind)
		case l == "le" && !d.Ctor.Desc:
			return fmt.Sprintf("the label le of %s is kept for the bounds of histograms: queries take the metric for one", name)
		case l == "quantile" && !d.Ctor.Desc && d.Ctor.Kind != catalog.Gauge: // of a gauge quantilegauge speaks
			return fmt.Sprintf("the label quantile of %s is kept for summaries: queries take the metric for one", name)
		}
	}
	return ""
}
