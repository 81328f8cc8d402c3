package emit

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/counterlint/counterlint/internal/finding"
)

// HTML writes one page that needs nothing beside itself: findings by analyzer and package, each with its code, and filters. The
// page forbids itself every script but its own, and works without that one too.
func HTML(w io.Writer, r *Report) error {
	p := &htmlPage{
		Version: Clean(r.Version), Dir: Clean(r.Dir), Style: template.CSS(htmlStyle()), Script: template.JS(htmlScript()),
		ScriptHash: htmlScriptHash(), Total: len(r.Findings),
	}
	for _, e := range r.Errors {
		p.Errors = append(p.Errors, htmlError{Clean(e.Package), e.Kind, place(e.File, e.Line, e.Column), Clean(e.Message)})
	}
	p.add(r)
	var b bytes.Buffer // a template that fails must not leave half a page
	if err := htmlTemplate().Execute(&b, p); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

//go:embed page
var pageFiles embed.FS

func pageFile(name string) string {
	text, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is compiled in
	}
	return string(text)
}

var (
	htmlStyle      = sync.OnceValue(func() string { return pageFile("page.css") })
	htmlScript     = sync.OnceValue(func() string { return pageFile("page.js") + PageTheme() })
	htmlScriptHash = sync.OnceValue(func() string { return ScriptHash(htmlScript()) })
	htmlTemplate   = sync.OnceValue(func() *template.Template {
		return template.Must(template.New("page").Parse(pageFile("page.tmpl")))
	})
)

// PageStyle is the style of every page that counterlint writes.
func PageStyle() string { return htmlStyle() }

// PageTheme is the script behind the button "theme" of every page, which chooses between light and dark.
func PageTheme() string { return pageFile("theme.js") }

// ScriptHash is how the policy of a page names the one script that it allows.
func ScriptHash(script string) string {
	sum := sha256.Sum256([]byte(script))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

type htmlPage struct {
	Version, Dir string
	Style        template.CSS
	Script       template.JS
	ScriptHash   string
	Total        int
	Severities   []htmlSeverity
	Rules        []*htmlRule
	Packages     []string // of all findings
	Errors       []htmlError
}

type htmlSeverity struct {
	Name  finding.Severity
	Count int
}

type htmlRule struct {
	Name, Group, Summary, Detail, URL string
	Count                             int
	Packages                          []*htmlPackage
}

type htmlPackage struct {
	Path     string
	Findings []htmlFinding
}

type htmlFinding struct {
	finding.Finding
	Rule, Place string
	Code        []htmlLine
}

// An htmlLine is a line of code; Before, At and After make its text. The marked one has Carets below it, which stand behind Blank:
// white space that is as wide as Before in whatever font.
type htmlLine struct {
	Number            int
	Before, At, After string
	Blank, Carets     string
}

type htmlError struct{ Package, Kind, Place, Message string }

// add sorts the findings of r into rules and packages, and counts.
func (p *htmlPage) add(r *Report) {
	rules := map[string]*htmlRule{}
	for _, rule := range r.Rules {
		h := &htmlRule{Name: rule.Name, Group: rule.Group, Summary: Clean(rule.Summary), Detail: Clean(rule.Detail), URL: rule.URL}
		rules[rule.Name] = h
		p.Rules = append(p.Rules, h)
	}
	counts, packages := map[finding.Severity]int{}, map[string]bool{}
	sources := newSources(r.ReadFile)
	for _, f := range r.Findings {
		h := rules[f.Analyzer]
		if h == nil {
			h = &htmlRule{Name: Clean(f.Analyzer)}
			rules[f.Analyzer] = h
			p.Rules = append(p.Rules, h)
		}
		h.Count++
		counts[f.Severity]++
		f.Package = Clean(f.Package)
		packages[f.Package] = true
		h.add(f, sources)
	}
	p.Rules = slices.DeleteFunc(p.Rules, func(h *htmlRule) bool { return h.Count == 0 })
	for _, h := range p.Rules {
		slices.SortStableFunc(h.Packages, func(a, b *htmlPackage) int { return strings.Compare(a.Path, b.Path) })
	}
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		p.Severities = append(p.Severities, htmlSeverity{s, counts[s]})
	}
	delete(packages, "") // of no use as a filter
	p.Packages = slices.Sorted(maps.Keys(packages))
}

func (h *htmlRule) add(f finding.Finding, sources *sources) {
	i := slices.IndexFunc(h.Packages, func(p *htmlPackage) bool { return p.Path == f.Package })
	if i < 0 {
		i = len(h.Packages)
		h.Packages = append(h.Packages, &htmlPackage{Path: f.Package})
	}
	f.Related, f.Fixes = slices.Clone(f.Related), slices.Clone(f.Fixes)
	for i, rel := range f.Related {
		f.Related[i] = finding.Related{File: place(rel.File, rel.Line, rel.Column), Message: Clean(rel.Message)}
	}
	for i := range f.Fixes {
		f.Fixes[i].Message = Clean(f.Fixes[i].Message)
	}
	code := htmlCode(sources.file(f.File), &f)
	f.Message = Clean(f.Message)
	h.Packages[i].Findings = append(h.Packages[i].Findings, htmlFinding{f, h.Name, place(f.File, f.Line, f.Column), code})
}

// htmlContext lines are shown on either side of the marked one, of htmlWidth bytes at most.
const (
	htmlContext = 2
	htmlWidth   = 400
)

func htmlCode(src *source, f *finding.Finding) []htmlLine {
	marked, ok := src.line(f.Line)
	if !ok || f.Column < 1 || f.Column > len(marked)+1 {
		return nil
	}
	var lines []htmlLine
	for n := max(f.Line-htmlContext, 1); n <= f.Line+htmlContext; n++ {
		text, ok := src.line(n)
		switch {
		case !ok || n == len(src.lines) && len(text) == 0: // behind the last end of a line there is none
		case n == f.Line:
			lines = append(lines, htmlMarked(string(text), f))
		default:
			shown, _ := expand(cut(string(text), htmlWidth), 0)
			lines = append(lines, htmlLine{Number: n, Before: shown})
		}
	}
	return lines
}

func htmlMarked(text string, f *finding.Finding) htmlLine {
	from, to := f.Column-1, f.EndColumn-1
	if f.EndLine > f.Line {
		to = len(text)
	}
	to = min(max(to, from), len(text))
	l := htmlLine{Number: f.Line}
	before := text[:from]
	if len(before) > htmlWidth { // a line that a program wrote
		before = "…" + strings.ToValidUTF8(before[len(before)-htmlWidth/2:], "")
	}
	var column int
	l.Before, column = expand(before, column)
	l.At, column = expand(cut(text[from:to], htmlWidth), column)
	l.After, _ = expand(cut(text[to:], htmlWidth), column)
	l.Blank = strings.Map(blank, l.Before)
	l.Carets = strings.Repeat("^", max(cells(l.At), 1))
	return l
}

// cut shortens s to n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// expand returns s as it is shown from a column on, with spaces for its tabs, and the column behind it.
func expand(s string, column int) (string, int) {
	var b strings.Builder
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := 4 - column%4
			b.WriteString(strings.Repeat(" ", n))
			column += n
		}
		part = Clean(part)
		b.WriteString(part)
		column += cells(part)
	}
	return b.String(), column
}

// blank returns white space of the width of r, or drops a mark that has none.
func blank(r rune) rune {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return -1
	case unicode.Is(wide, r):
		return '\u3000'
	}
	return ' '
}
