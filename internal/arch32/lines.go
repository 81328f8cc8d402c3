package arch32

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// This file looks for targets whose cache lines are longer than the 64 bytes of most.

// A Line is the length of a cache line that a target of the module has.
type Line struct {
	Arch  string // "arm64"
	Bytes int    // of the padding that golang.org/x/sys/cpu takes there
	Where string // "FILE:LINE" relative to the root of the module, or the base name of a source file
}

// longLines are the lengths that golang.org/x/sys/cpu pads to, where they are not 64 bytes or less.
var longLines = map[string]int{"arm64": 128, "ppc64": 128, "ppc64le": 128, "s390x": 256}

var longArch = regexp.MustCompile(`\b(arm64|aarch64|ppc64le|ppc64|s390x)\b`)

// LongLine returns the longest cache line among the targets that the files of the module at root name; the zero Line if none is longer
// than 64 bytes. A goreleaser recipe that names no architectures builds for arm64 too.
func LongLine(root string) Line {
	var longest Line
	for _, name := range Files(root) {
		content, err := os.ReadFile(name)
		if err != nil {
			continue // not readable: it says nothing
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			rel = filepath.Base(name)
		}
		n, builds, named := 0, 0, false
		for line := range strings.Lines(string(content)) {
			n++
			line = uncomment(strings.TrimRight(line, "\r\n"))
			for _, m := range longArch.FindAllString(line, -1) {
				longest = longest.or(m, fmt.Sprintf("%s:%d", filepath.ToSlash(rel), n))
			}
			if strings.HasPrefix(line, "builds:") {
				builds = n
			}
			lower := strings.ToLower(line)
			named = named || strings.Contains(lower, "goarch") || strings.Contains(lower, "targets:") || strings.Contains(lower, "skip:") || strings.Contains(lower, "builder:")
		}
		if strings.Contains(filepath.Base(name), "goreleaser") && builds > 0 && !named {
			longest = longest.or("arm64", fmt.Sprintf("%s:%d", filepath.ToSlash(rel), builds))
		}
	}
	return longest
}

// LongLineOf returns the cache line of the architecture that the name or the build constraint of a file asks for, the longest one if
// they are several; the zero Line if none is long, or the constraint only excludes others.
func LongLineOf(name string, content []byte) Line {
	var l Line
	base := filepath.Base(name)
	if _, arch := suffix(base); arch != "" {
		l = l.or(arch, base)
	}
	if expr := header(content); expr != nil {
		for arch := range longLines {
			if asks(expr, arch) {
				l = l.or(arch, base)
			}
		}
	}
	return l
}

// Particular tells whether the name or the build constraint of a file names any architecture, to ask for it or to exclude it.
func Particular(name string, content []byte) bool {
	if _, arch := suffix(name); arch != "" {
		return true
	}
	found := false
	if expr := header(content); expr != nil {
		expr.Eval(func(tag string) bool { // sees all tags, whatever it says
			found = found || knownArch[tag]
			return found
		})
	}
	return found
}

// Or returns the longer of two lines, the first one if they are equal.
func (l Line) Or(m Line) Line {
	if m.Bytes > l.Bytes {
		return m
	}
	return l
}

func (l Line) or(arch, where string) Line {
	if arch == "aarch64" {
		arch = "arm64"
	}
	m := Line{arch, longLines[arch], where}
	if m.Bytes == l.Bytes && m.Bytes > 0 && m.Arch < l.Arch && m.Where == l.Where { // whatever the order of a map
		return m
	}
	return l.Or(m)
}
