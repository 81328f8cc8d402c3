// Package gclplugin is counterlint as a module plugin of golangci-lint: import it for its effect.
//
//	import _ "github.com/counterlint/counterlint/gclplugin"
//
// It registers the linter counterlint, which holds all analyzers, and one linter for each group, such as counterlint_race. Each takes
// the settings of .counterlint.yml, but for the keys that are the host's own affair: see docs/golangci-lint.md.
//
// It promises the findings that the command reports with the same settings, in a form that golangci-lint cannot damage: one
// analyzer for each linter, the places that a message leans on within the message, at most one fix for each finding, none that
// spans files, and no two that together do not compile.
//
// It does not see a baseline or git; golangci-lint has issues.new-from-rev and the like.
package gclplugin

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// Name is the linter with all analyzers. Those of the groups are called Name_GROUP: an analyzer
// of another name would stand before each message.
const Name = "counterlint"

func init() {
	register.Plugin(Name, newPlugin(""))
	for _, group := range analyzers.Groups() {
		register.Plugin(Name+"_"+group, newPlugin(group))
	}
}

func newPlugin(group string) register.NewPlugin {
	return func(settings any) (register.LinterPlugin, error) {
		c, err := decode(settings)
		if err != nil {
			return nil, err
		}
		if err := share(c); err != nil {
			return nil, err
		}
		return &plugin{group, c}, nil
	}
}

// A plugin is one linter.
type plugin struct {
	group  string // "": all
	config *settings
}

// GetLoadMode asks for types.
func (*plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns a single analyzer, which shows what the rules behind it say: one place where findings are filtered, merged
// and worded, as in the command, and golangci-lint shows the diagnostics of no other.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	v := &voice{rules: p.rules(), group: p.group}
	var err error
	if v.filter, err = p.config.filter(); err != nil {
		return nil, err
	}
	a := &analysis.Analyzer{
		Name:     Name,
		Doc:      "finds mistakes with counters",
		URL:      rule.URL("index"),
		Requires: []*analysis.Analyzer{report.Analyzer},
		Run:      v.run,
	}
	if p.group != "" {
		a.Name += "_" + p.group
		a.Doc += ": " + p.group
	}
	for _, r := range v.rules {
		a.Requires = append(a.Requires, r.Analyzer)
	}
	return []*analysis.Analyzer{a}, nil
}

// rules are those of the group, and behind them the one that judges their ignore comments.
func (p *plugin) rules() []*rule.Rule {
	if p.group == "" {
		return analyzers.All()
	}
	return analyzers.WithIgnore(slices.DeleteFunc(analyzers.All(), func(r *rule.Rule) bool { return r.Group != p.group }))
}

// shared holds the settings of the first linter: the rules and the engines below them run once for all linters, so these have to be
// the same.
var shared struct {
	sync.Mutex
	set   bool
	tests bool
	rows  string // that of a table
}

func share(c *settings) error {
	shared.Lock()
	defer shared.Unlock()
	rows := userrows.New(c.Rows).String()
	switch {
	case shared.set && shared.tests != c.Tests:
		return errors.New("the setting tests must be the same in all linters of counterlint")
	case shared.set && shared.rows != rows:
		return errors.New("the settings label-sinks, label-sources, label-sanitizers and contexts must be the same in all linters of counterlint")
	}
	shared.set, shared.tests, shared.rows = true, c.Tests, rows
	return errors.Join(report.Analyzer.Flags.Set("tests", fmt.Sprint(c.Tests)), userrows.Analyzer.Flags.Set("json", rows))
}
