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
// the race detector must make it fail.
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
	races, others, err := proofTests(filepath.Join(Testdata(), "src", filepath.FromSlash(path)))
	if err != nil {
		return []string{err.Error()}
	}
	if len(races)+len(others) == 0 {
		return []string{fmt.Sprintf("testdata/src/%s has no tests", path)}
	}
	if len(others) > 0 {
		out, err := goTest(path, "-skip=^TestRace")
		for _, name := range others {
			if !strings.Contains(out, "--- PASS: "+name+" ") {
				problems = append(problems, fmt.Sprintf("%s did not pass (%v)\n%s", name, err, out))
			}
		}
	}
	// One process for each: the detector reports a pair of places once.
	for _, name := range races {
		out, err := goTest(path, "-race", "-run=^"+name+"$")
		if err == nil || !strings.Contains(out, "WARNING: DATA RACE") || !strings.Contains(out, "--- FAIL: "+name+" ") {
			problems = append(problems, fmt.Sprintf("%s shows no data race (%v)\n%s", name, err, out))
		}
	}
	return problems
}

var testForm = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

func proofTests(dir string) (races, others []string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, nil, err
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		for _, m := range testForm.FindAllSubmatch(src, -1) {
			if name := string(m[1]); strings.HasPrefix(name, "TestRace") {
				races = append(races, name)
			} else {
				others = append(others, name)
			}
		}
	}
	return races, others, nil
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
