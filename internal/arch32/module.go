package arch32

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// This file reads how a module is built: its workflows, release recipes and make files.

// patterns are the files, relative to the root of a module, that say for which targets it is built.
var patterns = []string{
	".github/workflows/*.yml", ".github/workflows/*.yaml", ".goreleaser*.yml", ".goreleaser*.yaml", "goreleaser.yml", "goreleaser.yaml",
	".gitlab-ci.yml", ".travis.yml", ".circleci/config.yml", ".cirrus.yml", ".drone.yml", "azure-pipelines.yml", "appveyor.yml",
	"Makefile", "GNUmakefile", "Taskfile.yml", "Taskfile.yaml", "magefile.go",
}

// Files returns the files of the module at root that [Module] reads, sorted.
func Files(root string) []string {
	var files []string
	for _, p := range patterns {
		found, _ := filepath.Glob(filepath.Join(quote(root), filepath.FromSlash(p))) // the patterns are well formed
		files = append(files, found...)
	}
	slices.Sort(files)
	return files
}

var special = regexp.MustCompile(`[\\*?\[]`)

func quote(dir string) string {
	if filepath.Separator == '\\' {
		return dir // there a backslash quotes nothing
	}
	return special.ReplaceAllString(dir, `\$0`)
}

// Module returns the first place in the files of the module at root that asks for a build for a 32-bit target, as
// "FILE:LINE" relative to root, or "".
func Module(root string) string {
	for _, name := range Files(root) {
		content, err := os.ReadFile(name)
		if err != nil {
			continue // not readable: it says nothing
		}
		if line := mention(filepath.Base(name), string(content)); line > 0 {
			rel, err := filepath.Rel(root, name)
			if err != nil {
				rel = filepath.Base(name)
			}
			return fmt.Sprintf("%s:%d", filepath.ToSlash(rel), line)
		}
	}
	return ""
}

const word = `(?:386|arm|armv[5-7]l?|mips|mipsle)`

var (
	// GOARCH=386, GOARCH: "386", goarch: [amd64, 386]
	assigned = regexp.MustCompile(`(?i)\b(?:goarch|arch)["']?\s*(?::|=|:=|\?=)\s*["']?\[?(?:[^\]#\n]*[\s,"'\[])?` + word + `(?:$|[\s,"'\])};&])`)
	// linux/386, linux_arm, linux-armv7, linux/arm/v7
	pair = regexp.MustCompile(`\b(?:linux|windows|freebsd|netbsd|openbsd|android|plan9)[/_-]` + word + `(?:$|[^\w/-]|/v[5-7]\b)`)
	// goarch: with its values on the lines below
	key  = regexp.MustCompile(`(?i)^(\s*)(?:-\s+)?["']?(?:goarch|arch)["']?:\s*$`)
	item = regexp.MustCompile(`^(\s*)-\s*["']?([\w.-]+)["']?\s*$`)

	exact = regexp.MustCompile(`^` + word + `$`)
)

// mention returns the line of content that asks for a 32-bit target, or 0. A goreleaser recipe that names no architectures
// builds for the default ones, which include 386: there it is the line "builds:".
func mention(base, content string) int {
	inList := -1 // indentation of the key whose list is being read
	builds, names := 0, false
	n := 0
	for line := range strings.Lines(content) {
		n++
		line = uncomment(strings.TrimRight(line, "\r\n"))
		if strings.TrimSpace(line) == "" {
			continue
		}
		if inList >= 0 {
			if m := item.FindStringSubmatch(line); m != nil && len(m[1]) >= inList {
				if exact.MatchString(m[2]) {
					return n
				}
				continue
			}
			inList = -1
		}
		if assigned.MatchString(line) || pair.MatchString(line) {
			return n
		}
		if m := key.FindStringSubmatch(line); m != nil {
			inList = len(m[1])
		}
		if strings.HasPrefix(line, "builds:") {
			builds = n
		}
		lower := strings.ToLower(line)
		names = names || strings.Contains(lower, "goarch") || strings.Contains(lower, "targets:") || strings.Contains(lower, "skip:") ||
			strings.Contains(lower, "builder:") // something else than a plain build
	}
	if strings.Contains(base, "goreleaser") && !names {
		return builds
	}
	return 0
}

// uncomment cuts what follows a # that begins a word.
func uncomment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)

// Root returns the folder of the named module that file, an absolute name, belongs to: the nearest one above with a go.mod. It is ""
// if that is the go.mod of another module, or if there is none.
func Root(file, module string) string {
	for dir := filepath.Dir(file); module != "" && filepath.IsAbs(dir); dir = filepath.Dir(dir) {
		if content, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			if m := moduleLine.FindSubmatch(content); m != nil && string(m[1]) == module {
				return dir
			}
			return ""
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
	return ""
}
