package linttest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/rule"
)

// Prove runs the tests of testdata/src/NAME/proof, which show that what r reports does go wrong. A test passes when it has seen
// the mistake: it counts the updates lost, say. A test whose name begins with TestRace does the opposite: it runs the code, and
// the race detector must make it fail. One whose name begins with TestQuiet runs near misses, in which the race detector must find
// nothing.
//
// The want comments of that package are checked by [Run]. Prove is left out with -short; it needs a C compiler where there are
// TestRace tests.
func Prove(t *testing.T, r *rule.Rule) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs go test")
	}
	for _, problem := range prove(r.Name() + "/proof") {
		t.Error(problem)
	}
}

// prove returns what is wrong with the proof in the folder path of testdata/src.
func prove(path string) (problems []string) {
	races, quiet, others, err := proofTests(filepath.Join(Testdata(), "src", filepath.FromSlash(path)))
	if err != nil {
		return []string{err.Error()}
	}
	if len(races)+len(quiet)+len(others) == 0 {
		return []string{fmt.Sprintf("testdata/src/%s has no tests", path)}
	}
	if len(others) > 0 {
		out, err := goTest(path, "-skip=^Test(Race|Quiet)")
		for _, name := range others {
			if !strings.Contains(out, "--- PASS: "+name+" ") {
				problems = append(problems, fmt.Sprintf("%s did not pass (%v)\n%s", name, err, out))
			}
		}
	}
	if len(races)+len(quiet) == 0 {
		return problems
	}
	dir, err := os.MkdirTemp("", "proof")
	if err != nil {
		return append(problems, err.Error())
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "proof.test")
	if out, err := goTest(path, "-race", "-c", "-o="+binary); err != nil {
		return append(problems, fmt.Sprintf("%v\n%s", err, out))
	}
	// One process for each: the detector reports a pair of places once.
	for _, name := range races {
		if out, ok := shown(binary, name); !ok {
			problems = append(problems, fmt.Sprintf("%s shows no data race\n%s", name, out))
		}
	}
	for _, name := range quiet {
		if out, err := exec.Command(binary, "-test.v", "-test.run=^"+name+"$").CombinedOutput(); err != nil {
			problems = append(problems, fmt.Sprintf("%s is not quiet: %v\n%s", name, err, out))
		}
	}
	return problems
}

// maxTries bounds the runs of a test that is to show a race: whether two goroutines meet is up to the scheduler.
const maxTries = 20

// shown tells whether the race detector fails the test in one of several runs, and returns what the last one printed.
func shown(binary, name string) (out string, ok bool) {
	for range maxTries {
		printed, err := exec.Command(binary, "-test.v", "-test.run=^"+name+"$").CombinedOutput()
		out = string(printed)
		if err != nil && strings.Contains(out, "WARNING: DATA RACE") && strings.Contains(out, "--- FAIL: "+name+" ") {
			return out, true
		}
	}
	return out, false
}

var testForm = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

func proofTests(dir string) (races, quiet, others []string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, nil, nil, err
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, m := range testForm.FindAllSubmatch(src, -1) {
			switch name := string(m[1]); {
			case strings.HasPrefix(name, "TestRace"):
				races = append(races, name)
			case strings.HasPrefix(name, "TestQuiet"):
				quiet = append(quiet, name)
			default:
				others = append(others, name)
			}
		}
	}
	return races, quiet, others, nil
}

func goTest(path string, args ...string) (string, error) {
	cmd := exec.Command("go", append(append([]string{"test", "-vet=off", "-v", "-count=1"}, args...), path)...)
	cmd.Dir = Testdata()
	cmd.Env = append(os.Environ(), "GO111MODULE=off", "GOFLAGS=", "GOPATH="+Testdata(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go test %s: %w", strings.Join(args, " "), err)
	}
	return string(out), err
}
