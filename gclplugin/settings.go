package gclplugin

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
)

// settings are what stands below "settings:" of a linter.
type settings struct{ config.Config }

// foreign are the keys of .counterlint.yml that have no meaning here, with the way to the same end.
var foreign = map[string]string{
	"extends":  "golangci-lint reads one configuration, and keeps its answers by that one",
	"baseline": "golangci-lint knows what is new by issues.new-from-rev and issues.new-from-merge-base",
	"fail-on":  "golangci-lint fails for whatever is reported; use min-severity",
}

// decode reads settings by the same reader as .counterlint.yml, so that they have the same keys, values and errors. One default
// differs: golangci-lint runs copylocks of go vet itself.
func decode(raw any) (*settings, error) {
	keys, ok := raw.(map[string]any)
	if !ok && raw != nil {
		return nil, fmt.Errorf("settings: want keys and values, such as min-severity: error, not %v", raw)
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if why, ok := foreign[key]; ok {
			return nil, fmt.Errorf("settings: %s is of no use here: %s", key, why)
		}
	}
	if _, ok := keys["leave-copylocks"]; !ok {
		keys = maps.Clone(keys)
		if keys == nil {
			keys = map[string]any{}
		}
		keys["leave-copylocks"] = true
	}
	text, err := json.Marshal(keys) // which is YAML too
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	c, err := config.Parse("settings", text, groups())
	if err != nil {
		return nil, placeless(err)
	}
	c.Complete(func(name string) finding.Severity {
		if r := analyzers.ByName(name); r != nil {
			return r.Severity
		}
		return ""
	})
	return &settings{*c}, nil
}

// placeless is an error without lines and columns, which are not those of the user's file.
func placeless(err error) error {
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for i := range errs {
		if e, ok := errors.AsType[*config.Error](errs[i]); ok {
			errs[i] = errors.New("settings: " + e.Message)
		}
	}
	return errors.Join(errs...)
}

// filter decides what is reported. Patterns are relative to the folder in which golangci-lint runs.
func (s *settings) filter() (*filter.Filter, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	return filter.New(s.Options(groups(), dir, dir))
}

// groups maps each analyzer to its group.
func groups() map[string]string {
	m := map[string]string{}
	for _, r := range analyzers.All() {
		m[r.Name()] = r.Group
	}
	return m
}
