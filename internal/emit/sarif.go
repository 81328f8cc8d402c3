package emit

import (
	"io"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// SARIF writes a log of version 2.1.0 with one run. Columns and character offsets count UTF-16 code units, as the log says;
// they are computed from the source text, of which a file that cannot be read keeps byte columns and byte offsets alone.
func SARIF(w io.Writer, r *Report) error {
	s := &sarifWriter{report: r, sources: newSources(r.ReadFile), ruleIndex: map[string]int{}}
	log := sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{s.run()},
	}
	text, err := marshal(log, " ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

type sarifWriter struct {
	report    *Report
	sources   *sources
	ruleIndex map[string]int
}

// rootID names the working directory in the log; the percent signs are a convention of the consumers.
const rootID = "%SRCROOT%"

func (s *sarifWriter) run() sarifRun {
	run := sarifRun{
		Tool:        sarifTool{Driver: s.driver()},
		ColumnKind:  "utf16CodeUnits",
		Results:     []sarifResult{},
		Invocations: []sarifInvocation{s.invocation()},
	}
	if s.report.Dir != "" {
		run.OriginalURIBaseIDs = map[string]sarifArtifact{rootID: {URI: strings.TrimSuffix(fileURI(s.report.Dir), "/") + "/"}}
	}
	for i := range s.report.Findings {
		run.Results = append(run.Results, s.result(&s.report.Findings[i]))
	}
	return run
}

func (s *sarifWriter) driver() sarifDriver {
	d := sarifDriver{
		Name:           "counterlint",
		Version:        s.report.Version,
		InformationURI: "https://github.com/counterlint/counterlint",
		Rules:          []sarifRule{},
	}
	for i, r := range s.report.Rules {
		s.ruleIndex[r.Name] = i
		d.Rules = append(d.Rules, sarifRule{
			ID:            r.Name,
			Short:         sarifMessage{r.Summary},
			Full:          sarifMessage{r.Detail},
			HelpURI:       r.URL,
			Help:          sarifMessage{r.Detail + " See " + r.URL},
			Configuration: sarifConfiguration{Level: level(r.Severity)},
			Properties:    sarifRuleProperties{Tags: []string{r.Group}},
		})
	}
	return d
}

// invocation tells of the packages that could not be analysed as a whole.
func (s *sarifWriter) invocation() sarifInvocation {
	in := sarifInvocation{ExecutionSuccessful: len(s.report.Errors) == 0}
	for _, e := range s.report.Errors {
		n := sarifNotification{Level: "error", Message: sarifMessage{e.Message}, Descriptor: sarifDescriptor{ID: e.Kind}}
		if e.File != "" {
			n.Locations = []sarifLocation{{Physical: s.physical(e.File, e.Line, e.Column, 0, 0)}}
		}
		in.Notifications = append(in.Notifications, n)
	}
	return in
}

func (s *sarifWriter) result(f *finding.Finding) sarifResult {
	res := sarifResult{
		RuleID:       f.Analyzer,
		Level:        level(f.Severity),
		Message:      sarifMessage{f.Message},
		Locations:    []sarifLocation{{Physical: s.physical(f.File, f.Line, f.Column, f.EndLine, f.EndColumn)}},
		Fingerprints: map[string]string{},
		Properties:   sarifProperties{Category: f.Category, Evidence: f.Evidence, Also: f.Also},
	}
	if i, ok := s.ruleIndex[f.Analyzer]; ok {
		res.RuleIndex = &i
	}
	if f.Fingerprint != "" {
		res.Fingerprints["counterlint/v1"] = f.Fingerprint
	}
	if f.Decl != "" {
		res.Locations[0].Logical = []sarifLogical{{FullyQualifiedName: f.Package + "." + f.Decl}}
	}
	for i, rel := range f.Related {
		id := i + 1
		res.Related = append(res.Related, sarifLocation{
			ID: id, Physical: s.physical(rel.File, rel.Line, rel.Column, 0, 0), Message: &sarifMessage{rel.Message},
		})
	}
	for _, fix := range f.Fixes {
		res.Fixes = append(res.Fixes, s.fix(fix))
	}
	return res
}

// fix groups the edits by file, in the order of their places.
func (s *sarifWriter) fix(fix finding.Fix) sarifFix {
	out := sarifFix{Description: sarifMessage{fix.Message}, Properties: sarifFixProperties{string(fix.Class)}}
	edits := slices.Clone(fix.Edits)
	slices.SortStableFunc(edits, func(a, b finding.Edit) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Start - b.Start
	})
	for _, e := range edits {
		if n := len(out.Changes); n == 0 || out.Changes[n-1].file != e.File {
			out.Changes = append(out.Changes, sarifChange{file: e.File, Artifact: s.artifact(e.File)})
		}
		c := &out.Changes[len(out.Changes)-1]
		c.Replacements = append(c.Replacements, sarifReplacement{Deleted: s.deleted(e), Inserted: sarifContent{e.New}})
	}
	return out
}

// deleted is the region of an edit: in bytes always; in lines and characters too if the text is at hand.
func (s *sarifWriter) deleted(e finding.Edit) sarifRegion {
	length := e.End - e.Start
	region := sarifRegion{ByteOffset: &e.Start, ByteLength: &length}
	f := s.sources.file(e.File)
	if f == nil || e.Start < 0 || e.End < e.Start || e.End > len(f.text) {
		return region
	}
	offset, chars := f.units(0, e.Start), f.units(e.Start, e.End)
	region.CharOffset, region.CharLength = &offset, &chars
	region.StartLine, region.StartColumn = f.position(e.Start)
	region.EndLine, region.EndColumn = f.position(e.End)
	return region
}

// physical turns a place in byte columns into one in UTF-16 columns. An end of 0 means that the place is a point, which is
// written as the character that stands there: many viewers drop empty regions.
func (s *sarifWriter) physical(file string, line, column, endLine, endColumn int) sarifPhysical {
	p := sarifPhysical{Artifact: s.artifact(file)}
	if line < 1 {
		return p
	}
	p.Region = &sarifRegion{StartLine: line}
	if column < 1 {
		return p
	}
	if endLine < line || endLine == line && endColumn <= column {
		endLine, endColumn = line, column+1
	}
	p.Region.StartColumn, p.Region.EndLine, p.Region.EndColumn = column, endLine, endColumn
	if f := s.sources.file(file); f != nil && endLine <= len(f.lines) {
		p.Region.StartColumn = s.sources.column(file, line, column)
		p.Region.EndColumn = s.sources.column(file, endLine, endColumn)
	}
	return p
}

func (s *sarifWriter) artifact(file string) sarifArtifact {
	if isAbs(file) {
		return sarifArtifact{URI: fileURI(file)}
	}
	return sarifArtifact{URI: relativeURI(file), BaseID: rootID}
}

func level(s finding.Severity) string {
	if s == finding.Info {
		return "note"
	}
	return string(s)
}
