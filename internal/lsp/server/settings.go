package server

// What is in force in a module: the settings of the editor before the configuration file before defaults.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/baseline"
	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rule"
)

// section is where an editor keeps the settings of counterlint.
const section = "counterlint"

// clientSettings are those of the editor. They have the names and the meaning of the flags of counterlint check.
type clientSettings struct {
	Enable      []string `json:"enable"`
	Disable     []string `json:"disable"`
	MinSeverity string   `json:"min-severity"`
	Deep        *bool    `json:"deep"`
	Tests       *bool    `json:"tests"`
	Baseline    *string  `json:"baseline"`
	Config      string   `json:"config"`
	Tags        string   `json:"tags"`

	gopls goplsSettings
}

// goplsSettings are those of gopls that say which program a folder holds.
type goplsSettings struct {
	BuildFlags []string          `json:"buildFlags"`
	Env        map[string]string `json:"env"`
	Build      struct {
		BuildFlags []string          `json:"buildFlags"`
		Env        map[string]string `json:"env"`
	} `json:"build"`
	DottedFlags []string          `json:"build.buildFlags"`
	DottedEnv   map[string]string `json:"build.env"`
}

func (g goplsSettings) flags() []string {
	return slices.Concat(g.BuildFlags, g.Build.BuildFlags, g.DottedFlags)
}

func (g goplsSettings) env() []string {
	var env []string
	for _, m := range []map[string]string{g.Env, g.Build.Env, g.DottedEnv} {
		for name, value := range m {
			env = append(env, name+"="+value)
		}
	}
	slices.Sort(env)
	return env
}

// parseSettings reads one answer of the client. Settings that are wrong are said and not taken.
func (s *server) parseSettings(raw, gopls json.RawMessage) (c clientSettings) {
	if len(raw) > 0 {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&c); err != nil {
			if strings.HasPrefix(err.Error(), "json: unknown field") {
				s.log(protocol.Warning, "settings: "+strings.TrimPrefix(err.Error(), "json: "))
				err = json.Unmarshal(raw, &c)
			}
			if err != nil {
				s.show(protocol.Error, "settings: "+strings.TrimPrefix(err.Error(), "json: "))
				c = clientSettings{}
			}
		}
	}
	if s.opts.Gopls && len(gopls) > 0 {
		if err := json.Unmarshal(gopls, &c.gopls); err != nil {
			c.gopls = goplsSettings{} // gopls says what is wrong with them
		}
	}
	return c
}

// initialSettings are those of a client that cannot be asked. Beside gopls they are its own.
func (s *server) initialSettings(options json.RawMessage) {
	if s.opts.Gopls {
		s.settings[""] = s.parseSettings(nil, options)
	} else if string(options) != "null" {
		s.settings[""] = s.parseSettings(unwrap(options), nil)
	}
}

// unwrap returns what lies in settings under the name of the section, or all of them.
func unwrap(settings json.RawMessage) json.RawMessage {
	var by map[string]json.RawMessage
	if json.Unmarshal(settings, &by) == nil && by[section] != nil {
		return by[section]
	}
	return settings
}

// askSettings asks the client for the settings of all folders.
func (s *server) askSettings() {
	if !s.client.Workspace.Configuration {
		return
	}
	sections := []string{section}
	if s.opts.Gopls {
		sections = append(sections, "gopls")
	}
	scopes := append([]string{""}, s.folders...)
	var p protocol.ConfigurationParams
	for _, folder := range scopes {
		for _, name := range sections {
			item := protocol.ConfigurationItem{Section: name}
			if folder != "" {
				item.ScopeURI = protocol.URI(folder)
			}
			p.Items = append(p.Items, item)
		}
	}
	s.call("workspace/configuration", p, func(result json.RawMessage) {
		var answers []json.RawMessage
		if err := json.Unmarshal(result, &answers); err != nil || len(answers) != len(p.Items) {
			return
		}
		for i, folder := range scopes {
			var gopls json.RawMessage
			if s.opts.Gopls {
				gopls = answers[i*len(sections)+1]
			}
			s.settings[folder] = s.parseSettings(answers[i*len(sections)], gopls)
		}
		s.settingsChanged()
	})
}

// configurationChanged is told that settings changed, and by some clients what they are.
func (s *server) configurationChanged(settings json.RawMessage) {
	if s.client.Workspace.Configuration {
		s.askSettings()
		return
	}
	var by map[string]json.RawMessage
	if json.Unmarshal(settings, &by) == nil && by[section] != nil {
		s.settings[""] = s.parseSettings(by[section], by["gopls"])
		s.settingsChanged()
	}
}

func (s *server) settingsChanged() {
	for _, r := range s.roots {
		s.touch(r)
	}
}

// inForce is what decides about the findings of a module.
type inForce struct {
	build  Build
	filter *filter.Filter
	known  baseline.Baseline
}

// load reads the configuration for a module in a folder of the workspace. An error is one line, or a [config.Error] for each
// thing wrong with the file.
func load(rules []*rule.Rule, dir, folder string, c clientSettings) (*inForce, error) {
	groups := map[string]string{}
	severities := map[string]finding.Severity{}
	for _, r := range rules {
		groups[r.Name()], severities[r.Name()] = r.Group, r.Severity
	}
	file, err := findConfig(dir, folder, c.Config)
	if err != nil {
		return nil, err
	}
	root := dir
	conf := &config.Config{Version: 1}
	if file != "" {
		if conf, err = config.Load(file, groups); err != nil {
			return nil, err
		}
		root = filepath.Dir(file)
	}
	if len(c.Enable) > 0 {
		conf.Only(c.Enable)
	}
	conf.Disable = append(conf.Disable, c.Disable...)
	if c.MinSeverity != "" {
		conf.MinSeverity = c.MinSeverity
	}
	if c.Deep != nil {
		conf.Deep = *c.Deep
	}
	if c.Tests != nil {
		conf.Tests = *c.Tests
	}
	if c.Baseline != nil {
		conf.Baseline = *c.Baseline
	}
	conf.Complete(func(name string) finding.Severity { return severities[name] })

	f := &inForce{build: Build{Dir: dir, Tests: conf.Tests, Rows: conf.Rows, Flags: slices.Clone(c.gopls.flags()), Env: c.gopls.env()}}
	if c.Tags != "" {
		f.build.Flags = append(f.build.Flags, "-tags="+c.Tags)
	}
	if f.filter, err = filter.New(conf.Options(groups, root, dir)); err != nil {
		return nil, err
	}
	if conf.Baseline == "" {
		return f, nil
	}
	name := conf.Baseline
	if !filepath.IsAbs(name) {
		name = filepath.Join(root, name)
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no baseline %s", name)
	}
	if err == nil {
		f.known, err = baseline.Parse(text)
	}
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, err)
	}
	return f, nil
}

// findConfig returns the file that the settings name, or the one in force in the module, or in the folder around it; "": none.
func findConfig(dir, folder, named string) (string, error) {
	if named != "" && !filepath.IsAbs(named) {
		named = filepath.Join(folder, named)
	}
	if named != "" {
		return named, nil
	}
	file, err := config.Find(dir)
	if file == "" && err == nil && folder != "" {
		file, err = config.Find(folder)
	}
	return file, err
}
