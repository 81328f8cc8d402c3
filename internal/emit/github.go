package emit

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// GitHub writes workflow commands, one a line, which GitHub Actions shows as annotations of the changed files. It finds those only
// if the working directory is the root of the repository. Columns count UTF-16 units, as the viewer does.
func GitHub(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	sources := newSources(r.ReadFile)
	for _, f := range r.problems() {
		fmt.Fprintf(b, "::%s title=%s", githubLevel(f.Severity), githubProperty(Clean(f.Analyzer)))
		if f.File != "" {
			fmt.Fprintf(b, ",file=%s", githubProperty(Clean(slash(f.File))))
		}
		if f.Line > 0 {
			fmt.Fprintf(b, ",line=%d", f.Line)
			if f.EndLine > f.Line { // columns of several lines are refused
				fmt.Fprintf(b, ",endLine=%d", f.EndLine)
			} else if f.Column > 0 {
				fmt.Fprintf(b, ",col=%d", sources.column(f.File, f.Line, f.Column))
			}
		}
		text := whole(&f)
		if f.URL != "" {
			text += "\n" + Clean(f.URL)
		}
		fmt.Fprintf(b, "::%s\n", githubData.Replace(text))
	}
	return b.Flush()
}

func githubLevel(s finding.Severity) string {
	if s == finding.Info {
		return "notice"
	}
	return string(s)
}

var githubData = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData.Replace(s))
}
