package review

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/inventory"
)

// The checks on labels and words.

// manySeries is the number above which a bound is no comfort by itself.
const manySeries = 10_000

func (c *checker) cardinality(it *inventory.Item) Answer {
	if ev := c.found(it, "unboundedlabel", "keygrowth", "seriesleak"); len(ev) > 0 {
		return answer(Fail, "the number of its series has no bound", ev...)
	}
	if libraryOf(it) == handmade {
		return answer(None, "a variable of the program, which is no series by itself")
	}
	n := seriesOf(it)
	if len(it.Labels) == 0 {
		switch {
		case c.source(it.Place.File).says(it.Place.Line, "ConstLabels"):
			return answer(Human, "how many constant labels it is made with does not show", at(it.Place, it.Primitive))
		case n == 0:
			return answer(Human, "its name is computed, so that there may be many of it", at(it.Place, it.Expr))
		case n == 1:
			return answer(Pass, "no labels: 1 series in each registry that it is made for"+perBucket(it), at(it.Place, it.Primitive))
		}
		return answer(Pass, fmt.Sprintf("%d series, whose labels are written into their names%s", n, perBucket(it)), usesEvidence(it.Exposed)...)
	}
	var evidence []Evidence
	for _, l := range it.Labels {
		text := "label " + l.Name + ": " + valuesOf(l)
		if l.Source != "" {
			text += " (" + l.Source + ")"
		}
		place := l.Place
		if place.Line == 0 {
			place = it.Place
		}
		evidence = append(evidence, at(place, text))
	}
	for _, l := range it.Labels {
		switch {
		case l.Values == "unbounded":
			return answer(Human, "label "+l.Name+" looks unbounded, which no rule is sure of", evidence...)
		case c.fromMap(l):
			return answer(Human, "label "+l.Name+" comes out of a map that may change on its way", evidence...)
		}
	}
	switch {
	case n == 0:
		return answer(Human, "how many values its labels can have is not known", evidence...)
	case n > manySeries:
		return answer(Human, fmt.Sprintf("bounded, but by %d series", n), evidence...)
	}
	return answer(Pass, fmt.Sprintf("at most %d series%s", n, perBucket(it)), evidence...)
}

// hasBuckets tells whether each series of an item is one for each bucket or quantile.
func hasBuckets(it *inventory.Item) bool {
	return it.Kind == inventory.Histogram || it.Kind == inventory.Summary
}

func perBucket(it *inventory.Item) string {
	if hasBuckets(it) {
		return ", times the number of buckets or quantiles"
	}
	return ""
}

// seriesOf is how many series an item has at most in one process; 0: not known. Those of VictoriaMetrics/metrics have their labels in their
// names: there each place that makes one is a series of its own.
func seriesOf(it *inventory.Item) int {
	switch {
	case it.Expr != "" || !known(strings.SplitN(it.Name, "{", 2)[0]):
		return 0
	case len(it.Labels) == 0 && libraryOf(it) == victoria:
		return max(1, len(it.Exposed))
	case len(it.Labels) == 0:
		return 1
	case slices.ContainsFunc(it.Labels, func(l inventory.Label) bool { return l.Bound == 0 }):
		return 0
	}
	return it.Series
}

func (c *checker) privacy(it *inventory.Item) Answer {
	if ev := c.found(it, "piilabel"); len(ev) > 0 {
		return answer(Fail, "personal data becomes a label", ev...)
	}
	if len(it.Labels) == 0 {
		if it.Expr != "" {
			return answer(Human, "its name is computed; from what is for a person to see", at(it.Place, it.Expr))
		}
		return answer(None, "it has no labels")
	}
	var evidence []Evidence
	for _, l := range it.Labels {
		if l.Bound == 0 || l.Bound != len(l.Known) || c.fromMap(l) { // those that are known need not be all
			return answer(Human, "what gets into label "+l.Name+" is not known", at(orPlace(l.Place, it.Place), "label "+l.Name+": "+l.Values))
		}
		evidence = append(evidence, at(orPlace(l.Place, it.Place), "label "+l.Name+": "+strings.Join(l.Known, ", ")))
	}
	return answer(Pass, "all values of its labels are constants of the program", evidence...)
}

func orPlace(p, otherwise inventory.Place) inventory.Place {
	if p.Line == 0 {
		return otherwise
	}
	return p
}

var (
	snake     = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)+$`) // with a prefix
	dotted    = regexp.MustCompile(`^[a-z][a-z0-9]*([._][a-z0-9]+)+$`)
	typeWords = regexp.MustCompile(`(^|_)(counter|gauge|histogram|summary)(_|$)`)
	odd       = regexp.MustCompile(`(^|_)(ms|msec|millis|milliseconds|us|usec|micros|microseconds|ns|nanos|nanoseconds|minutes|hours|days|kb|mb|gb|kib|mib|gib|kilobytes|megabytes|gigabytes|bits|percent|pct|percentage|fahrenheit)(_total)?$`)
)

func (c *checker) naming(it *inventory.Item) Answer {
	if ev := c.found(it, "metricname", "metricunit"); len(ev) > 0 {
		if !onlyHelp(ev) {
			return answer(Fail, "the name or its unit breaks a convention", ev...)
		}
	}
	lib := libraryOf(it)
	if lib == handmade {
		return answer(None, "a variable of the program, which has no name outside")
	}
	name, _, _ := strings.Cut(it.Name, "{")
	made := at(it.Place, it.Name)
	if !known(name) {
		return answer(Human, "the name is put together when the program runs", at(it.Place, it.Expr))
	}
	total := strings.HasSuffix(name, "_total")
	switch {
	case lib == otel:
		if dotted.MatchString(name) && !total && !odd.MatchString(name) {
			return answer(Pass, quoted(name)+" is lower case, in a namespace, without the suffixes of other systems", made)
		}
	case lib != prometheus && lib != victoria && lib != own:
		return answer(Human, "no convention for names of "+it.Library+" is known", made)
	case snake.MatchString(name) && !typeWords.MatchString(name) && !odd.MatchString(name):
		switch {
		case it.Kind == inventory.Counter && total:
			return answer(Pass, quoted(name)+" is in lower case with a prefix, and ends in _total as a counter does", made)
		case it.Kind == inventory.Gauge && !total, it.Kind == inventory.Histogram && !total && it.Unit != "", it.Kind == inventory.Summary && !total && it.Unit != "":
			return answer(Pass, quoted(name)+" is in lower case with a prefix, and in a base unit if in any", made)
		}
	}
	return answer(Human, "whether "+quoted(name)+" follows the convention of the team is not known here", made)
}

// onlyHelp tells whether the findings of metricname are about the help text alone.
func onlyHelp(ev []Evidence) bool {
	return !slices.ContainsFunc(ev, func(e Evidence) bool { return !isHelp(e) })
}

func isHelp(e Evidence) bool {
	return strings.Contains(e.Text, "[metricname]") && strings.Contains(e.Text, "help")
}

func (c *checker) help(it *inventory.Item) Answer {
	for _, e := range c.found(it, "metricname") {
		if isHelp(e) {
			return answer(Fail, "it has no help text", e)
		}
	}
	lib := libraryOf(it)
	switch {
	case it.Help == "" && (lib == victoria || lib == expvar):
		return answer(None, lib.String()+" has no help texts")
	case lib == handmade && len(it.Exposed) == 0 && it.Help == "":
		return answer(Human, "no comment says what it counts", at(it.Place, it.Name))
	case it.Help == "":
		return answer(Human, "no help text was found", at(it.Place, it.Name))
	case echoes(it.Help, it.Name):
		return answer(Human, "the text says what the name says: "+quoted(it.Help), at(it.Place, it.Help))
	}
	return answer(Pass, quoted(oneLine(it.Help)), at(it.Place, ""))
}

// echoes tells whether a text has no word that the name has not.
func echoes(help, name string) bool {
	words := strings.FieldsFunc(strings.ToLower(help), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	name = strings.ToLower(name)
	for _, w := range words {
		if !strings.Contains(name, strings.TrimSuffix(w, "s")) && !slices.Contains([]string{"the", "of", "a", "an", "number", "total", "count"}, w) {
			return false
		}
	}
	return true
}
