package cli

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReportsToFiles(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	got := run(t, dir, "-o", "sarif=out.sarif", "-o=json=sub.json", "--o", "text=out.txt")
	if got.status != 1 || got.stderr != "" || !strings.Contains(got.stdout, "p.go:6:2: error: lost is incremented [lost]\n") {
		t.Errorf("%+v", got)
	}
	if read(t, filepath.Join(dir, "out.txt")) != got.stdout {
		t.Error("the text report in the file differs from that on standard output")
	}
	for file, key := range map[string]string{"out.sarif": "runs", "sub.json": "findings"} {
		var doc map[string]any
		if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, file))), &doc); err != nil || doc[key] == nil {
			t.Errorf("%s: %v, %v", file, doc, err)
		}
	}
	onlyFiles(t, dir, "go.mod", "p.go", "out.sarif", "sub.json", "out.txt")

	got = run(t, dir, "-o", "json=-")
	if got.stdout != read(t, filepath.Join(dir, "sub.json")) {
		t.Errorf("-o json=- printed %s", got.stdout)
	}
	got = run(t, dir, "-format", "json", "-o", "text=out.txt")
	if got.stdout != read(t, filepath.Join(dir, "sub.json")) {
		t.Errorf("-format json printed %s", got.stdout)
	}
}

// onlyFiles wants these files in dir and no others, such as a temporary one that was left behind.
func onlyFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.Contains(" "+strings.Join(want, " ")+" ", " "+e.Name()+" ") {
			t.Errorf("%s was left in the folder", e.Name())
		}
	}
	if len(entries) < len(want) {
		t.Errorf("%d files, want %v", len(entries), want)
	}
}

// A report takes the place of an older one as a whole; its mode and a link to it stay.
func TestReportReplacesFile(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, "real/report.json": "old"})
	target := filepath.Join(dir, "real", "report.json")
	if err := os.Chmod(target, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(dir, "link.json")); err != nil {
		t.Skip(err)
	}
	if got := run(t, dir, "-q", "-o", "json=link.json"); got.status != 1 {
		t.Fatalf("%+v", got)
	}
	info, err := os.Lstat(filepath.Join(dir, "link.json"))
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if info, err = os.Stat(target); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if !strings.HasPrefix(read(t, target), `{"version":1`) {
		t.Errorf("the report holds %q", read(t, target))
	}
	onlyFiles(t, filepath.Join(dir, "real"), "report.json")
}

// A run that ends early leaves the older report as it is.
func TestReportSurvivesFailedRun(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, "report.json": "old"})
	cmd := program(t, dir, "-o", "json=report.json")
	cmd.Env = append(cmd.Env, "PATH=")
	if got := finish(t, cmd); got.status != 3 {
		t.Errorf("%+v", got)
	}
	if got := read(t, filepath.Join(dir, "report.json")); got != "old" {
		t.Errorf("the report holds %q", got)
	}
	onlyFiles(t, dir, "go.mod", "p.go", "report.json")
}

func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	dir := module(t, map[string]string{"p.go": lostGo})
	got := run(t, dir, "-o", "json=/dev/full", "-o", "sarif=good.sarif")
	if got.status != 2 || got.stderr != "counterlint: -o json=/dev/full: no space left on device\n" || !strings.Contains(got.stdout, "lost is incremented") {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(read(t, filepath.Join(dir, "good.sarif")), "lost is incremented") {
		t.Error("the other report was lost")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"-format=text"}, {"-format=json"}, {"-format=sarif"}, {"fix", "-diff"}, {"explain"}, {"version"}, {"help"}, {"completion", "bash"}} {
		cmd := program(t, dir, args...)
		cmd.Stdout = full
		if got := finish(t, cmd); got.status != 2 || !strings.HasSuffix(got.stderr, "no space left on device\n") || strings.Count(got.stderr, "\n") > 2 {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

// What is no file is written as it is, and never replaced: not even where a link leads to a pipe without a name.
func TestReportToPipe(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	got := run(t, dir, "-q", "-o", "json=/dev/stdout")
	if _, err := os.Stat("/dev/stdout"); err != nil {
		t.Skip(err)
	}
	if got.status != 1 || !strings.Contains(got.stdout, `{"version":1`) || !strings.Contains(got.stdout, "[lost]\n") {
		t.Errorf("%+v", got)
	}
	if info, err := os.Lstat("/dev/stdout"); err != nil || info.Mode().IsRegular() {
		t.Errorf("/dev/stdout: %v, %v", info, err)
	}
	if got := run(t, dir, "-q", "-o", "json=/dev/null"); got.status != 1 || got.stderr != "" {
		t.Errorf("%+v", got)
	}
}

// A report whose writing fails halfway leaves the file that it was to replace.
func TestAtomicFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "report.json")
	write(t, file, "old")
	s, err := openSink(nil, file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(s, "half"); err != nil {
		t.Fatal(err)
	}
	s.(*atomicFile).Close() // as a failing disk would
	if _, err := io.WriteString(s, "the rest"); err == nil {
		t.Error("no error")
	}
	if err := s.commit(); err == nil {
		t.Error("no error of commit")
	}
	if got := read(t, file); got != "old" {
		t.Errorf("the file holds %q", got)
	}
	onlyFiles(t, dir, "report.json")
}

// When the reader leaves, as head does, the program ends quietly, with the status of its findings, and its other reports are
// there.
func TestClosedPipe(t *testing.T) {
	src := "package p\n\nvar lost int\n\nfunc f() {\n" + strings.Repeat("\tlost++\n", 200) + "}\n"
	dir := module(t, map[string]string{"p.go": src})
	for _, args := range [][]string{{}, {"-format=json"}, {"-format=sarif"}, {"-q"}, {"fix", "-diff"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		cmd := program(t, dir, append(args, "-o", "json=all.json")...)
		cmd.Stdout = w
		got := finish(t, cmd)
		w.Close()
		if got.status != 1 || strings.Contains(strings.TrimPrefix(got.stderr, "counterlint: would fix 200 findings in 1 file\n"), "c") {
			t.Errorf("%v: %+v", args, got)
		}
		if n := strings.Count(read(t, filepath.Join(dir, "all.json")), "lost is incremented"); n != 200 {
			t.Errorf("%v: %d findings in the file", args, n)
		}
	}
}

func TestColor(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	for _, tt := range []struct {
		args  string
		env   string
		color bool
	}{
		{"", "", false},
		{"-color=always", "", true},
		{"-color=always", "NO_COLOR=1", true}, // who asks for it gets it
		{"-color=never", "", false},
		{"-color=always -q", "", true},
		{"-color=always -format=json", "", false},
	} {
		cmd := program(t, dir, strings.Fields(tt.args)...)
		cmd.Env = append(cmd.Env, tt.env)
		if got := finish(t, cmd); strings.Contains(got.stdout, "\x1b[") != tt.color || !strings.Contains(got.stdout, "lost is incremented") {
			t.Errorf("%q with %q: %q", tt.args, tt.env, got.stdout)
		}
	}
}
