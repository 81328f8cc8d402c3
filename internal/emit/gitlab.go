package emit

import (
	"cmp"
	"io"

	"github.com/counterlint/counterlint/internal/finding"
)

// GitLab writes a Code Quality report, the part of the Code Climate format that GitLab reads. It wants names relative to the root
// of the repository and a file for everything: what has none is shown at go.mod.
func GitLab(w io.Writer, r *Report) error {
	issues := []gitlabIssue{}
	for _, f := range r.problems() {
		issues = append(issues, gitlabIssue{
			Description: whole(&f),
			CheckName:   f.Analyzer,
			Fingerprint: f.Fingerprint,
			Severity:    gitlabSeverity(f.Severity),
			Location:    gitlabLocation{cmp.Or(slash(f.File), "go.mod"), gitlabLines{max(f.Line, 1), max(f.EndLine, f.Line, 1)}},
		})
	}
	text, err := marshal(issues, " ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func gitlabSeverity(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "major"
	case finding.Warning:
		return "minor"
	}
	return "info"
}

type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"` // a key that survives moved lines: GitLab compares two reports by it
	Severity    string         `json:"severity"`    // info, minor, major, critical or blocker
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}
