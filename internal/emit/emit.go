// Package emit prints findings, one file per format. What it prints is a function of the [Report] alone.
//
// It promises that a report is the same bytes for the same findings, that nothing from the source under analysis reaches a
// terminal or a parser unescaped, and that it asks for source text only through [Report.ReadFile]. It does not sort, filter or
// count severities against a bar, and knows nothing of syntax or types.
package emit

import (
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// A Report is what a run has to say.
type Report struct {
	Findings []finding.Finding // in the order in which they are shown
	Errors   []Error           // why some packages were not analysed as a whole
	Rules    []Rule            // the analyzers that ran
	Version  string            // of counterlint, such as "v0.1.0"
	Dir      string            // absolute; relative file names start here

	// ReadFile returns the text that was analysed, by the name in a finding. A file that cannot be read loses its excerpt, and
	// in SARIF what is counted in characters.
	ReadFile func(name string) ([]byte, error)
}

// An Error is one reason why a package was not analysed as a whole.
type Error struct {
	Package string `json:"package"`
	Kind    string `json:"kind"` // list, parse, type or internal
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// A Rule is what a report tells of an analyzer.
type Rule struct {
	Name     string
	Group    string
	Summary  string // one verb phrase
	Detail   string // one paragraph of plain text
	URL      string
	Severity finding.Severity
}

// Formats maps the name of each format to its writer; text in its plainest form.
var Formats = map[string]func(io.Writer, *Report) error{
	"text":       func(w io.Writer, r *Report) error { return Text(w, r, Style{}) },
	"json":       JSON,
	"sarif":      SARIF,
	"github":     GitHub,
	"gitlab":     GitLab,
	"rdjson":     RDJSON,
	"checkstyle": Checkstyle,
	"junit":      JUnit,
	"markdown":   Markdown,
	"html":       HTML,
}

// slash is the form of a file name in formats that other programs read.
func slash(name string) string { return filepath.ToSlash(name) }

// isAbs tells whether a file name starts at a root, of this system or, so that a report is the same everywhere, with a slash.
func isAbs(name string) bool { return filepath.IsAbs(name) || strings.HasPrefix(name, "/") }

// fileURI returns the URI of an absolute file name.
func fileURI(name string) string {
	name = slash(name)
	if !strings.HasPrefix(name, "/") { // C:/dir
		name = "/" + name
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

// relativeURI returns the reference to a relative file name, such that a colon in it does not read as a scheme.
func relativeURI(name string) string { return (&url.URL{Path: slash(name)}).String() }
