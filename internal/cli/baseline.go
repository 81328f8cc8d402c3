package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/baseline"
	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
)

var baselineActions = []string{"create", "update", "prune"}

func baselineCommand() command {
	return command{
		name:    "baseline",
		args:    "create|update|prune [packages]",
		summary: "record the findings of today, so that only new ones are reported; later drop what is repaired",
		words:   func(*app) []string { return baselineActions },
		setup: func(a *app, fs *flag.FlagSet) action {
			b := &baselineRun{app: a, settings: addSettings(a, fs), packages: addPackages(fs)}
			return b.run
		},
	}
}

// A baselineRun is one call of baseline.
type baselineRun struct {
	app      *app
	settings *settingFlags
	packages *packageFlags
}

func (b *baselineRun) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return usagef("counterlint baseline takes an action and packages: %s", alternatives(baselineActions))
	}
	verb, err := oneOf("baseline", args[:1], baselineActions)
	if err != nil {
		return err
	}
	if err := b.packages.prepare(); err != nil {
		return err
	}
	s, err := b.settings.load(b.app)
	if err != nil {
		return err
	}
	file := cmp.Or(s.Baseline, baseline.Name)
	known := baseline.Baseline{}
	if verb != "create" {
		if known, err = readBaseline(file); err != nil {
			return err
		}
	} else if _, err := os.Lstat(file); err == nil {
		return usagef("%s is there already; counterlint baseline update or prune changes it", file)
	}
	inForce := s.Baseline != ""
	s.Baseline = "" // the known findings are to be found
	found, judged, err := b.find(ctx, s, args[1:])
	if err != nil {
		return err
	}
	var after baseline.Baseline
	var news []finding.Finding
	switch verb {
	case "create":
		after = baseline.Of(found)
	case "update":
		after, news = known.Update(found, judged)
	case "prune":
		after = known.Prune(found, judged)
	}
	if err := writeBaseline(b.app, file, after); err != nil {
		return err
	}
	b.tell(verb, file, known, after, inForce)
	if len(news) > 0 {
		return &exitError{statusFindings, fmt.Errorf("%s not in the baseline, which never grows", plural(len(news), "finding is", "findings are"))}
	}
	return nil
}

// find analyses the packages. judged tells of a package of the baseline whether the findings say all about it: it was analysed, or
// is there no more. A package that was not analysed as a whole would lose what is known of it, so that is an error.
func (b *baselineRun) find(ctx context.Context, s *settings, patterns []string) (found []finding.Finding, judged func(string) bool, err error) {
	e, err := b.app.newEngine(s, patterns, b.packages)
	if err != nil {
		return nil, nil, err
	}
	defer e.close()
	bar := startProgress(os.Stderr, false)
	e.config.Progress = bar.step
	found, err = e.run(ctx, nil)
	bar.stop()
	if err != nil {
		return nil, nil, err
	}
	if r := e.report(nil); len(r.Errors) > 0 {
		e.complainAbout(r.Errors)
		return nil, nil, &exitError{statusLoad, errors.New("the baseline is left as it is: not every package could be analysed as a whole")}
	}
	gone := map[string]bool{}
	return found, func(pkg string) bool {
		if slices.Contains(e.packages, pkg) {
			return true
		}
		if _, ok := gone[pkg]; !ok {
			gone[pkg] = !packageExists(ctx, pkg)
		}
		return gone[pkg]
	}, nil
}

// packageExists tells whether an import path has a folder. External tests have that of their package.
func packageExists(ctx context.Context, pkg string) bool {
	out, err := exec.CommandContext(ctx, "go", "list", "-find", "-e", "-f", "{{.Dir}}", "--", strings.TrimSuffix(pkg, "_test")).Output()
	return err != nil || len(strings.TrimSpace(string(out))) > 0 // unless the go command knows better, it is there
}

// tell says what became of the baseline.
func (b *baselineRun) tell(verb, file string, known, after baseline.Baseline, inForce bool) {
	text := fmt.Sprintf("%s: %s", emit.Clean(file), plural(after.Total(), "known finding", "known findings"))
	if verb != "create" {
		text += fmt.Sprintf(", before %d", known.Total())
	} else if !inForce {
		text += fmt.Sprintf("\nIt is in force with -baseline=%s, or with the line \"baseline: %s\" in %s.", file, file, config.Name)
	}
	fmt.Fprintln(b.app.stdout, text)
}

// readBaseline reads a file that must be there.
func readBaseline(file string) (baseline.Baseline, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("%s: there is no such baseline; counterlint baseline create makes it", file)
	}
	if err != nil {
		return nil, usagef("%s: %w", file, bare(err))
	}
	b, err := baseline.Parse(text)
	if err != nil {
		return nil, usagef("%s: %w", file, err)
	}
	return b, nil
}

// writeBaseline writes a file whole or not at all.
func writeBaseline(a *app, file string, b baseline.Baseline) error {
	text, err := b.Marshal()
	if err != nil {
		return err
	}
	out, err := openSink(a, file)
	if err == nil {
		defer out.discard()
		if _, err = out.Write(text); err == nil {
			err = out.commit()
		}
	}
	if err != nil {
		return usagef("%s: %w", file, bare(err))
	}
	return nil
}
