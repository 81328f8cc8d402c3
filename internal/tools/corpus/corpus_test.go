package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/tools/clones"
)

func TestRunComparesWithVerdicts(t *testing.T) {
	w := newWorld(t)
	out := w.run(okay, "run", w.clones(), "-record")
	contains(t, out, `^== tiny [0-9a-f]{12}: 1 packages, 11 lines, 0 broken$`, `^   4 findings: 0 true, 0 false, 0 unsure, 4 new; 0 gone$`,
		`^new    tiny p/p.go:6:2 shouter \[error structural\] oops is called; call nothing$`, `^shouter +0 +6 +6 +0$`)

	w.verdict("p/p.go", "6", "true")
	w.verdict("p/p.go", "7", "unsure")
	out = w.run(okay, "run", w.clones())
	contains(t, out, `^   4 findings: 1 true, 0 false, 2 unsure, 1 new; 0 gone$`, `^shouter +6 +6 +0 +0$`)

	w.verdict("p/q.go", "3", "false")
	out = w.run(different, "run", w.clones(), "-repo=tiny")
	contains(t, out, `^FALSE  tiny p/q.go:3:12 shouter`, `^       known as a false alarm: because$`)
}

func TestRunFollowsMovedLines(t *testing.T) {
	w := newWorld(t)
	w.verdict("p/p.go", "6", "true")
	w.verdict("p/p.go", "7", "true")
	w.verdict("p/q.go", "3", "unsure")
	w.run(okay, "run", w.clones(), "-record", "-repo=tiny")

	w.git("mv", "p/q.go", "p/r.go")
	w.write("clones/tiny/p/p.go", "package p\n\n// New.\nfunc oops() {}\n\nfunc a() {\n\toops()\n\toops() // once\n}\n")
	w.commitAll()
	out := w.run(okay, "run", w.clones(), "-repo=tiny", "-record")
	contains(t, out, `^   3 findings: 1 true, 0 false, 1 unsure, 1 new; 0 gone$`, `^stale  tiny p/p.go:7 shouter, true at`, `^new    tiny p/p.go:8`)
	verdicts := w.read("corpus/verdicts/tiny.tsv")
	contains(t, verdicts, "^tiny\t"+w.commit+"\tp/p.go\t7\tshouter\ttrue\tbecause$", "^tiny\t"+w.commit+"\tp/r.go\t3\tshouter\tunsure")
}

func TestRunTellsWhatIsLost(t *testing.T) {
	w := newWorld(t)
	w.run(okay, "run", w.clones(), "-o", filepath.Join(w.dir, "old.tsv"), "-repo=tiny")
	w.verdict("p/p.go", "5", "true")
	out := w.run(okay, "run", w.clones(), "-repo=tiny", "-old", filepath.Join(w.dir, "old.tsv"))
	contains(t, out, `^LOST   tiny p/p.go:5 shouter$`, `^       known to be true: because \(new at line 6: the same\?\)$`, `^shouter +4 +4 +0 +0$`)

	w.run(failed, "run", "-old", filepath.Join(w.dir, "nosuch.tsv"))
	contains(t, w.stderr.String(), "nosuch.tsv")
}

func TestRunSaysWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	other := strings.Repeat("0", 40)
	w.write("corpus/repos.tsv", strings.Join(clones.Header, "\t")+
		"\ntiny\thttps://example.com/tiny\t"+other+"\t./...\t\nabsent\thttps://example.com/absent\t"+other+"\t./...\t\n")
	w.run(okay, "run", w.clones())
	contains(t, w.stderr.String(), `^corpus: tiny is at `+w.commit[:12]+`; git -C .* checkout `+other, `^corpus: absent is not there; git clone https://example.com/absent `)
	w.run(okay, "run")
	contains(t, w.stderr.String(), `^corpus: tiny is skipped; say with -dir where its clone lies$`)
	w.run(failed, "run", w.clones(), "-repo=absent")
	w.run(failed, "run", w.clones(), "-repo=unknown")
	w.run(failed, "run", "-rule=unknown")
	contains(t, w.stderr.String(), `^corpus run: no analyzer is called "unknown"$`)
}

func TestAddChecksEachLine(t *testing.T) {
	w := newWorld(t)
	for _, bad := range []struct{ line, complaint string }{
		{"tiny|COMMIT|p/p.go|6|shouter|true", "6 fields, want 7"},
		{"other|COMMIT|p/p.go|6|shouter|true|r", `no repository "other"`},
		{"tiny|0000000|p/p.go|6|shouter|true|r", "is read at commit"},
		{"tiny||p/p.go|6|shouter|true|r", "is read at commit"},
		{"tiny|COMMIT|../p.go|6|shouter|true|r", "want the path of a Go file"},
		{"tiny|COMMIT|vendor/x/p.go|6|shouter|true|r", "is vendored"},
		{"tiny|COMMIT|p/none.go|6|shouter|true|r", "none.go"},
		{"tiny|COMMIT|p/p.go|600|shouter|true|r", "has 8 lines, not 600"},
		{"tiny|COMMIT|p/p.go|x|shouter|true|r", "line is \"x\""},
		{"tiny|COMMIT|p/p.go|6|shoute|true|r", `no analyzer is called "shoute"`},
		{"tiny|COMMIT|p/p.go|6|shouter|maybe|r", `verdict is "maybe"`},
		{"tiny|COMMIT|p/p.go|6|shouter|true| ", "needs a reason"},
		{"std|go1.2|s.go|6|shouter|true|r", `no repository "std"`},
	} {
		w.write("v.txt", "# one good line before\ntiny|"+w.commit+"|p/p.go|6|shouter|true|r\n"+strings.Replace(bad.line, "COMMIT", w.commit, 1)+"\n")
		w.run(failed, "add", w.clones(), filepath.Join(w.dir, "v.txt"))
		contains(t, w.stderr.String(), `v\.txt:3: `, regexp.QuoteMeta(bad.complaint))
		if _, err := os.Stat(filepath.Join(w.dir, "corpus", "verdicts")); err == nil {
			t.Errorf("%s: some verdicts were kept", bad.line)
		}
	}

	w.verdict("p/p.go", "6", "true")
	w.write("v.txt", "tiny|"+w.commit+"|p/p.go|6|shouter|false|a | b\n")
	w.run(failed, "add", filepath.Join(w.dir, "v.txt"))
	contains(t, w.stderr.String(), `known to be true \(because\)`)
	contains(t, w.run(okay, "add", "-replace", filepath.Join(w.dir, "v.txt")), `^0 new, 1 replaced, 0 known already, 0 skipped$`)
	w.write("v.txt", "other/one|"+w.commit+"|p/p.go|6|shouter|false|r\ntiny|"+w.commit+"|p/q.go|3|shouter|true|r\n")
	contains(t, w.run(okay, "add", "-skip", filepath.Join(w.dir, "v.txt")), `^1 new, 0 replaced, 0 known already, 1 skipped$`)
	contains(t, w.read("corpus/verdicts/tiny.tsv"), "\tp/p.go\t6\tshouter\tfalse\ta \\| b$")
}

func TestGolden(t *testing.T) {
	w := newWorld(t)
	w.run(different, "golden") // nothing is recorded: everything differs
	w.run(okay, "golden", "-update")
	contains(t, w.read("corpus/findings/std.tsv"), "^std\tgo1.26.0\ts.go\t5\tshouter\t12\tcall\terror\tstructural\t\t\toops is called; call nothing$")
	contains(t, w.read("corpus/findings/deps.tsv"), "^example.org/dep\tv1.0.0\td.go\t5\t")
	if out := w.run(okay, "golden"); out != "" {
		t.Errorf("no difference, yet it prints %q", out)
	}

	w.write("std/s.go", "package s\n\nfunc oops() {}\n\nfunc c() { _ = 0; oops() }\n")
	out := w.run(different, "golden")
	contains(t, out, "^-std\tgo1.26.0\ts.go\t5\tshouter\t12\t", "^\\+std\tgo1.26.0\ts.go\t5\tshouter\t19\t")

	// Another Go: nothing is said of std, and that loudly. Another version of a dependency is a difference.
	std := w.tool.std
	w.tool.std = func() (target, error) {
		t, err := std()
		t.roots[0].commit = "go1.27.0"
		return t, err
	}
	w.run(okay, "golden")
	contains(t, w.stderr.String(), `SKIPPED std: its record is of go1\.26\.0, this is go1\.27\.0`)
	deps := w.tool.deps
	w.tool.deps = func() (target, error) {
		t, err := deps()
		t.roots[0].commit = "v1.0.1"
		return t, err
	}
	contains(t, w.run(different, "golden"), "^-example.org/dep\tv1.0.0\t0 packages broken$", "^\\+example.org/dep\tv1.0.1\t0 packages broken$")
}

func TestPrecisionAndDocs(t *testing.T) {
	w := newWorld(t)
	w.run(okay, "run", w.clones(), "-record")
	w.verdict("p/p.go", "6", "true")
	w.verdict("p/p.go", "7", "false") // two findings, one site
	w.verdict("p/p.go", "8", "true")  // never found
	out := w.run(okay, "precision")
	contains(t, out, `^\| shouter \| error \| structural \| yes \| 6 \| 3 \| 1 \| 2 \| 0 \| 33\.3 % \| 0 \|$`, `^\| all .*\| 1 \|$`, `^\| tiny \| 4 \| 3 \| 1 \| 2 \| 0 \| 33\.3 % \| 1 \|$`)

	page := "-file=" + filepath.Join(w.dir, "page.md")
	w.run(different, "docs", "-check", page)
	w.run(okay, "docs", page)
	w.run(okay, "docs", "-check", page)
	filled := w.read("page.md")
	contains(t, filled, `^\| tiny \| \[[0-9a-f]{12}\]\(https://example\.com/owner/tiny/tree/[0-9a-f]{40}\) \| 1 \| 11 \| 0 \|`, `^text <!-- corpus analyzers -->$`, `^<!-- end --> tail$`)
	if strings.Contains(filled, "old\n") {
		t.Error("the old text is still there")
	}
	w.write("page.md", "<!-- corpus nothing -->\n<!-- end -->\n")
	w.run(failed, "docs", page)
}

func TestBadTables(t *testing.T) {
	w := newWorld(t)
	head := strings.Join(verdictHeader, "\t") + "\n"
	for _, bad := range []struct{ text, complaint string }{
		{"repository\n", "tiny.tsv:1: the header is"},
		{head + "tiny\tc\tp.go\t1\n", "tiny.tsv:2: 4 fields, want 7"},
		{head + "tiny\tc\tp.go\t0\tshouter\ttrue\tr\n", "tiny.tsv:2: line is"},
		{head + "tiny\tc\tp.go\t1\tshouter\tyes\tr\n", "tiny.tsv:2: verdict is"},
	} {
		w.write("corpus/verdicts/tiny.tsv", bad.text)
		w.run(failed, "precision")
		contains(t, w.stderr.String(), regexp.QuoteMeta(bad.complaint))
	}
}

func TestUsage(t *testing.T) {
	w := newWorld(t)
	w.run(failed)
	w.run(failed, "walk")
	w.run(okay, "-h")
	w.run(okay, "run", "-h")
	w.run(failed, "run", "-nosuch")
	w.run(failed, "golden", "extra")
	contains(t, w.stderr.String(), `^corpus golden: unexpected argument "extra"$`)
}
