// Package arch32 tells whether code is built for a target with 32-bit words: 386, arm, mips and mipsle; and whether it is built for
// one with long cache lines: arm64, ppc64 and s390x.
//
// It asks what is written down: the name and the build constraint of a file, and the files by which a module is built and
// released. It promises to answer without running anything, and for constraints to be exact up to tags that a person sets: those
// may be on or off. It does not see what a script computes, nor a matrix that is spread over several files.
package arch32

import (
	"bufio"
	"bytes"
	"go/build/constraint"
	"path/filepath"
	"strings"
)

// targets are the systems and architectures with 32-bit words that Go builds for.
var targets = map[string][]string{
	"android": {"386", "arm"}, "freebsd": {"386", "arm"}, "linux": {"386", "arm", "mips", "mipsle"}, "netbsd": {"386", "arm"},
	"openbsd": {"386", "arm"}, "plan9": {"386", "arm"}, "windows": {"386", "arm"},
}

var (
	arches = []string{"386", "arm", "mips", "mipsle"}

	knownOS = set("aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos")

	knownArch = set("386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 " +
		"ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm")

	unix = set("aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// May tells whether the Go or assembly file with that name and content can be part of a build for a 32-bit target.
func May(name string, content []byte) bool {
	os, arch := suffix(name)
	expr := header(content)
	for target, archs := range targets {
		if os != "" && os != target && !(os == "linux" && target == "android") {
			continue
		}
		for _, a := range archs {
			if (arch == "" || arch == a) && (expr == nil || possible(expr, target, a)) {
				return true
			}
		}
	}
	return false
}

// Meant returns the 32-bit architecture that the name or the build constraint of a file asks for, or "". A file that only
// excludes others asks for none.
func Meant(name string, content []byte) string {
	if !May(name, content) {
		return ""
	}
	if _, arch := suffix(name); arch != "" {
		return arch // May says that it has 32-bit words
	}
	expr := header(content)
	if expr == nil {
		return ""
	}
	for _, a := range arches {
		if asks(expr, a) {
			return a
		}
	}
	return ""
}

// suffix returns the system and the architecture that the go command reads from a file's name.
func suffix(name string) (os, arch string) {
	name, _, _ = strings.Cut(filepath.Base(name), ".")
	_, name, _ = strings.Cut(name, "_")
	parts := strings.Split(strings.TrimSuffix("_"+name, "_test"), "_")
	n := len(parts)
	if n >= 1 && knownArch[parts[n-1]] {
		arch = parts[n-1]
		n--
	}
	if n >= 1 && knownOS[parts[n-1]] {
		os = parts[n-1]
	}
	return os, arch
}

// header returns the build constraint of a file, or nil.
func header(content []byte) constraint.Expr {
	block := false
	for sc := bufio.NewScanner(bytes.NewReader(content)); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		switch {
		case block:
			block = !strings.Contains(line, "*/")
		case constraint.IsGoBuild(line):
			if expr, err := constraint.Parse(line); err == nil {
				return expr
			}
			return nil
		case strings.HasPrefix(line, "/*"):
			block = !strings.Contains(line, "*/")
		case line != "" && !strings.HasPrefix(line, "//"):
			return nil // the package clause, or code
		}
	}
	return nil
}

// possible tells whether x can hold for the target, whatever the other tags are.
func possible(x constraint.Expr, os, arch string) bool {
	yes, _ := eval(x, os, arch)
	return yes
}

// eval tells whether x can be true, and whether it can be false, for the target.
func eval(x constraint.Expr, os, arch string) (yes, no bool) {
	switch x := x.(type) {
	case *constraint.NotExpr:
		yes, no = eval(x.X, os, arch)
		return no, yes
	case *constraint.AndExpr:
		xy, xn := eval(x.X, os, arch)
		yy, yn := eval(x.Y, os, arch)
		return xy && yy, xn || yn
	case *constraint.OrExpr:
		xy, xn := eval(x.X, os, arch)
		yy, yn := eval(x.Y, os, arch)
		return xy || yy, xn && yn
	case *constraint.TagExpr:
		switch {
		case knownOS[x.Tag]:
			is := x.Tag == os || os == "android" && x.Tag == "linux"
			return is, !is
		case knownArch[x.Tag]:
			return x.Tag == arch, x.Tag != arch
		case x.Tag == "unix":
			return unix[os], !unix[os]
		}
	}
	return true, true
}

// asks tells whether the tag stands in x without a negation.
func asks(x constraint.Expr, tag string) bool {
	switch x := x.(type) {
	case *constraint.AndExpr:
		return asks(x.X, tag) || asks(x.Y, tag)
	case *constraint.OrExpr:
		return asks(x.X, tag) || asks(x.Y, tag)
	case *constraint.TagExpr:
		return x.Tag == tag
	case *constraint.NotExpr:
		if inner, ok := x.X.(*constraint.NotExpr); ok {
			return asks(inner.X, tag)
		}
	}
	return false
}
