package misaligned64_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/misaligned64"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, misaligned64.Rule) }

// TestProof runs the proof for 386, where the calls panic.
func TestProof(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "386" {
		t.Skip("cannot run programs for linux/386")
	}
	cmd := exec.Command("go", "test", "-count=1", "-v", "misaligned64/proof")
	cmd.Env = append(os.Environ(), "GOARCH=386", "CGO_ENABLED=0", "GO111MODULE=off", "GOFLAGS=", "GOPATH="+linttest.Testdata())
	out, err := cmd.CombinedOutput()
	for _, name := range []string{"TestPanics", "TestRuns"} {
		if !strings.Contains(string(out), "--- PASS: "+name+" ") {
			t.Errorf("%s did not pass (%v)\n%s", name, err, out)
		}
	}
}

// TestModule: the files by which the module is built decide how bad a finding is. What is shown without further ado is a warning
// at least, so that information is not.
func TestModule(t *testing.T) {
	const source = `package p

import "sync/atomic"

type stats struct {
	ready bool
	bytes int64
}

func (s *stats) Add(n int64) { atomic.AddInt64(&s.bytes, n) }
`
	tests := []struct {
		file, content string
		want          string
	}{
		{"README.md", "GOARCH=386", ""},
		{".github/workflows/ci.yml", "run: GOARCH=386 go test ./...\n", "(the module is built for 32 bits: .github/workflows/ci.yml:1)"},
		{".goreleaser.yml", "builds:\n- goarch: [amd64, arm64]\n", ""},
		{".goreleaser.yml", "builds:\n- goarch: [amd64, arm]\n", "(the module is built for 32 bits: .goreleaser.yml:2)"},
		{"p/word_arm.go", "package p\n\nconst word = 4\n", "(the module is built for 32 bits: word_arm.go)"},
		{"p/word_arm64.go", "package p\n\nconst word = 8\n", ""},
		{"p/word_test.go", "//go:build 386\n\npackage p\n", ""},
	}
	for _, test := range tests {
		got := linttest.Module(t, misaligned64.Rule, map[string]string{
			"go.mod": "module example.com/m\n\ngo 1.24\n", "p/p.go": source, test.file: test.content,
		})
		if test.want == "" && len(got) > 0 || test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)) {
			t.Errorf("with %s: %q, want %q", test.file, got, test.want)
		}
	}
}
