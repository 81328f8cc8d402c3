package typecheck

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

var linux = constraint{goos: "linux", goarch: "amd64", cgo: true, tags: joinTags([]string{"mine"})}

// describe writes a constraint as one would type it: system/architecture, +cgo, tags.
func describe(c constraint) string {
	s := c.goos + "/" + c.goarch
	if c.cgo {
		s += " cgo"
	}
	if c.tags != "" {
		s += " " + strings.TrimSuffix(c.tags, ",")
	}
	return s
}

func TestCover(t *testing.T) {
	const host = "linux/amd64 cgo mine"
	tests := []struct {
		about string
		files map[string]string // name → build line or import of C
		want  []string
	}{
		{"nothing special", map[string]string{"a.go": "", "a_linux.go": "", "a_test.go": "", "b.go": "//go:build mine && cgo"}, []string{host}},
		{"a system by name", map[string]string{"a_windows.go": "", "b_windows_test.go": ""}, []string{host, "windows/amd64 mine"}},
		{"a system by line", map[string]string{"a.go": "//go:build darwin || freebsd"}, []string{host, "darwin/amd64 mine"}},
		{"an old line", map[string]string{"a.go": "// +build windows"}, []string{host, "windows/amd64 mine"}},
		{"an architecture", map[string]string{"a_arm64.go": ""}, []string{host, "linux/arm64 mine"}},
		{"both", map[string]string{"a_darwin_arm64.go": ""}, []string{host, "darwin/arm64 mine"}},
		{"an odd pair", map[string]string{"a_js.go": ""}, []string{host, "js/wasm mine"}},
		{"not this system", map[string]string{"a.go": "//go:build !linux"}, []string{host, "windows/amd64 mine"}},
		{"none of the usual ones", map[string]string{"a.go": "//go:build !linux && !windows && !darwin && unix"}, []string{host, "freebsd/amd64 mine"}},
		{"not Unix", map[string]string{"a.go": "//go:build !unix"}, []string{host, "windows/amd64 mine"}},
		{"a tag", map[string]string{"a.go": "//go:build integration"}, []string{host, "linux/amd64 cgo integration,mine"}},
		{"without the tag of the run", map[string]string{"a.go": "//go:build !mine"}, []string{host, "linux/amd64 cgo"}},
		{"a tag or another system", map[string]string{"a.go": "//go:build windows || special"}, []string{host, "linux/amd64 cgo mine,special"}},
		{"two tags, one alone first", map[string]string{"a.go": "//go:build x && y", "b.go": "//go:build x"},
			[]string{host, "linux/amd64 cgo mine,x", "linux/amd64 cgo mine,x,y"}},
		{"many tags", map[string]string{"a.go": "//go:build a && b && c && d && e"}, []string{host, "linux/amd64 cgo a,b,c,d,e,mine"}},
		{"without cgo", map[string]string{"a.go": "//go:build !cgo"}, []string{host, "linux/amd64 mine"}},
		{"cgo elsewhere", map[string]string{"a_darwin.go": `import "C"`}, []string{host, "darwin/amd64 cgo mine"}},
		{"never", map[string]string{"a.go": "//go:build mine && !mine", "b.go": "//go:build gccgo", "c.go": "//go:build go1.999"}, []string{host}},
		{"one constraint for two files", map[string]string{"a_darwin.go": "", "b.go": "//go:build !linux"}, []string{host, "darwin/amd64 mine"}},
	}
	for _, test := range tests {
		var files []*header
		for name, line := range test.files {
			text := line + "\n\npackage p\n"
			if strings.HasPrefix(line, "import") {
				text = "package p\n\n" + line + "\n"
			}
			files = append(files, readHeader("/m/"+name, []byte(text)))
		}
		slices.SortFunc(files, func(a, b *header) int { return strings.Compare(a.name, b.name) })
		var got []string
		for _, c := range cover(linux, files) {
			got = append(got, describe(c))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}

// TestCoverPorts: a package with a file for every port is looked at under all of them, one with more than that under a bounded
// number.
func TestCoverPorts(t *testing.T) {
	var files []*header
	for goos, arches := range ports {
		for _, goarch := range arches {
			files = append(files, readHeader("/m/a_"+goos+"_"+goarch+".go", []byte("package p\n")))
		}
	}
	all := cover(linux, files)
	for _, f := range files {
		if !slices.ContainsFunc(all, func(c constraint) bool { return c.admits(f) }) {
			t.Errorf("%s is left out", f.name)
		}
	}
	for i := range 100 {
		files = append(files, readHeader("/m/b.go", fmt.Appendf(nil, "//go:build tag%d\n\npackage p\n", i)))
	}
	if n := len(cover(linux, files)); n != maxConstraints {
		t.Errorf("%d constraints, want %d", n, maxConstraints)
	}
}

// TestReadHeader: what does not parse has no imports, and no reader of headers falls over it.
func TestReadHeader(t *testing.T) {
	for _, text := range []string{"", "package", "package p\nimport", "\x00", "package p; import \"a\"; import (\"b\"; c \"C\")\nvar x = `"} {
		h := readHeader("/m/a_test.go", []byte(text))
		if !h.test {
			t.Errorf("%q is no test", text)
		}
		if strings.Contains(text, "\"b\"") && (!slices.Equal(h.imports, []string{"a", "b", "C"}) || !h.cgo || h.pkg != "p") {
			t.Errorf("%q: %+v", text, h)
		}
	}
}
