// Package doctext reads the one place where the prose of a rule stands, its doc.go, and hands out what hosts and generated
// pages need: the text for Analyzer.Doc, the sections, the executable examples.
package doctext

import (
	"errors"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// Headings are the sections of a rule's text, in the order in which they must stand. Those in Optional may be missing.
var (
	Headings = []string{"What it reports", "Why it matters", "Bad", "Good", "Limits", "Options", "Fix safety", "See also"}
	Optional = map[string]bool{"Options": true}
)

// A Doc is the text of one rule.
type Doc struct {
	Name     string
	Summary  string // one verb phrase, without the name
	Text     string // what Analyzer.Doc holds: "NAME: SUMMARY", then the sections
	Sections []Section
}

// A Section is one heading with what stands below it.
type Section struct {
	Heading string
	Blocks  []comment.Block
}

// CheckHeadings reports the first heading that is missing, out of order or unknown.
func (d *Doc) CheckHeadings() error {
	at := 0
	for _, want := range Headings {
		if at < len(d.Sections) && d.Sections[at].Heading == want {
			if len(d.Sections[at].Blocks) == 0 {
				return fmt.Errorf("%s: nothing below the heading %q", d.Name, want)
			}
			at++
		} else if !Optional[want] {
			return fmt.Errorf("%s: no heading %q where one must stand; the order is %s", d.Name, want, strings.Join(Headings, ", "))
		}
	}
	if at < len(d.Sections) {
		return fmt.Errorf("%s: heading %q is unknown or comes twice", d.Name, d.Sections[at].Heading)
	}
	return nil
}

// Section returns the section with that heading, or nil.
func (d *Doc) Section(heading string) *Section {
	for i := range d.Sections {
		if d.Sections[i].Heading == heading {
			return &d.Sections[i]
		}
	}
	return nil
}

// Examples returns the code blocks of the section: in Bad and Good each is a Go file of its own.
func (s *Section) Examples() []string {
	var code []string
	for _, block := range s.Blocks {
		if c, ok := block.(*comment.Code); ok {
			code = append(code, c.Text)
		}
	}
	return code
}

// Extract reads the text of the rule with the given name out of the source of its doc.go: the package comment, from the
// heading "Analyzer NAME" on.
func Extract(source, name string) (*Doc, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("doc.go of %s: %w", name, err)
	}
	parsed := new(comment.Parser).Parse(file.Doc.Text())
	start := slices.IndexFunc(parsed.Content, func(block comment.Block) bool {
		h, ok := block.(*comment.Heading)
		return ok && plain(h.Text) == "Analyzer "+name
	})
	if start < 0 {
		return nil, fmt.Errorf("doc.go of %s: no heading %q in the package comment", name, "# Analyzer "+name)
	}
	parsed.Content = parsed.Content[start+1:]
	d, err := Parse(string(new(comment.Printer).Comment(parsed)))
	if err == nil && d.Name != name {
		err = fmt.Errorf("the paragraph after the heading begins with %q", d.Name+": ")
	}
	if err != nil {
		return nil, fmt.Errorf("doc.go of %s: %w", name, err)
	}
	return d, nil
}

// Parse reads what Analyzer.Doc holds: a paragraph "NAME: verb phrase", then the sections.
func Parse(text string) (*Doc, error) {
	text = strings.TrimSpace(text)
	blocks := new(comment.Parser).Parse(text).Content
	d := &Doc{Text: text}
	if len(blocks) > 0 {
		if p, ok := blocks[0].(*comment.Paragraph); ok {
			d.Name, d.Summary, _ = strings.Cut(strings.Join(strings.Fields(plain(p.Text)), " "), ": ")
		}
	}
	if d.Summary == "" || strings.Contains(d.Name, " ") {
		return nil, errors.New(`the text must begin with a paragraph "NAME: verb phrase"`)
	}
	for _, block := range blocks[1:] {
		if h, ok := block.(*comment.Heading); ok {
			d.Sections = append(d.Sections, Section{Heading: plain(h.Text)})
		} else if n := len(d.Sections); n > 0 {
			d.Sections[n-1].Blocks = append(d.Sections[n-1].Blocks, block)
		} else {
			return nil, fmt.Errorf("%s: text between the summary and the first heading", d.Name)
		}
	}
	return d, nil
}

// Must returns the text for Analyzer.Doc. It panics where doc.go is malformed: that is a mistake of the program, found by any
// test that imports the rule.
func Must(source, name string) string {
	d, err := Extract(source, name)
	if err != nil {
		panic(err)
	}
	return d.Text
}

// MustParse reads a text that came from [Must].
func MustParse(text string) *Doc {
	d, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// plain renders inline text without its markup.
func plain(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		switch t := t.(type) {
		case comment.Plain:
			b.WriteString(string(t))
		case comment.Italic:
			b.WriteString(string(t))
		case *comment.Link:
			b.WriteString(plain(t.Text))
		case *comment.DocLink:
			b.WriteString(plain(t.Text))
		}
	}
	return b.String()
}
