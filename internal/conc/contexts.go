package conc

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/rule"
)

// An Evidence says why code may run beside other code on the same counter.
type Evidence struct {
	Level rule.Evidence
	Pos   token.Pos // of the start, the registration, the other access
	Text  string    // an English clause with file:line: "go statement in a loop at server.go:42"
}

// SingleWriter tells whether all writes of the counter are provably made by one goroutine.
func (m *Model) SingleWriter(k loc.Key) (why string, ok bool) { return "not analysed", true }

// Unshared tells whether the object of op is not yet, or never, reachable by another goroutine when op runs.
func (m *Model) Unshared(op *Op) (why string, ok bool) { return "not analysed", true }

// Concurrent returns what makes op run beside another write of its counter, the strongest evidence first.
func (m *Model) Concurrent(op *Op) []Evidence { return nil }

// Quiet joins the questions that silence a rule about a sequence a … b on one counter: Excluded, SingleWriter, Unshared, Gate.
func (m *Model) Quiet(a, b *Op) (why string, ok bool) { return "not analysed", true }

// Related turns evidence into related information.
func (m *Model) Related(evs []Evidence) []analysis.RelatedInformation {
	var rel []analysis.RelatedInformation
	for _, ev := range evs {
		rel = append(rel, analysis.RelatedInformation{Pos: ev.Pos, Message: ev.Text})
	}
	return rel
}
