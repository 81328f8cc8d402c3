package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const source = `package p

import "runtime"

type t [1]int

func f(a, b int) bool {
	if a < b && a+1 != 0 {
		g()
		runtime.KeepAlive(a)
		return true
	}
	a++
	return false
}
`

func TestMutants(t *testing.T) {
	all, err := mutants("p.go", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range all {
		got = append(got, m.what)
		if len(m.text) < len(source)-3 || string(m.text) == source || !strings.HasPrefix(string(m.text), "package p") {
			t.Errorf("%s: the text is\n%s", m.what, m.text)
		}
	}
	want := []string{
		"&& becomes ||", "< becomes <=", "!= becomes ==", "+ becomes -", "1 becomes 0", "0 becomes 1", "g() becomes {}",
		"true becomes false", "++ becomes --", "false becomes true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("mutants %q, want %q", got, want)
	}
	if _, err := mutants("p.go", []byte("package")); err == nil {
		t.Error("no error for a file that does not parse")
	}
}

// A package whose tests look at one of its two functions: the mutants of the other one survive.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module m\n\ngo 1.26.0\n",
		"m.go":      "package m\n\nfunc tested(a int) int { return a + 3 }\n\nfunc untested(a int) int { return a - 3 }\n",
		"m_test.go": "package m\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {\n\tif tested(2) != 5 {\n\t\tt.Fail()\n\t}\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOWORK", "off")
	t.Chdir(dir)
	killed, survived, err := run([]string{"."}, 0, 1)
	if err != nil || killed != 1 || survived != 1 {
		t.Errorf("%d killed, %d survived, %v; want one of each", killed, survived, err)
	}
	if _, _, err := run([]string{"./absent"}, 0, 1); err == nil {
		t.Error("no error for a folder that is not there")
	}
}
