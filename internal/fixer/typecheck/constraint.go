package typecheck

import (
	"bytes"
	"go/build"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A constraint is one answer to every //go:build line. Comparable, so that it can be a key.
type constraint struct {
	goos, goarch string
	cgo          bool
	tags         string // sorted, each followed by a comma
}

func joinTags(tags []string) string {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	var b strings.Builder
	for _, t := range slices.Compact(tags) {
		if t != "" {
			b.WriteString(t + ",")
		}
	}
	return b.String()
}

func (c constraint) tagList() []string {
	return strings.FieldsFunc(c.tags, func(r rune) bool { return r == ',' })
}

// admits tells whether a build under c takes the file.
func (c constraint) admits(f *header) bool {
	ctxt := build.Default
	ctxt.GOOS, ctxt.GOARCH, ctxt.CgoEnabled, ctxt.Compiler, ctxt.BuildTags = c.goos, c.goarch, c.cgo, "gc", c.tagList()
	ctxt.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.head)), nil }
	ok, err := ctxt.MatchFile(filepath.Dir(f.name), filepath.Base(f.name))
	return err == nil && ok && (!f.cgo || c.cgo)
}

// ports are the pairs that the go command builds for, the usual architecture of each system first.
var ports = map[string][]string{
	"aix": {"ppc64"}, "android": {"arm64", "386", "amd64", "arm"}, "darwin": {"arm64", "amd64"}, "dragonfly": {"amd64"},
	"freebsd": {"amd64", "386", "arm", "arm64"}, "illumos": {"amd64"}, "ios": {"arm64", "amd64"}, "js": {"wasm"},
	"linux":  {"amd64", "386", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x"},
	"netbsd": {"amd64", "386", "arm", "arm64"}, "openbsd": {"amd64", "386", "arm", "arm64", "ppc64", "riscv64"},
	"plan9": {"amd64", "386", "arm"}, "solaris": {"amd64"}, "wasip1": {"wasm"}, "windows": {"amd64", "386", "arm64"},
}

// maxConstraints bounds the work on a package with a file for every system, and more; there are fewer ports than that.
const maxConstraints = 64

// cover returns constraints, the host first, so that each file is admitted by one of them where that is possible, and by one that
// is not further from the host than need be: what a far one says is lost if anything else that it admits does not compile.
func cover(host constraint, files []*header) []constraint {
	type want struct {
		c    constraint
		file *header
	}
	var wants []want
	for _, f := range files {
		if !host.admits(f) {
			if c, ok := nearest(host, f); ok {
				wants = append(wants, want{c, f})
			}
		}
	}
	slices.SortStableFunc(wants, func(a, b want) int { return a.c.distance(host) - b.c.distance(host) })
	out := []constraint{host}
	for _, w := range wants {
		if !slices.ContainsFunc(out, func(c constraint) bool { return c.admits(w.file) && c.distance(host) <= w.c.distance(host) }) &&
			len(out) < maxConstraints {
			out = append(out, w.c)
		}
	}
	return out
}

// distance counts the differences from the host.
func (c constraint) distance(host constraint) int {
	n := 0
	for _, differs := range []bool{c.goos != host.goos, c.goarch != host.goarch, c.cgo != host.cgo} {
		if differs {
			n++
		}
	}
	mine, its := c.tagList(), host.tagList()
	for _, t := range append(mine, its...) {
		if slices.Contains(mine, t) != slices.Contains(its, t) {
			n++
		}
	}
	return n
}

var buildLine = regexp.MustCompile(`(?m)^//\s*(?:go:build|\+build)\s(.*)$`)
var tagWord = regexp.MustCompile(`[A-Za-z0-9_.]+`)

// nearest returns a constraint that admits f and differs little from the host.
func nearest(host constraint, f *header) (constraint, bool) {
	systems, arches, free := vocabulary(f)
	systems = slices.Concat([]string{host.goos}, systems, []string{"linux", "windows", "darwin", "freebsd", "js"})
	arches = slices.Concat([]string{host.goarch}, arches, []string{"amd64", "arm64", "386"})
	keep := slices.DeleteFunc(host.tagList(), func(t string) bool { return slices.Contains(free, t) })
	for _, goos := range systems {
		for _, goarch := range append(slices.Clone(arches), ports[goos]...) {
			if !slices.Contains(ports[goos], goarch) {
				continue
			}
			c := constraint{goos: goos, goarch: goarch}
			for _, tags := range choices(free) {
				c.tags = joinTags(slices.Concat(keep, tags))
				native := host.cgo && goos == host.goos && goarch == host.goarch
				for _, c.cgo = range []bool{native, !native} {
					if c.admits(f) {
						return c, true
					}
				}
			}
		}
	}
	return constraint{}, false
}

// vocabulary returns the words on which the admission of f hangs, in its name and its build lines: systems, architectures, tags.
func vocabulary(f *header) (systems, arches, free []string) {
	var words []string
	for _, line := range buildLine.FindAllSubmatch(f.head, -1) {
		words = append(words, tagWord.FindAllString(string(line[1]), -1)...)
	}
	inLines := len(words)
	words = append(words, strings.Split(strings.TrimSuffix(filepath.Base(f.name), ".go"), "_")...)
	for i, w := range words {
		switch {
		case ports[w] != nil:
			systems = append(systems, w)
		case w == "wasm" || slices.Contains(ports["linux"], w):
			arches = append(arches, w)
		case i < inLines && !goVersionTag.MatchString(w) && !slices.Contains([]string{"unix", "cgo", "gc", "gccgo"}, w):
			free = append(free, w)
		}
	}
	slices.Sort(free)
	return systems, arches, slices.Compact(free)
}

var goVersionTag = regexp.MustCompile(`^go1(\.[0-9]+)?$`)

// choices returns the subsets of tags, small ones first; of many tags only the extremes and the single ones.
func choices(tags []string) [][]string {
	out := [][]string{nil}
	if len(tags) <= 4 {
		for set := 1; set < 1<<len(tags); set++ {
			var s []string
			for i, t := range tags {
				if set&(1<<i) != 0 {
					s = append(s, t)
				}
			}
			out = append(out, s)
		}
		slices.SortStableFunc(out, func(a, b []string) int { return len(a) - len(b) })
		return out
	}
	for _, t := range tags {
		out = append(out, []string{t})
	}
	return append(out, tags)
}
