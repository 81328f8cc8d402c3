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

// Terminal renders the whole text for a terminal of the given width: summary, headings flush left, all else indented.
func (d *Doc) Terminal(width int) string {
	const indent = "    "
	p := &comment.Printer{
		DocLinkBaseURL: linkBase,
		TextWidth:      max(width-len(indent), 20),
		TextCodePrefix: indent,
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", d.Name, d.Summary)
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n%s\n", s.Heading)
		text := p.Text(&comment.Doc{Content: s.Blocks})
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimRight(line, " \t\n"); line != "" {
				line = indent + line
			}
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
