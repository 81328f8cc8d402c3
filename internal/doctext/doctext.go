// Package doctext reads the one place where the prose of a rule stands, its doc.go, and hands out what hosts and generated
// pages need: the text for Analyzer.Doc, the sections, the executable examples.
package doctext

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
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

// Section returns the section with that heading, or nil.
func (d *Doc) Section(heading string) *Section {
	for i := range d.Sections {
		if d.Sections[i].Heading == heading {
			return &d.Sections[i]
		}
	}
	return nil
}

// Code joins the code blocks of the section: a compilable piece of Go in Bad and Good.
func (s *Section) Code() string {
	var b strings.Builder
	for _, block := range s.Blocks {
		if c, ok := block.(*comment.Code); ok {
			b.WriteString(c.Text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Extract reads the text of the rule with the given name out of the source of its doc.go: the package comment, whose first
// heading is "Analyzer NAME" followed by a paragraph "NAME: verb phrase".
func Extract(source, name string) (*Doc, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("doc.go of %s: %w", name, err)
	}
	if file.Doc == nil {
		return nil, fmt.Errorf("doc.go of %s: no package comment", name)
	}
	return parse(file.Doc, name)
}

func parse(group *ast.CommentGroup, name string) (*Doc, error) {
	parsed := new(comment.Parser).Parse(group.Text())
	d := &Doc{Name: name}
	var printer comment.Printer
	started := false
	var body []comment.Block
	for _, block := range parsed.Content {
		if h, ok := block.(*comment.Heading); ok {
			title := plain(h.Text)
			if title == "Analyzer "+name {
				started = true
				continue
			}
			if started {
				d.Sections = append(d.Sections, Section{Heading: title})
			}
		} else if started {
			if n := len(d.Sections); n > 0 {
				d.Sections[n-1].Blocks = append(d.Sections[n-1].Blocks, block)
			} else if p, ok := block.(*comment.Paragraph); ok && d.Summary == "" {
				text := strings.Join(strings.Fields(plain(p.Text)), " ")
				summary, found := strings.CutPrefix(text, name+": ")
				if !found {
					return nil, fmt.Errorf("doc.go of %s: the paragraph after the heading must begin with %q", name, name+": ")
				}
				d.Summary = summary
				body = append(body, block)
				continue
			}
		}
		if started {
			body = append(body, block)
		}
	}
	if !started || d.Summary == "" {
		return nil, fmt.Errorf("doc.go of %s: no heading %q with a summary below it", name, "# Analyzer "+name)
	}
	d.Text = strings.TrimSpace(string(printer.Comment(&comment.Doc{Content: body, Links: parsed.Links})))
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
