// Package finding holds the plain value in which a result leaves the analysis world.
//
// It promises strings, numbers and byte offsets only: no syntax trees, no types, no positions that need a file set. Whatever
// comes after the analysis (filter, fixer, emit, cache) works on this value alone, so it can be tested from tables and stored
// on disk. Its JSON form is part of the product: fields may be added, never renamed.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// A Severity says what a finding costs its owner. The zero value means "not set".
type Severity string

const (
	Error   Severity = "error"   // wrong numbers, a crash or a leak on some execution
	Warning Severity = "warning" // a cost or an operational risk
	Info    Severity = "info"    // a better form exists; off by default
)

// Rank orders severities: info 1, warning 2, error 3; anything else 0.
func (s Severity) Rank() int {
	switch s {
	case Info:
		return 1
	case Warning:
		return 2
	case Error:
		return 3
	}
	return 0
}

// A FixClass says how far a fix may be trusted.
type FixClass string

const (
	NoFix       FixClass = ""
	Safe        FixClass = "safe"         // may be applied unseen: it compiles and changes no result but the mistake
	NeedsReview FixClass = "needs review" // compiles, but changes more than the mistake; applied only on request
)

// An Edit replaces the bytes [Start, End) of File by New.
type Edit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// A Fix is one way to repair a finding; all of its edits belong together.
type Fix struct {
	Message string   `json:"message"`
	Class   FixClass `json:"class"`
	Edits   []Edit   `json:"edits"`
}

// A Related is another place that a finding's message leans on.
type Related struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// A Finding is one mistake at one place. File is relative to the working directory where that is shorter to read; lines and
// columns count from 1, columns in bytes.
type Finding struct {
	Analyzer    string    `json:"analyzer"`
	Also        []string  `json:"also"`     // other analyzers that mean the same line for the same reason
	Category    string    `json:"category"` // the sub-case within the analyzer
	Severity    Severity  `json:"severity"`
	Evidence    string    `json:"evidence"` // how the finding is known: see rule.Evidence
	File        string    `json:"file"`
	Line        int       `json:"line"`
	Column      int       `json:"column"`
	EndLine     int       `json:"endLine"`
	EndColumn   int       `json:"endColumn"`
	Message     string    `json:"message"`
	URL         string    `json:"url"`
	Related     []Related `json:"related"`
	Fixes       []Fix     `json:"fixes"`
	Fingerprint string    `json:"fingerprint"`

	// What the later stages need and the JSON report does not show.
	Package  string `json:"-"` // import path
	Decl     string `json:"-"` // enclosing top-level declaration, such as "(*Server).Stats"
	Snippet  string `json:"-"` // source line of the finding, white space folded
	Deep     bool   `json:"-"` // its level of evidence is below the precision bar: shown with -deep alone
	Upstream string `json:"-"` // the analyzer elsewhere that reports the same, such as "copylocks"
}

// Compare orders findings by file, line, column, analyzer and message.
func Compare(a, b Finding) int {
	return cmp.Or(
		strings.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		strings.Compare(a.Analyzer, b.Analyzer),
		strings.Compare(a.Category, b.Category),
		strings.Compare(a.Message, b.Message),
	)
}

// Sort puts fs into the order of [Compare].
func Sort(fs []Finding) { slices.SortStableFunc(fs, Compare) }

// SetFingerprints gives each finding a key that survives moved lines: analyzer, category, package, enclosing declaration and
// the folded source line, plus a count where one declaration has several equal ones. fs must be sorted.
func SetFingerprints(fs []Finding) {
	seen := map[string]int{}
	for i := range fs {
		f := &fs[i]
		key := strings.Join([]string{f.Analyzer, f.Category, f.Package, f.Decl, f.Snippet}, "\x00")
		n := seen[key]
		seen[key] = n + 1
		sum := sha256.Sum256([]byte(key + "\x00" + strings.Repeat("+", n)))
		f.Fingerprint = hex.EncodeToString(sum[:10])
	}
}

// FoldSpace trims s and folds each run of white space into one space.
func FoldSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
