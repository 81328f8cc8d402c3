package emit

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// Markdown writes a headline and a table in the Markdown of code hosts, for the summary of a job or a comment on a change. What
// comes from the source can neither form markup nor call a person by an @name.
func Markdown(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	if len(r.Findings) == 0 {
		fmt.Fprint(b, "**counterlint**: no findings\n")
	} else {
		files := map[string]bool{}
		for _, f := range r.Findings {
			files[f.File] = true
		}
		fmt.Fprintf(b, "**counterlint**: %s in %s\n\n", count(len(r.Findings), "finding"), count(len(files), "file"))
		fmt.Fprint(b, "| severity | place | finding | analyzer |\n|---|---|---|---|\n")
		for i := range r.Findings {
			markdownRow(b, &r.Findings[i])
		}
	}
	if len(r.Errors) > 0 {
		fmt.Fprint(b, "\nNot analysed as a whole:\n\n")
		for _, e := range r.Errors {
			fmt.Fprintf(b, "- %s error: %s %s\n", e.Kind, MarkdownCode(strings.TrimSpace(e.Package+" "+place(e.File, e.Line, e.Column))), MarkdownText(e.Message))
		}
	}
	return b.Flush()
}

func markdownRow(w io.Writer, f *finding.Finding) {
	text := MarkdownText(f.Message)
	for _, rel := range f.Related {
		text += "<br>" + MarkdownCode(place(rel.File, rel.Line, rel.Column)) + " " + MarkdownText(rel.Message)
	}
	for _, fix := range f.Fixes {
		text += "<br>fix: " + MarkdownText(fix.Message)
	}
	name := MarkdownText(f.Analyzer)
	if f.URL != "" {
		name = "[" + name + "](<" + markdownURL.Replace(Clean(f.URL)) + ">)"
	}
	for _, also := range f.Also {
		name += ", " + MarkdownText(also)
	}
	fmt.Fprintf(w, "| %s | %s | %s | %s |\n", f.Severity, MarkdownCode(place(f.File, f.Line, f.Column)), text, name)
}

// markdownURL writes a URL such that it ends neither its brackets nor its cell.
var markdownURL = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", `\`, "%5C", " ", "%20", "`", "%60")

// MarkdownCode shows s in the type of code. Of the two ways to do so this is the one that can hold a back quote.
func MarkdownCode(s string) string {
	if s == "" {
		return ""
	}
	return "<code>" + markdownEscape.Replace(Clean(s)) + "</code>"
}

// MarkdownText returns s such that it is shown as it is, behind other text of its line. Code hosts look for @names, #numbers and
// :emoji: after the Markdown is read, where no backslash helps: an empty character in between does.
func MarkdownText(s string) string {
	return magic.ReplaceAllString(markdownEscape.Replace(Clean(s)), "$1&#8203;$2")
}

var (
	markdownEscape = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "~", `\~`, "&", `\&`, "$", `\$`)
	magic          = regexp.MustCompile(`([@#]|:)([\w+-])`)
)
