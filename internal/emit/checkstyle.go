package emit

import (
	"encoding/xml"
	"io"
)

// Checkstyle writes the XML of the Java tool of that name, which many servers read.
func Checkstyle(w io.Writer, r *Report) error {
	doc := checkstyle{Version: "5.0"}
	for _, fs := range byFile(r.problems()) {
		file := checkstyleFile{Name: Clean(slash(fs[0].File))}
		for _, f := range fs {
			file.Errors = append(file.Errors, checkstyleError{
				Line: max(f.Line, 0), Column: max(f.Column, 0), Severity: string(f.Severity), Message: whole(&f), Source: "counterlint." + Clean(f.Analyzer),
			})
		}
		doc.Files = append(doc.Files, file)
	}
	return writeXML(w, doc)
}

// writeXML writes a document. Its texts must be clean: XML has no way to write most control characters.
func writeXML(w io.Writer, doc any) error {
	text, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

type checkstyle struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr,omitempty"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}
