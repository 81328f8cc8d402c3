package main

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers"
)

var update = flag.Bool("update", false, "write the example's real output into the README and testdata")

// The blocks of the README that show what the program prints, between the markers <!-- KEY --> and <!-- end -->.
var readmeBlock = regexp.MustCompile("(?s)(<!-- (one|all) -->\n```\n)(.*?)(\n```\n<!-- end -->)")

// TestReadme holds the README, and the record of what is found in the example, against what the program prints today.
func TestReadme(t *testing.T) {
	t.Setenv("GOWORK", "") // the examples are a module of their own
	out, stderr, status := run(t, "../..", binary, "./examples/...")
	if status != 1 || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	const golden = "testdata/shortlink.txt"
	if *update {
		put(t, golden, out)
	} else if want := get(t, golden); out != want {
		t.Errorf("the example's report is\n%s\nwant, by %s,\n%s", out, golden, want)
	}
	shown := map[string]string{"one": finding(t, out, "splitreset"), "all": table(t, out)}
	source, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	fresh := readmeBlock.ReplaceAllStringFunc(string(source), func(block string) string {
		blocks++
		m := readmeBlock.FindStringSubmatch(block)
		return m[1] + shown[m[2]] + m[4]
	})
	if blocks != len(shown) {
		t.Errorf("the README has %d blocks of output, want %d", blocks, len(shown))
	}
	if fresh != string(source) {
		if !*update {
			t.Error("the README shows what the program no longer prints; go test ./cmd/counterlint -run TestReadme -update")
		} else if err := os.WriteFile("../../README.md", []byte(fresh), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range analyzers.Names() {
		if !strings.Contains(fresh, "`"+name+"`") {
			t.Errorf("the README does not name %s", name)
		}
	}
}

// finding cuts the first finding of an analyzer out of a report, with the lines below it.
func finding(t *testing.T, report, analyzer string) string {
	t.Helper()
	lines := strings.Split(report, "\n")
	for i, line := range lines {
		if strings.HasSuffix(line, "["+analyzer+"]") {
			end := i + 1
			for end < len(lines) && strings.HasPrefix(lines[end], " ") {
				end++
			}
			return strings.Join(lines[i:end], "\n")
		}
	}
	t.Fatalf("the example has no finding of %s", analyzer)
	return ""
}

// table cuts the counts at the end out of a report.
func table(t *testing.T, report string) string {
	t.Helper()
	i := strings.LastIndex(report, "\nanalyzer ")
	if i < 0 {
		t.Fatal("the report has no table")
	}
	return strings.TrimSpace(report[i:])
}
