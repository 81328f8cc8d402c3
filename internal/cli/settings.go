package cli

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
)

// settingFlags are the flags that a configuration file can set too.
type settingFlags struct {
	set             *flag.FlagSet
	enable, disable *nameList
	minSeverity     *choice
	failOn          *choice // nil: of no use to the command
	deep, tests     *bool
	baseline, file  *string
}

func addSettings(a *app, fs *flag.FlagSet) *settingFlags {
	return &settingFlags{
		set:         fs,
		enable:      addNames(fs, "enable", "report these analyzers or groups alone (`names`, comma-separated, repeatable)", a.names()),
		disable:     addNames(fs, "disable", "do not report these analyzers or groups (`names`, comma-separated, repeatable)", a.names()),
		minSeverity: addChoice(fs, "min-severity", config.DefaultMinSeverity, "report findings of this `severity` and above: info, warning or error", config.MinSeverities),
		deep:        fs.Bool("deep", false, "report also what is known by evidence that is wrong more often than the default allows"),
		tests:       fs.Bool("tests", false, "analyse _test.go files too"),
		baseline:    fs.String("baseline", "", "do not report what this `file` knows: see counterlint help baseline"),
		file:        addConfigFile(fs),
	}
}

func (f *settingFlags) addFailOn(fs *flag.FlagSet) {
	f.failOn = addChoice(fs, "fail-on", config.DefaultFailOn, "exit with status 1 for findings of this `severity` and above: info, warning, error or never", config.FailOns)
}

func addConfigFile(fs *flag.FlagSet) *string {
	return fs.String("config", "", "read this configuration `file` instead of the nearest "+config.Name)
}

// settings are what is in force: flags before the configuration file before defaults.
type settings struct {
	config.Config
	file string // absolute; "" if there is no configuration file
}

// loadConfig reads the named file, or the one that is in force in the working directory.
func (a *app) loadConfig(file string) (*settings, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if file == "" {
		if file, err = config.Find(dir); err != nil {
			return nil, err
		}
	}
	s := &settings{Config: config.Config{Version: 1}}
	if file != "" {
		name := shorter(dir, file)
		c, err := config.Load(name, a.groups)
		if _, ok := errors.AsType[*os.PathError](err); ok {
			return nil, usagef("%s: %w", name, bare(err))
		}
		if err != nil {
			return nil, err
		}
		s.Config = *c
		if s.file, err = filepath.Abs(file); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// load merges the flags into the configuration file.
func (f *settingFlags) load(a *app) (*settings, error) {
	s, err := a.loadConfig(*f.file)
	if err != nil {
		return nil, err
	}
	if len(f.enable.names) > 0 {
		s.Only(f.enable.names)
	}
	s.Disable = append(s.Disable, f.disable.names...)
	if isSet(f.set, "min-severity") {
		s.MinSeverity = f.minSeverity.value
	}
	if isSet(f.set, "baseline") {
		s.Baseline = *f.baseline // an empty name is none
	}
	if f.failOn != nil && isSet(f.set, "fail-on") {
		s.FailOn = f.failOn.value
	}
	if isSet(f.set, "deep") {
		s.Deep = *f.deep
	}
	if isSet(f.set, "tests") {
		s.Tests = *f.tests
	}
	s.complete(a)
	return s, nil
}

// complete fills in the defaults.
func (s *settings) complete(a *app) {
	s.Complete(func(name string) finding.Severity {
		if r := a.rule(name); r != nil {
			return r.Severity
		}
		return ""
	})
}

// filter returns the chain that decides what is reported from the working directory dir.
func (s *settings) filter(a *app, dir string) (*filter.Filter, error) {
	return filter.New(s.Options(a.groups, filepath.Dir(s.file), dir))
}

// fails tells whether one of fs is at or above the bar of -fail-on.
func (s *settings) fails(fs []finding.Finding) bool {
	if s.FailOn == "never" {
		return false
	}
	bar := finding.Severity(s.FailOn).Rank()
	return slices.ContainsFunc(fs, func(f finding.Finding) bool { return f.Severity.Rank() >= bar })
}

// shorter returns file relative to dir where that is shorter.
func shorter(dir, file string) string {
	if rel, err := filepath.Rel(dir, file); err == nil && len(rel) < len(file) {
		return rel
	}
	return file
}
