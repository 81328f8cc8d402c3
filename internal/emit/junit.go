package emit

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// JUnit writes a test report: a suite for each file, a failed test for each finding, and a test with an error for each package
// that was not analysed as a whole. Readers refuse a report without tests, so a clean run is one test that passes.
func JUnit(w io.Writer, r *Report) error {
	doc := junit{Name: "counterlint"}
	findings := len(r.Findings)
	seen := 0
	for _, fs := range byFile(r.problems()) {
		file := slash(fs[0].File)
		suite := junitSuite{Name: cmp.Or(Clean(file), "counterlint"), Tests: len(fs)}
		for _, f := range fs {
			c := junitCase{Name: Clean(f.Analyzer), Class: suite.Name, File: Clean(file), Line: max(f.Line, 0)}
			if f.Line > 0 {
				c.Name += fmt.Sprintf(" %d:%d", f.Line, max(f.Column, 0))
			}
			said := &junitFailure{Type: string(f.Severity), Message: Clean(f.Message), Text: whole(&f)}
			if at := place(f.File, f.Line, f.Column); at != "" {
				said.Text = at + ": " + said.Text
			}
			if f.URL != "" {
				said.Text += "\n" + Clean(f.URL)
			}
			if strings.HasPrefix(f.Analyzer, "counterlint-") {
				c.Error = said
				suite.Errors++
			} else {
				c.Failure = said
				suite.Failures++
			}
			seen++
			suite.Cases = append(suite.Cases, c)
		}
		doc.Suites = append(doc.Suites, suite)
	}
	if seen == 0 {
		doc.Suites = []junitSuite{{Name: "counterlint", Tests: 1, Cases: []junitCase{{Name: "nothing found", Class: "counterlint"}}}}
	}
	doc.Tests, doc.Failures, doc.Errors = max(seen, 1), findings, seen-findings
	return writeXML(w, doc)
}

type junit struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure"`
	Error   *junitFailure `xml:"error"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}
