package baseline

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/finding"
)

// list makes findings out of words "analyzer/package/decl/snippet"; the lines count up.
func list(words string) []finding.Finding {
	var fs []finding.Finding
	for i, w := range strings.Fields(words) {
		p := strings.Split(w, "/")
		fs = append(fs, finding.Finding{Analyzer: p[0], Package: p[1], Decl: p[2], Snippet: p[3], File: p[1] + ".go", Line: i + 1})
	}
	return fs
}

func words(fs []finding.Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, strings.Join([]string{f.Analyzer, f.Package, f.Decl, f.Snippet}, "/"))
	}
	return strings.Join(out, " ")
}

func all(string) bool { return true }

func TestNew(t *testing.T) {
	for _, tt := range []struct{ about, known, now, want string }{
		{"nothing known", "", "a/p/F/x", "a/p/F/x"},
		{"known", "a/p/F/x", "a/p/F/x", ""},
		{"other lines and files", "b/p/G/y a/p/F/x", "a/p/F/x", ""},
		{"once more", "a/p/F/x", "a/p/F/x a/p/F/x", "a/p/F/x"},
		{"another function", "a/p/F/x", "a/p/G/x", "a/p/G/x"},
		{"another line", "a/p/F/x", "a/p/F/z", "a/p/F/z"},
		{"another package", "a/p/F/x", "a/q/F/x", "a/q/F/x"},
		{"another analyzer", "a/p/F/x", "b/p/F/x", "b/p/F/x"},
		{"the order stays", "b/p/F/x", "c/p/F/x b/p/F/x a/p/F/x", "c/p/F/x a/p/F/x"},
	} {
		if got := words(Of(list(tt.known)).New(list(tt.now))); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.about, got, tt.want)
		}
	}
}

// Counts may only fall, whatever is found.
func TestPruneAndUpdate(t *testing.T) {
	for _, tt := range []struct{ about, known, now, pruned, updated, news string }{
		{"gone", "a/p/F/x", "", "", "", ""},
		{"fewer", "a/p/F/x a/p/F/x", "a/p/F/x", "a/p/F/x", "a/p/F/x", ""},
		{"more", "a/p/F/x", "a/p/F/x a/p/F/x", "a/p/F/x", "a/p/F/x", "a/p/F/x"},
		{"a renamed function", "a/p/F/x", "a/p/G/x", "", "a/p/G/x", ""},
		{"an edited line, and another gone", "a/p/F/x a/p/F/y", "a/p/F/z", "", "a/p/F/z", ""},
		{"moved to another package", "a/p/F/x", "a/q/F/x", "", "", "a/q/F/x"},
		{"one gone, another analyzer's come", "a/p/F/x", "b/p/F/x", "", "", "b/p/F/x"},
		{"a package that grew stays, another one follows", "a/p/F/x a/q/F/x", "a/p/F/x a/p/G/x a/q/H/x", "a/p/F/x", "a/p/F/x a/q/H/x", "a/p/G/x"},
	} {
		b := Of(list(tt.known))
		if got, want := b.Prune(list(tt.now), all), Of(list(tt.pruned)); !maps.Equal(got, want) {
			t.Errorf("%s: pruned to %v, want %v", tt.about, got, want)
		}
		got, news := b.Update(list(tt.now), all)
		if want := Of(list(tt.updated)); !maps.Equal(got, want) || words(news) != tt.news {
			t.Errorf("%s: updated to %v, want %v; new %s, want %s", tt.about, got, want, words(news), tt.news)
		}
		if got.Total() > b.Total() {
			t.Errorf("%s: %d known findings became %d", tt.about, b.Total(), got.Total())
		}
		if !maps.Equal(b, Of(list(tt.known))) {
			t.Errorf("%s: the baseline was changed in place", tt.about)
		}
	}
}

// What was not analysed stays known.
func TestOtherPackagesStay(t *testing.T) {
	b := Of(list("a/p/F/x a/q/F/x"))
	onlyP := func(pkg string) bool { return pkg == "p" }
	want := Of(list("a/q/F/x"))
	if got := b.Prune(nil, onlyP); !maps.Equal(got, want) {
		t.Errorf("pruned to %v", got)
	}
	if got, _ := b.Update(nil, onlyP); !maps.Equal(got, want) {
		t.Errorf("updated to %v", got)
	}
}

func TestFile(t *testing.T) {
	b := Of(list(`b/p/F/x a/p/F/x a/p/F/x a/p/E/"<&> c/o/F/x`))
	text, err := b.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"version":1,"findings":[
{"analyzer":"c","category":"","package":"o","decl":"F","snippet":"x","count":1},
{"analyzer":"a","category":"","package":"p","decl":"E","snippet":"\"<&>","count":1},
{"analyzer":"a","category":"","package":"p","decl":"F","snippet":"x","count":2},
{"analyzer":"b","category":"","package":"p","decl":"F","snippet":"x","count":1}
]}
`
	if string(text) != want {
		t.Errorf("got\n%s", text)
	}
	if again, err := Parse(text); err != nil || !maps.Equal(again, b) {
		t.Errorf("read as %v, %v", again, err)
	}
	empty, err := Baseline{}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(empty); err != nil || len(again) != 0 {
		t.Errorf("%s read as %v, %v", empty, again, err)
	}
}

func TestParseErrors(t *testing.T) {
	entry := `{"analyzer":"a","category":"","package":"p","decl":"F","snippet":"x","count":%d}`
	for text, want := range map[string]string{
		"":                            "line 1: not a baseline: EOF",
		"[]":                          "line 1: not a baseline: json: cannot unmarshal array into Go value of type baseline.file",
		"{\n\"version\":1,\n\"x\":1}": `not a baseline: json: unknown field "x"`,
		`{"version":2}`:               "version is 2, want 1",
		`{}`:                          "version is 0, want 1",
		"{\"version\":1}\n\n{}":       "line 3: not a baseline: text behind its end",
		fmt.Sprintf(`{"version":1,"findings":[`+entry+`]}`, 0):              "entry 1 (a in p): want an analyzer, a count above 0, and each entry once",
		fmt.Sprintf(`{"version":1,"findings":[`+entry+`,`+entry+`]}`, 1, 2): "entry 2 (a in p): want an analyzer, a count above 0, and each entry once",
		`{"version":1,"findings":[{"package":"p","count":1}]}`:              "entry 1 ( in p): want an analyzer, a count above 0, and each entry once",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// FuzzParse wants no panic, and a file that is read to be written as one that reads the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":1,"findings":[{"analyzer":"a","package":"p","decl":"F","snippet":"x","count":3}]}`))
	f.Add([]byte("{\"version\":1,\"findings\":null}\n<<<<<<< HEAD\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := Parse(text)
		if err != nil {
			return
		}
		out, err := b.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse(out); err != nil || !reflect.DeepEqual(again, b) {
			t.Fatalf("%s reads as %v, not %v (%v)", out, again, b, err)
		}
	})
}
