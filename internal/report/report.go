package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/rule"
)

// A Policy says what a host wants to see. It gates diagnostics, never what is recorded.
type Policy struct {
	MinSeverity    finding.Severity
	Deep           bool // levels of evidence below the precision bar too
	Tests          bool // _test.go files are evidence and are reported on
	SingleFile     bool // the host cannot apply a fix that spans files
	LeaveCopylocks bool // the host runs vet's copylocks: do not repeat it
}

// Default is the policy of a host that says nothing.
var Default = Policy{MinSeverity: finding.Warning}

// A Record is one finding while it still lives in the analysis world.
type Record struct {
	Rule     *rule.Rule
	Category rule.Category
	Severity finding.Severity
	Evidence rule.Evidence
	Deep     bool // Category.Deep or Finding.Deep
	Pos, End token.Pos
	Message  string
	Also     []string
	Related  []analysis.RelatedInformation
	Fix      *Fix
	Withheld error // why the fix that the rule made is not offered: applied alone, it does not compile
}

// A Fix is the one repair offered with a finding.
type Fix struct {
	Message string
	Class   finding.FixClass
	Edits   []analysis.TextEdit
}

// A Finding is what a rule hands in. Pos and Message are compulsory.
type Finding struct {
	Pos, End token.Pos // End may be NoPos: the finding is a point
	Category string    // ID of the sub-case; "": the rule's first
	Severity finding.Severity
	Evidence rule.Evidence // "": structural
	Deep     bool
	Message  string
	Also     []string
	Related  []analysis.RelatedInformation
	Fix      *Fix
}

// A Log collects the records of one package. It may be used from several goroutines.
type Log struct {
	Policy Policy

	pass    *analysis.Pass
	ignores *ignores
	files   map[*token.File]*fileInfo

	mu      sync.Mutex
	records []Record
}

type fileInfo struct {
	syntax    *ast.File
	generated bool
	test      bool
}

// Analyzer reads the ignore comments of a package and yields its [*Log]. Every rule requires it. Its flags set the policy in
// hosts that are driven by flags; our driver makes its own log with [NewLog] instead.
var Analyzer = newAnalyzer()

func newAnalyzer() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:             "counterlintreport",
		Doc:              "gates and collects the findings of counterlint's rules",
		URL:              rule.URL("index"),
		ResultType:       reflect.TypeFor[*Log](),
		RunDespiteErrors: true,
	}
	minSeverity := a.Flags.String("min-severity", string(Default.MinSeverity), "report findings of this severity and above: info, warning or error")
	deep := a.Flags.Bool("deep", false, "report levels of evidence below the precision bar too")
	tests := a.Flags.Bool("tests", false, "report on _test.go files, and use them as evidence")
	leave := a.Flags.Bool("leave-copylocks", false, "leave to vet's copylocks what it reports too")
	a.Run = func(pass *analysis.Pass) (any, error) {
		p := Policy{MinSeverity: finding.Severity(*minSeverity), Deep: *deep, Tests: *tests, LeaveCopylocks: *leave}
		if p.MinSeverity.Rank() == 0 {
			return nil, fmt.Errorf("min-severity is %q, want info, warning or error", *minSeverity)
		}
		return NewLog(pass, p), nil
	}
	return a
}

// NewLog makes the log of one package.
func NewLog(pass *analysis.Pass, p Policy) *Log {
	l := &Log{Policy: p, pass: pass, files: map[*token.File]*fileInfo{}}
	for _, f := range pass.Files {
		tf := pass.Fset.File(f.FileStart)
		name := pass.Fset.Position(f.Package).Filename
		l.files[tf] = &fileInfo{syntax: f, generated: ast.IsGenerated(f), test: strings.HasSuffix(name, "_test.go")}
	}
	l.ignores = readIgnores(pass.Fset, pass.Files)
	return l
}

// For returns the log of the package that pass analyses. The pass's analyzer must require [Analyzer].
func For(pass *analysis.Pass) *Log { return pass.ResultOf[Analyzer].(*Log) }

// IsTest tells whether pos lies in a _test.go file.
func (l *Log) IsTest(pos token.Pos) bool {
	f := l.files[l.pass.Fset.File(pos)]
	return f != nil && f.test
}

// Evidence tells whether code at pos may serve as evidence: not in a test file, unless tests were asked for.
func (l *Log) Evidence(pos token.Pos) bool { return l.Policy.Tests || !l.IsTest(pos) }

// Reported tells whether a finding at pos could be shown at all. Rules may ask it to leave early.
func (l *Log) Reported(pos token.Pos) bool {
	f := l.files[l.pass.Fset.File(pos)]
	return f != nil && !f.generated && (l.Policy.Tests || !f.test)
}

// Records returns what was reported, in order of position, analyzer and message.
func (l *Log) Records() []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.SortStableFunc(l.records, func(a, b Record) int {
		if a.Pos != b.Pos {
			return int(a.Pos) - int(b.Pos)
		}
		if c := strings.Compare(a.Rule.Name(), b.Rule.Name()); c != 0 {
			return c
		}
		return strings.Compare(a.Message, b.Message)
	})
	return slices.Clone(l.records)
}

// add gates a finding of r and records it.
func (l *Log) add(pass *analysis.Pass, r *rule.Rule, f Finding) {
	if !l.Reported(f.Pos) {
		return
	}
	cat, ok := r.Category(f.Category)
	if !ok {
		panic(fmt.Sprintf("rule %s reports unknown category %q", r.Name(), f.Category))
	}
	if l.ignores.match(pass.Fset, f.Pos, append([]string{r.Name()}, f.Also...)) {
		return
	}
	rec := Record{
		Rule: r, Category: cat, Severity: firstSet(f.Severity, cat.Severity, r.Severity), Evidence: f.Evidence, Deep: f.Deep || cat.Deep,
		Pos: f.Pos, End: f.End, Message: f.Message, Also: f.Also, Related: f.Related,
	}
	if rec.Evidence == "" {
		rec.Evidence = rule.Structural
	}
	if !rec.End.IsValid() {
		rec.End = rec.Pos
	}
	if f.Fix != nil {
		if rec.Withheld = l.compiles(pass, f.Fix.Edits); rec.Withheld == nil {
			rec.Fix = f.Fix
		}
	}
	l.mu.Lock()
	l.records = append(l.records, rec)
	l.mu.Unlock()
	l.emit(pass, rec)
}

func firstSet(ss ...finding.Severity) finding.Severity {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// emit shows the record to hosts that read diagnostics, as far as the policy allows.
func (l *Log) emit(pass *analysis.Pass, rec Record) {
	p := l.Policy
	if rec.Severity.Rank() < p.MinSeverity.Rank() || rec.Deep && !p.Deep || p.LeaveCopylocks && rec.Category.Upstream == "copylocks" {
		return
	}
	d := analysis.Diagnostic{
		Pos: rec.Pos, End: rec.End, Category: rec.Category.ID, Message: rec.Message, URL: rec.Rule.Analyzer.URL, Related: rec.Related,
	}
	if fix := rec.Fix; fix != nil && fix.Class == finding.Safe {
		if p.SingleFile && spansFiles(pass.Fset, fix.Edits) {
			d.Message += "; run counterlint -fix ./... to apply the fix, which spans files"
		} else {
			d.SuggestedFixes = []analysis.SuggestedFix{{Message: fix.Message, TextEdits: fix.Edits}}
		}
	}
	pass.Report(d)
}

func spansFiles(fset *token.FileSet, edits []analysis.TextEdit) bool {
	return slices.ContainsFunc(edits, func(e analysis.TextEdit) bool { return fset.File(e.Pos) != fset.File(edits[0].Pos) })
}
