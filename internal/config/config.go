// Package config reads .counterlint.yml.
//
// It promises that a file is understood as a whole or refused: an unknown key, a name that no analyzer has, a value of the wrong
// kind is an error with its line and column. Every key has an effect. It knows neither flags nor defaults: a key that is not
// there is a zero value.
//
// The same keys stand in docs/counterlint.schema.json, for editors.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/counterlint/counterlint/internal/userrows"
)

// Name is the file that [Find] looks for.
const Name = ".counterlint.yml"

// A Config is what a file says, and what it extends.
type Config struct {
	Version        int               `yaml:"version"`                   // of the format: 1
	Enable         []string          `yaml:"enable,omitempty"`          // analyzers or groups; none: all
	Disable        []string          `yaml:"disable,omitempty"`         // analyzers or groups; wins over Enable
	Severities     map[string]string `yaml:"severities,omitempty"`      // analyzer or group → info, warning, error or off
	MinSeverity    string            `yaml:"min-severity,omitempty"`    // info, warning or error
	FailOn         string            `yaml:"fail-on,omitempty"`         // info, warning, error or never
	Deep           bool              `yaml:"deep,omitempty"`            // report what is below the precision bar too
	Tests          bool              `yaml:"tests,omitempty"`           // analyse _test.go files too
	LeaveCopylocks bool              `yaml:"leave-copylocks,omitempty"` // leave to go vet what its copylocks reports too
	Baseline       string            `yaml:"baseline,omitempty"`        // file with findings that are known; relative to the working directory, or absolute
	Paths          []Path            `yaml:"paths,omitempty"`           // the last one that speaks of a file wins
	Review         Review            `yaml:"review,omitempty"`          // what counterlint review looks at, and insists on

	userrows.Rows `yaml:",inline"` // what the project says of its own functions
}

// A Path holds what differs for some files.
type Path struct {
	Path       string            `yaml:"path"` // a glob with slashes, relative to the file's folder; ** stands for any folders
	Disable    []string          `yaml:"disable,omitempty"`
	Severities map[string]string `yaml:"severities,omitempty"`
}

// A Review holds what a team says of its reviews. Patterns are those of [Path].
type Review struct {
	Blocking   []string `yaml:"blocking,omitempty"` // checks that hold a change up, of ReviewChecks
	Dashboards []string `yaml:"dashboards,omitempty"`
	Alerts     []string `yaml:"alerts,omitempty"`
	Runbooks   []string `yaml:"runbooks,omitempty"`
	CI         []string `yaml:"ci,omitempty"` // none: where the common systems keep theirs
}

// ReviewChecks are what [Review.Blocking] can name.
var ReviewChecks = []string{
	"change", "findings", "primitive", "monotonic", "cardinality", "privacy", "naming", "help", "exposition", "tests", "benchmark", "dashboard", "alert", "runbook",
}

// Off is the severity of an analyzer that is silent.
const Off = "off"

// The values that keys and flags accept.
var (
	MinSeverities = []string{"info", "warning", "error"}
	FailOns       = []string{"info", "warning", "error", "never"}
	severities    = []string{"info", "warning", "error", Off}
)

// Marshal is the text of a file that says what c says.
func (c *Config) Marshal() ([]byte, error) { return yaml.Marshal(c) }

// An Error is one thing wrong with a file.
type Error struct {
	File         string
	Line, Column int // from 1; a column counts characters
	Message      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Load reads the named file. groups maps each analyzer that exists to its group. An error is one line per problem, each an
// [*Error], or says why the file cannot be read.
func Load(file string, groups map[string]string) (*Config, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, src, groups)
}

// Find returns the configuration file that is in force in dir: the nearest one from dir upward to the root of its git
// repository or, outside of one, of its module. It is "" where there is none.
func Find(dir string) (string, error) {
	limit := rootOf(dir)
	for {
		file := filepath.Join(dir, Name)
		if _, err := os.Lstat(file); err == nil { // a link that leads nowhere must not be passed over
			return file, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if other := filepath.Join(dir, ".counterlint.yaml"); exists(other) {
			return "", fmt.Errorf("%s is not read; rename it to %s", other, Name)
		}
		if dir == limit {
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
}

// rootOf returns the nearest folder from dir upward with a .git, else the nearest with a go.mod, else dir.
func rootOf(dir string) string {
	for _, mark := range []string{".git", "go.mod"} {
		for d := dir; ; d = filepath.Dir(d) {
			if exists(filepath.Join(d, mark)) {
				return d
			}
			if d == filepath.Dir(d) {
				break
			}
		}
	}
	return dir
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
