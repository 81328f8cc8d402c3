package linttest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/scanner"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// A want is one expectation, written in a comment on the line of the finding, or with an offset on a line nearby:
//
//	n++      // want `lost update`
//	n, m = 1 // want `first` `second`
//	n--      // want undo/warning:`undone` -- a category, severity, evidence, "deep", "fix", "review" or "withheld" in front
//	// want:-1 `about the line above`
type want struct {
	file  string
	line  int
	attrs []string
	re    *regexp.Regexp
	met   bool
}

var wantForm = regexp.MustCompile("// want(:[+-][0-9]+)? (.*)")

// readWants finds the expectations in the comments of files.
func readWants(fset *token.FileSet, files []*ast.File) ([]*want, error) {
	var wants []*want
	for _, f := range files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				m := wantForm.FindStringSubmatch(c.Text)
				if m == nil {
					continue
				}
				at := fset.Position(c.Pos())
				if m[1] != "" {
					offset, err := strconv.Atoi(m[1][1:])
					if err != nil {
						return nil, err
					}
					at.Line += offset
				}
				found, err := parseWants(m[2])
				if err != nil {
					return nil, fmt.Errorf("%s:%d: want comment: %w", at.Filename, at.Line, err)
				}
				for _, w := range found {
					w.file, w.line = at.Filename, at.Line
					wants = append(wants, w)
				}
			}
		}
	}
	return wants, nil
}

func parseWants(text string) ([]*want, error) {
	var sc scanner.Scanner
	sc.Init(strings.NewReader(text))
	sc.Mode = scanner.ScanIdents | scanner.ScanStrings | scanner.ScanRawStrings
	// A category is an identifier with dashes.
	sc.IsIdentRune = func(ch rune, i int) bool {
		return ch >= 'a' && ch <= 'z' || i > 0 && (ch == '-' || ch >= '0' && ch <= '9')
	}
	var failure error
	sc.Error = func(_ *scanner.Scanner, msg string) { failure = fmt.Errorf("%s in %s", msg, text) }
	var wants []*want
	var attrs []string
	for tok := sc.Scan(); tok != scanner.EOF && failure == nil; tok = sc.Scan() {
		switch tok {
		case scanner.Ident:
			attrs = append(attrs, sc.TokenText())
		case '/', ':':
		case scanner.String, scanner.RawString:
			pattern, err := strconv.Unquote(sc.TokenText())
			if err != nil {
				return nil, err
			}
			re, err := regexp.Compile(pattern)
			if err != nil {
				return nil, err
			}
			wants = append(wants, &want{attrs: attrs, re: re})
			attrs = nil
		default:
			if len(wants) > 0 && len(attrs) == 0 {
				return wants, nil // a remark behind the expectations
			}
			return nil, fmt.Errorf("unexpected %s in %s", sc.TokenText(), text)
		}
	}
	if failure == nil && (len(wants) == 0 || len(attrs) > 0) {
		failure = fmt.Errorf("no pattern in %s", text)
	}
	return wants, failure
}

func (w *want) matches(at token.Position, rec report.Record) bool {
	if w.met || w.file != at.Filename || w.line != at.Line || !w.re.MatchString(rec.Message) {
		return false
	}
	has := attributes(rec)
	return !slices.ContainsFunc(w.attrs, func(a string) bool { return !slices.Contains(has, a) })
}

// attributes lists the words by which a want comment may pin a record.
func attributes(rec report.Record) []string {
	has := []string{rec.Category.ID, string(rec.Severity), string(rec.Evidence)}
	if rec.Deep {
		has = append(has, "deep")
	}
	if rec.Fix != nil {
		has = append(has, map[finding.FixClass]string{finding.Safe: "fix", finding.NeedsReview: "review"}[rec.Fix.Class])
	}
	if rec.Withheld != nil {
		has = append(has, "withheld")
	}
	if rec.Alternative != nil {
		has = append(has, "alternative")
	}
	return has
}
