package review

import (
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/inventory"
)

// The checks on the number itself: what holds it, and which way it goes.

var raceRules = []string{
	"lostupdate", "racyread", "mixedatomic", "copiedatomic", "loadstore", "splitreset", "checkthenact", "addload", "casmisuse", "countermap", "tornsnapshot",
	"publishedwrite", "misaligned64", "onceflag",
}

func (c *checker) primitive(it *inventory.Item) Answer {
	if ev := c.found(it, append([]string{"mutexcounter", "mutexatomic", "falsesharing", "shardpick", "runtimelink", "narrowtotal"}, raceRules...)...); len(ev) > 0 {
		return answer(Fail, it.Primitive+" is not used as it has to be", ev...)
	}
	made := at(it.Place, it.Primitive)
	switch lib := libraryOf(it); {
	case lib == prometheus && isMetric(it), lib == otel && !strings.Contains(it.Primitive, "Observable"), lib == victoria && isMetric(it), lib == own:
		return answer(Pass, "a "+it.Primitive+" of "+lib.String()+", safe for any number of goroutines", made)
	case lib == expvar && (it.Primitive == "Int" || it.Primitive == "Float"):
		return answer(Pass, "expvar."+it.Primitive+", which is atomic", made)
	case lib == handmade && strings.HasPrefix(it.Primitive, "atomic."):
		return answer(Pass, it.Primitive+", which allows no plain access", made)
	case lib == handmade && strings.Contains(it.Primitive, " under ") && c.alwaysLocked(it):
		return answer(Pass, it.Primitive+", held at every use that is seen", usesEvidence(it.Writers)...)
	}
	return answer(Human, "whether "+orSome(it.Primitive)+" suits how it is used does not show in the code alone", made)
}

// isMetric tells whether a primitive is one of the plain kinds of a library, and neither computed by a function nor a constant.
func isMetric(it *inventory.Item) bool {
	if libraryOf(it) == victoria && it.Primitive == "Gauge" && len(it.Writers) == 0 {
		return false // a function computes it
	}
	switch it.Primitive {
	case "Counter", "CounterVec", "Gauge", "GaugeVec", "Histogram", "HistogramVec", "Summary", "SummaryVec", "FloatCounter":
		return true
	}
	return false
}

// alwaysLocked tells whether one lock is held at each use.
func (c *checker) alwaysLocked(it *inventory.Item) bool {
	if len(it.Writers) == 0 || len(it.Readers)+len(it.Exposed) == 0 { // reads that are not seen may need no lock, or lack one
		return false
	}
	_, lock, _ := strings.Cut(it.Primitive, " under ")
	for _, uses := range [][]inventory.Use{it.Writers, it.Readers, it.Exposed} {
		for _, u := range uses {
			held := false
			for _, l := range u.Locks {
				held = held || strings.TrimSuffix(l, " (for reading)") == lock
			}
			if !held {
				return false
			}
		}
	}
	return true
}

func (c *checker) monotonic(it *inventory.Item) Answer {
	switch it.Kind {
	case inventory.Gauge, inventory.UpDown, inventory.Histogram, inventory.Summary:
		return answer(None, "a "+kindWord(it.Kind)+" need not only grow")
	case inventory.Sequence:
		return answer(None, "it hands out numbers, and counts nothing")
	case inventory.Unknown:
		return answer(Human, "what kind of metric it is does not show in the code", at(it.Place, it.Primitive))
	}
	if ev := c.found(it, "countdec"); len(ev) > 0 {
		return answer(Fail, "it is lowered, set back or reset", ev...)
	}
	if libraryOf(it) == prometheus && (it.Primitive == "Counter" || it.Primitive == "CounterVec") {
		return answer(Pass, "a "+it.Primitive+" of Prometheus cannot be lowered", at(it.Place, it.Primitive))
	}
	if libraryOf(it) == handmade && !strings.HasPrefix(it.Primitive, "atomic.") {
		return answer(Human, "plain writes to a "+it.Primitive+" are not seen", at(it.Place, it.Primitive))
	}
	for _, u := range it.Writers {
		if !c.raises(u) {
			return answer(Human, "whether "+u.What+" only ever raises it is not known here", usesEvidence([]inventory.Use{u})...)
		}
	}
	if len(it.Writers) == 0 {
		return answer(Human, "nothing that raises it was found", at(it.Place, it.Primitive))
	}
	return answer(Pass, "each write that is seen raises it", usesEvidence(it.Writers)...)
}

func (c *checker) exposition(it *inventory.Item) Answer {
	if ev := c.found(it, "metricapi", "dupmetric"); len(ev) > 0 {
		return answer(Fail, "it does not reach a registry as it should", ev...)
	}
	if libraryOf(it) == victoria && !slices.ContainsFunc(it.Exposed, func(u inventory.Use) bool { return u.What == "made in the global registry" }) {
		return answer(Human, "whether the set that it is made in gets out does not show", usesEvidence(it.Exposed)...)
	}
	if len(it.Exposed) > 0 {
		return answer(Pass, "it is exposed", usesEvidence(it.Exposed)...)
	}
	if it.Kind == inventory.Sequence {
		return answer(None, "it hands out numbers, and counts nothing")
	}
	if len(it.Readers) > 0 {
		return answer(Human, "the program reads it; whether that gets out does not show", usesEvidence(it.Readers)...)
	}
	if libraryOf(it) == otel {
		return answer(Human, "its meter exports it if the program sets up a provider", at(it.Place, it.Primitive))
	}
	return answer(Human, "nothing that registers or reads it was found", at(it.Place, it.Primitive))
}

func orSome(s string) string {
	if s == "" {
		return "what holds it"
	}
	return s
}
