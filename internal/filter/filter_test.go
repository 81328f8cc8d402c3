package filter_test

import (
	"fmt"
	"math/rand/v2"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
)

var groups = map[string]string{
	"lostupdate": "race", "mixedatomic": "race", "racyread": "race", "copiedatomic": "race", "loadstore": "race", "checkthenact": "race",
	"falsesharing": "cost", "piilabel": "labels", "unboundedlabel": "labels",
}

// at makes a finding. Its place reads FILE:LINE, its columns are those of the whole line.
func at(place, analyzer string, severity finding.Severity, change ...func(*finding.Finding)) finding.Finding {
	file, line, _ := strings.Cut(place, ":")
	f := finding.Finding{Analyzer: analyzer, Category: "c", Severity: severity, File: file, Column: 1, EndColumn: 9, Message: analyzer + " here"}
	fmt.Sscan(line, &f.Line)
	f.EndLine = f.Line
	for _, c := range change {
		c(&f)
	}
	return f
}

func deep(f *finding.Finding)     { f.Deep = true }
func upstream(f *finding.Finding) { f.Upstream = "copylocks" }

// names writes findings as FILE:LINE analyzer+also severity.
func names(fs []finding.Finding) (out []string) {
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s:%d %s %s", f.File, f.Line, strings.Join(append([]string{f.Analyzer}, f.Also...), "+"), f.Severity))
	}
	return out
}

func apply(t *testing.T, opts filter.Options, fs ...finding.Finding) []finding.Finding {
	t.Helper()
	opts.Groups = groups
	f, err := filter.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return f.Apply(fs)
}

func TestApply(t *testing.T) {
	all := []finding.Finding{
		at("b.go:2", "falsesharing", finding.Warning),
		at("a.go:9", "lostupdate", finding.Error),
		at("a.go:1", "copiedatomic", finding.Error, upstream),
		at("a.go:5", "loadstore", finding.Info),
		at("old/x/a.go:1", "lostupdate", finding.Error),
		at("a.go:7", "racyread", finding.Error, deep),
	}
	type severities = map[string]finding.Severity
	const (
		copied, load, lost, racy, false2, old = "a.go:1 copiedatomic error", "a.go:5 loadstore info", "a.go:9 lostupdate error",
			"a.go:7 racyread error", "b.go:2 falsesharing warning", "old/x/a.go:1 lostupdate error"
	)
	tests := []struct {
		about string
		opts  filter.Options
		want  []string
	}{
		{"everything", filter.Options{Deep: true}, []string{copied, load, racy, lost, false2, old}},
		{"the surest", filter.Options{}, []string{copied, load, lost, false2, old}},
		{"warnings and above", filter.Options{MinSeverity: finding.Warning}, []string{copied, lost, false2, old}},
		{"errors", filter.Options{MinSeverity: finding.Error}, []string{copied, lost, old}},
		{"one analyzer", filter.Options{Enable: []string{"lostupdate"}}, []string{lost, old}},
		{"one group and one analyzer", filter.Options{Enable: []string{"cost", "loadstore"}}, []string{load, false2}},
		{"without a group", filter.Options{Disable: []string{"race"}}, []string{false2}},
		{"disable wins", filter.Options{Enable: []string{"race"}, Disable: []string{"lostupdate"}}, []string{copied, load}},
		{"what vet says too", filter.Options{LeaveCopylocks: true}, []string{load, lost, false2, old}},
		{"a severity decides what is shown", filter.Options{MinSeverity: finding.Error, Severities: severities{"loadstore": finding.Error, "lostupdate": finding.Info}},
			[]string{copied, "a.go:5 loadstore error"}},
		{"an analyzer's severity wins over its group's", filter.Options{Severities: severities{"race": finding.Info, "lostupdate": finding.Warning}},
			[]string{"a.go:1 copiedatomic info", load, "a.go:9 lostupdate warning", false2, "old/x/a.go:1 lostupdate warning"}},
		{"a path without an analyzer", filter.Options{Paths: []filter.Path{{Glob: "old/**", Disable: []string{"lostupdate"}}}}, []string{copied, load, lost, false2}},
		{"a path without a group", filter.Options{Paths: []filter.Path{{Glob: "a.go", Disable: []string{"race"}}}}, []string{false2, old}},
		{"a path's severity", filter.Options{MinSeverity: finding.Warning, Paths: []filter.Path{{Glob: "old", Severities: severities{"race": finding.Info}}}},
			[]string{copied, lost, false2}},
		{"the last path speaks", filter.Options{Paths: []filter.Path{
			{Glob: "**", Severities: severities{"lostupdate": finding.Info}}, {Glob: "old", Severities: severities{"race": finding.Warning}},
		}}, []string{copied, load, "a.go:9 lostupdate info", false2, "old/x/a.go:1 lostupdate warning"}},
	}
	for _, test := range tests {
		if got := names(apply(t, test.opts, all...)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}

// TestRoots: globs are relative to the folder of the configuration, whatever the working directory and however a file is named.
func TestRoots(t *testing.T) {
	for _, test := range []struct {
		root, dir, file, glob string
		gone                  bool
	}{
		{"/m", "/m", "old/a.go", "old", true},
		{"/m", "/m/old", "a.go", "old", true},
		{"/m", "/m/old", "../a.go", "old", false},
		{"/m", "/elsewhere", "/m/old/a.go", "old/*.go", true},
		{"/m", "/m", "/other/old/a.go", "old", false},
		{"/m", "/m", "/other/old/a.go", "**", false},
		{"", "", "old/a.go", "old", true},
		{"/m/", "/m", "./old/a.go", "./old/", true},
	} {
		got := apply(t, filter.Options{Root: test.root, Dir: test.dir, Paths: []filter.Path{{Glob: test.glob, Disable: []string{"race"}}}},
			at(test.file+":1", "lostupdate", finding.Error))
		if (len(got) == 0) != test.gone {
			t.Errorf("%+v: %q", test, names(got))
		}
	}
}

func TestGlob(t *testing.T) {
	for _, test := range []struct {
		glob     string
		yes, not []string
	}{
		{"a", []string{"a", "a/b.go", "a/b/c.go"}, []string{"b/a", "ab", "ab/a.go"}},
		{"a/*.go", []string{"a/b.go"}, []string{"a/b/c.go", "a/b.txt", "b.go"}},
		{"**/gen", []string{"gen/a.go", "a/gen/b.go", "a/b/gen"}, []string{"a/general/b.go"}},
		{"**/*_mock.go", []string{"a_mock.go", "x/y/a_mock.go"}, []string{"x/mock.go"}},
		{"a/**/b", []string{"a/b/x.go", "a/x/b", "a/x/y/b/z.go"}, []string{"b", "x/a/b"}},
		{"a/**", []string{"a/b", "a/b/c", "a"}, []string{"ab/c"}},
		{"**", []string{"a", "a/b/c.go"}, nil},
		{"[ab]/?.go", []string{"a/x.go", "b/y.go"}, []string{"c/x.go", "a/xy.go"}},
		{"/a/", []string{"a/b.go"}, []string{"b/a/b.go"}},
		{strings.Repeat("**/a/", 12) + "b", nil, []string{strings.Repeat("a/", 40)}},
	} {
		for _, name := range append(slices.Clone(test.yes), test.not...) {
			got := apply(t, filter.Options{Paths: []filter.Path{{Glob: test.glob, Disable: []string{"race"}}}}, at(name+":1", "lostupdate", finding.Error))
			if want := slices.Contains(test.yes, name); (len(got) == 0) != want {
				t.Errorf("%s matches %s: %t", test.glob, name, !want)
			}
		}
	}
}

// FuzzGlob: a pattern that is taken matches each name below one that it matches.
func FuzzGlob(f *testing.F) {
	f.Add("a/**/b*", "a/x/b")
	f.Add("**/**/[a-c]?", "z/bb")
	f.Fuzz(func(t *testing.T, glob, name string) {
		fl, err := filter.New(filter.Options{Groups: groups, Paths: []filter.Path{{Glob: glob, Disable: []string{"race"}}}})
		if err != nil || name != path.Clean(name) || name == "." || strings.HasPrefix(name, "..") {
			return
		}
		matches := func(name string) bool {
			return len(fl.Apply([]finding.Finding{{Analyzer: "lostupdate", File: name}})) == 0
		}
		if matches(name) && !matches(name+"/below.go") {
			t.Errorf("%q matches %q and not what is below", glob, name)
		}
	})
}

func TestNewErrors(t *testing.T) {
	for _, test := range []struct {
		opts filter.Options
		want string
	}{
		{filter.Options{Enable: []string{"race", "lostupdates"}}, `enable: unknown analyzer or group "lostupdates"`},
		{filter.Options{Disable: []string{""}}, `disable: unknown analyzer or group ""`},
		{filter.Options{MinSeverity: "loud"}, `min-severity is "loud", want info, warning or error`},
		{filter.Options{Severities: map[string]finding.Severity{"race": "off"}}, `severities: severity of race is "off", want info, warning or error`},
		{filter.Options{Severities: map[string]finding.Severity{"rice": finding.Info}}, `severities: unknown analyzer or group "rice"`},
		{filter.Options{Paths: []filter.Path{{Glob: "a", Disable: []string{"x"}}}}, `path a: unknown analyzer or group "x"`},
		{filter.Options{Paths: []filter.Path{{Glob: "a", Severities: map[string]finding.Severity{"race": "x"}}}}, `path a: severity of race is "x", want info, warning or error`},
		{filter.Options{Paths: []filter.Path{{Glob: ""}}}, `path "": want a pattern relative to the configuration file, such as internal/legacy/**`},
		{filter.Options{Paths: []filter.Path{{Glob: "a/b**"}}}, `path "a/b**": "b**" cannot be a segment of a pattern`},
		{filter.Options{Paths: []filter.Path{{Glob: "../a"}}}, `path "../a": ".." cannot be a segment of a pattern`},
		{filter.Options{Paths: []filter.Path{{Glob: "a/[b"}}}, `path "a/[b": syntax error in pattern`},
	} {
		test.opts.Groups = groups
		if _, err := filter.New(test.opts); err == nil || err.Error() != test.want {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
}

// TestVariants: a package, its test variant and a build for another system say the same thing; it is said once, by the one that
// is surest and whose fix reaches furthest.
func TestVariants(t *testing.T) {
	edits := func(n int) func(*finding.Finding) {
		return func(f *finding.Finding) { f.Fixes = []finding.Fix{{Edits: make([]finding.Edit, n)}} }
	}
	got := apply(t, filter.Options{Deep: true},
		at("a.go:1", "lostupdate", finding.Error, edits(1)),
		at("a.go:1", "lostupdate", finding.Error, edits(3), deep),
		at("a.go:1", "lostupdate", finding.Error, edits(2)),
		at("a.go:1", "lostupdate", finding.Error),
		at("a.go:1", "lostupdate", finding.Error, func(f *finding.Finding) { f.Message = "something else" }),
	)
	if len(got) != 2 || len(got[0].Fixes) != 1 || len(got[0].Fixes[0].Edits) != 2 || got[0].Deep {
		t.Errorf("%+v", got)
	}
}

func TestOneLine(t *testing.T) {
	wide := func(f *finding.Finding) { f.EndColumn = 20 }
	related := func(file string) func(*finding.Finding) {
		return func(f *finding.Finding) { f.Related = []finding.Related{{File: file}} }
	}
	tests := []struct {
		about string
		fs    []finding.Finding
		want  []string
	}{
		{"one value, two reasons that are one", []finding.Finding{at("a.go:1", "unboundedlabel", finding.Warning), at("a.go:1", "piilabel", finding.Error)},
			[]string{"a.go:1 piilabel+unboundedlabel error"}},
		{"the loudest severity", []finding.Finding{at("a.go:1", "unboundedlabel", finding.Error), at("a.go:1", "piilabel", finding.Warning)},
			[]string{"a.go:1 piilabel+unboundedlabel error"}},
		{"three", []finding.Finding{at("a.go:1", "racyread", finding.Error), at("a.go:1", "lostupdate", finding.Error), at("a.go:1", "mixedatomic", finding.Error)},
			[]string{"a.go:1 mixedatomic+lostupdate+racyread error"}},
		{"other reasons", []finding.Finding{at("a.go:1", "falsesharing", finding.Error), at("a.go:1", "lostupdate", finding.Error)},
			[]string{"a.go:1 falsesharing error", "a.go:1 lostupdate error"}},
		{"the same line, another place in it", []finding.Finding{at("a.go:1", "racyread", finding.Error), at("a.go:1", "lostupdate", finding.Error, wide)},
			[]string{"a.go:1 lostupdate error", "a.go:1 racyread error"}},
		{"one analyzer twice", []finding.Finding{
			at("a.go:1", "piilabel", finding.Error), at("a.go:1", "piilabel", finding.Error, func(f *finding.Finding) { f.Message = "b" }),
		}, []string{"a.go:1 piilabel error", "a.go:1 piilabel error"}},
		{"names are not lost", []finding.Finding{
			at("a.go:1", "lostupdate", finding.Error, func(f *finding.Finding) { f.Also = []string{"racyread", "tornsnapshot"} }),
			at("a.go:1", "racyread", finding.Error, related("x.go")),
		}, []string{"a.go:1 lostupdate+racyread+tornsnapshot error"}},
	}
	for _, test := range tests {
		for range 2 { // in either order
			if got := names(apply(t, filter.Options{}, test.fs...)); !slices.Equal(got, test.want) {
				t.Errorf("%s: %q, want %q", test.about, got, test.want)
			}
			slices.Reverse(test.fs)
		}
	}
	got := apply(t, filter.Options{}, at("a.go:1", "racyread", finding.Error, related("x.go"), func(f *finding.Finding) { f.Fixes = make([]finding.Fix, 1) }),
		at("a.go:1", "lostupdate", finding.Error, related("y.go")))
	if len(got) != 1 || len(got[0].Related) != 2 || len(got[0].Fixes) != 1 {
		t.Errorf("evidence or fix lost: %+v", got)
	}
}

// TestFingerprints do not depend on what is shown.
func TestFingerprints(t *testing.T) {
	same := func(f *finding.Finding) { f.Package, f.Decl, f.Snippet = "p", "f", "x++" }
	fs := []finding.Finding{
		at("a.go:1", "lostupdate", finding.Info, same), at("a.go:2", "lostupdate", finding.Error, same, deep), at("a.go:3", "lostupdate", finding.Error, same),
	}
	all, some := apply(t, filter.Options{Deep: true}, fs...), apply(t, filter.Options{MinSeverity: finding.Error}, fs...)
	if len(all) != 3 || len(some) != 1 || some[0].Fingerprint != all[2].Fingerprint || all[0].Fingerprint == all[1].Fingerprint {
		t.Errorf("%+v and %+v", all, some)
	}
}

// TestPure: the order of the input does not matter, the input stays as it is, and a second pass changes nothing.
func TestPure(t *testing.T) {
	var fs []finding.Finding
	for i := range 200 {
		analyzer := []string{"lostupdate", "racyread", "mixedatomic", "piilabel", "unboundedlabel", "falsesharing"}[i%6]
		fs = append(fs, at(fmt.Sprintf("%c.go:%d", 'a'+i%3, i%17), analyzer, finding.Error))
	}
	want := apply(t, filter.Options{}, fs...)
	for range 20 {
		rand.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
		before := slices.Clone(fs)
		got := apply(t, filter.Options{}, fs...)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q, want %q", names(got), names(want))
		}
		if !reflect.DeepEqual(fs, before) {
			t.Fatal("the input was changed")
		}
		if again := apply(t, filter.Options{}, got...); !reflect.DeepEqual(names(again), names(want)) {
			t.Fatalf("a second pass makes %q of %q", names(again), names(want))
		}
	}
}
