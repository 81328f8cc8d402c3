package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A history is a repository with the trees of testdata/review as its two commits.
func history(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "dev")
		t.Setenv("GIT_"+who+"_EMAIL", "dev@example.com")
		t.Setenv("GIT_"+who+"_DATE", "2026-01-01T00:00:00Z")
	}
	git(t, dir, "init", "-q", "-b", "main")
	for _, stub := range []string{"client_golang", "client_model"} {
		tree(t, filepath.Join(dir, "stubs", stub), "../../testdata/src/github.com/prometheus/"+stub)
		write(t, filepath.Join(dir, "stubs", stub, "go.mod"), "module github.com/prometheus/"+stub+"\n\ngo 1.26\n")
	}
	tree(t, dir, "testdata/review/base")
	commit(t, dir, "base")
	tree(t, dir, "testdata/review/head")
	commit(t, dir, "head")
	return dir
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	if _, stderr, status := run(t, dir, "git", args...); status != 0 {
		t.Fatalf("git %v: %s", args, stderr)
	}
}

func commit(t *testing.T, dir, message string) {
	t.Helper()
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", message)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func tree(t *testing.T, to, from string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		write(t, filepath.Join(to, rel), string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reviewed is what a review says of each item: what became of it, and the answers by check.
func reviewed(t *testing.T, dir string, args ...string) (answers map[string]map[string]string, status int) {
	t.Helper()
	stdout, stderr, status := run(t, dir, binary, append([]string{"review", "-format", "json"}, args...)...)
	var r struct {
		Changes []struct {
			What, Name string
			Answers    []struct {
				Check, Status, Reviewed string
				Evidence                []struct {
					File string
					Line int
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	answers = map[string]map[string]string{}
	for _, c := range r.Changes {
		m := map[string]string{"what": c.What}
		for _, a := range c.Answers {
			m[a.Check] = a.Status
			if a.Reviewed != "" {
				m[a.Check] += " reviewed"
			}
			if (a.Status == "pass" || a.Status == "fail") && (len(a.Evidence) == 0 || a.Evidence[0].File == "" || a.Evidence[0].Line == 0) {
				t.Errorf("%s/%s is %s without a place", c.Name, a.Check, a.Status)
			}
		}
		answers[c.Name] = m
	}
	return answers, status
}

// TestReview goes through each check, in pass, fail and for a person to see.
func TestReview(t *testing.T) {
	dir := history(t)
	answers, status := reviewed(t, dir, "-base", "HEAD~1")
	if status != 1 {
		t.Errorf("status %d with blocking checks that fail", status)
	}
	for name, want := range map[string]string{
		"shop_visits_total": `what=added primitive=pass monotonic=pass cardinality=pass privacy=n/a naming=pass help=pass exposition=pass tests=fail benchmark=human
			dashboard=pass alert=pass runbook=pass`,
		"shop_purchases_total": "what=renamed change=fail",
		"shop_carts":           "what=changed change=human naming=fail",
		"shop_stock_items":     "what=removed change=human",
		"shop_logins_total":    "cardinality=human privacy=fail dashboard=fail alert=human runbook=fail",
		"shop_paths_total":     "cardinality=fail privacy=human",
		"waitMillis":           "naming=human help=fail exposition=fail",
		"shop_sales_total":     "cardinality=human privacy=human help=human",
		"Door.in":              "primitive=pass monotonic=human naming=n/a cardinality=n/a tests=pass benchmark=pass",
		"Door.opened":          "primitive=fail",
		"Door.asked":           "primitive=pass monotonic=human exposition=human tests=human dashboard=n/a",
	} {
		for pair := range strings.FieldsSeq(want) {
			check, status, _ := strings.Cut(pair, "=")
			if got := answers[name][check]; got != status {
				t.Errorf("%s/%s is %q, want %s", name, check, got, status)
			}
		}
	}
}

// TestReviewFormats wants the same bytes twice, and the marker of the comment in front.
func TestReviewFormats(t *testing.T) {
	dir := history(t)
	for format, start := range map[string]string{"md": "<!-- counterlint review -->\n", "json": "{\n \"version\": 1,", "rdjson": "{\n \"source\"", "github": "::"} {
		got, stderr, _ := run(t, dir, binary, "review", "-base", "HEAD~1", "-format", format)
		if again, _, _ := run(t, dir, binary, "review", "-base", "HEAD~1", "-format", format); again != got {
			t.Errorf("a second run says\n%s\nafter\n%s", again, got)
		}
		if !strings.HasPrefix(got, start) || stderr != "" {
			t.Errorf("%s: %.100s%s", format, got, stderr)
		}
	}
}

// A line in a commit message answers for a person, and a change that nothing holds up has status 0.
func TestReviewTrailer(t *testing.T) {
	dir := history(t)
	write(t, filepath.Join(dir, ".counterlint.yml"), "review: {blocking: [alert]}\n")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", "alerts\n\nCounter-Reviewed: shop_sales_total/alert\nCounter-Reviewed: shop_sales_total/help")
	answers, status := reviewed(t, dir, "-base", "HEAD~2")
	if answers["shop_sales_total"]["alert"] != "human reviewed" || answers["shop_sales_total"]["help"] != "human reviewed" {
		t.Errorf("%v", answers["shop_sales_total"])
	}
	if status != 1 {
		t.Errorf("status %d while other alerts are open", status)
	}
	write(t, filepath.Join(dir, ".counterlint.yml"), "review: {blocking: [monotonic], alerts: nowhere}\n")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", "m\n\nCounter-Reviewed: Door.asked/monotonic\nCounter-Reviewed: Door.in/monotonic\nCounter-Reviewed: Door.opened/monotonic")
	if answers, status := reviewed(t, dir, "-base", "HEAD~3"); status != 0 {
		t.Errorf("status %d, %v", status, answers)
	}
	if answers, status := reviewed(t, dir, "-base", "HEAD"); status != 0 || len(answers) > 0 {
		t.Errorf("compared with itself: status %d, %v", status, answers)
	}
}
