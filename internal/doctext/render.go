package doctext

import (
	"bytes"
	"fmt"
	"go/doc/comment"
	"strings"
)

const linkBase = "https://pkg.go.dev"

// Markdown renders the sections for a page: headings of the second level, code in fences.
func (d *Doc) Markdown() string {
	var b bytes.Buffer
	p := &comment.Printer{DocLinkBaseURL: linkBase}
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n## %s\n", s.Heading)
		for _, block := range s.Blocks {
			b.WriteByte('\n')
			if code, ok := block.(*comment.Code); ok {
				b.WriteString(fenced(code.Text))
			} else {
				b.Write(p.Markdown(&comment.Doc{Content: []comment.Block{block}}))
			}
		}
	}
	return b.String()
}

// fenced puts code between fences that are longer than any run of back quotes in it.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	language := ""
	if strings.HasPrefix(code, "package ") {
		language = "go"
	}
	return fence + language + "\n" + strings.TrimSuffix(code, "\n") + "\n" + fence + "\n"
}

// Terminal renders the sections for a terminal: headings in capitals, all else indented, lines of at most 80 columns.
func (d *Doc) Terminal() string {
	p := &comment.Printer{DocLinkBaseURL: linkBase}
	var b strings.Builder
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n%s\n\n", strings.ToUpper(s.Heading))
		for line := range strings.Lines(string(p.Text(&comment.Doc{Content: s.Blocks}))) {
			if strings.TrimSpace(line) != "" {
				line = "  " + strings.ReplaceAll(line, "\t", "    ")
			}
			b.WriteString(line)
		}
	}
	return b.String()
}

// Lead is the first paragraph as one line, or the summary where there is none.
func (d *Doc) Lead() string {
	for _, s := range d.Sections {
		for _, block := range s.Blocks {
			if p, ok := block.(*comment.Paragraph); ok {
				return strings.Join(strings.Fields(plain(p.Text)), " ")
			}
		}
	}
	return d.Summary
}
