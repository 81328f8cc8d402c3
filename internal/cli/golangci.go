package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/counterlint/counterlint/internal/emit"
)

// golangciVersion is the version of golangci-lint that the plugin is tested with.
const golangciVersion = "v2.15.0"

func golangciCommand() command {
	return command{
		name:    "golangci-build",
		summary: "build golangci-lint with counterlint inside",
		setup: func(a *app, fs *flag.FlagSet) action {
			g := &golangciBuild{
				app:     a,
				out:     fs.String("o", "golangci-lint-counterlint"+exeSuffix(), "write the program to this `file`"),
				version: fs.String("golangci-lint", golangciVersion, "`version` of golangci-lint"),
				source:  fs.String("source", "", "take counterlint from this `folder` instead of the version that this program has"),
			}
			return g.run
		},
	}
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// A golangciBuild is one call of golangci-build. It needs no git: a main package that imports the plugin is all there is to it.
type golangciBuild struct {
	app                  *app
	out, version, source *string
}

var versionForm = regexp.MustCompile(`^v2\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)

func (g *golangciBuild) run(ctx context.Context, args []string) error {
	if err := noArgs("golangci-build", args); err != nil {
		return err
	}
	if !versionForm.MatchString(*g.version) {
		return usagef("-golangci-lint %s: want a version such as %s", *g.version, golangciVersion)
	}
	out, err := filepath.Abs(*g.out)
	if err != nil {
		return err
	}
	if info, err := os.Stat(out); err == nil && !info.Mode().IsRegular() {
		return usagef("-o %s: not a file", *g.out)
	}
	mod, err := g.goMod()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "counterlint-golangci-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{"go.mod": mod, "main.go": fmt.Sprintf(golangciMain, *g.version)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	fmt.Fprintf(g.app.stderr, "counterlint: building golangci-lint %s; this takes minutes the first time\n", *g.version)
	if err := goBuild(ctx, dir, out); err != nil {
		return &exitError{statusLoad, err}
	}
	_, err = fmt.Fprintf(g.app.stdout, "wrote %s\n", emit.Clean(*g.out))
	return err
}

// goMod requires golangci-lint and this counterlint; its go.mod names all that is below.
func (g *golangciBuild) goMod() (string, error) {
	const module = "github.com/counterlint/counterlint"
	text := fmt.Sprintf("module counterlint-golangci-lint\n\ngo 1.26.0\n\nrequire github.com/golangci/golangci-lint/v2 %s\n\n", *g.version)
	if *g.source == "" {
		if v := version(); v != "devel" && !strings.Contains(v, "+dirty") {
			return text + fmt.Sprintf("require %s %s\n", module, v), nil
		}
		return "", usagef("this counterlint was built in a folder and has no version; name the folder with -source")
	}
	source, err := filepath.Abs(*g.source)
	if err != nil {
		return "", err
	}
	mod, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil || !bytes.HasPrefix(mod, []byte("module "+module+"\n")) {
		return "", usagef("-source %s: no go.mod of %s there", *g.source, module)
	}
	return text + fmt.Sprintf("require %s v0.0.0\n\nreplace %s => %q\n", module, module, source), nil
}

const golangciMain = `// Golangci-lint with counterlint inside.
package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/counterlint/counterlint/gclplugin"
)

func main() {
	if err := commands.Execute(commands.BuildInfo{Version: %q, Commit: "unknown", Date: "unknown"}); err != nil {
		fmt.Fprintln(os.Stderr, "The command is terminated due to an error:", err)
		os.Exit(exitcodes.Failure)
	}
}
`

// goBuild compiles the module in dir, and takes from a proxy what it needs for that.
func goBuild(ctx context.Context, dir, out string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-mod=mod", "-ldflags=-s -w", "-o", out, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOWORK=off", "GOFLAGS=")
	said, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); !ok {
		return err
	}
	var errs []error
	for line := range strings.Lines(string(said)) {
		if !strings.HasPrefix(line, "go: downloading ") && !strings.HasPrefix(line, "go: finding ") {
			errs = append(errs, errors.New(line))
		}
	}
	return errors.Join(errs...)
}
