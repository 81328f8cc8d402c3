package arch32

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLongLine(t *testing.T) {
	tests := []struct {
		file, content string
		want          Line
	}{
		{"Makefile", "build:\n\tGOARCH=arm64 go build ./...\n", Line{"arm64", 128, "Makefile:2"}},
		{"Makefile", "build:\n\tGOARCH=amd64 go build ./... # not arm64\n", Line{}},
		{"Makefile", "all: s390x arm64\n", Line{"s390x", 256, "Makefile:1"}},
		{".github/workflows/ci.yml", "matrix:\n  platform: [linux/amd64, linux/ppc64le]\n", Line{"ppc64le", 128, ".github/workflows/ci.yml:2"}},
		{".github/workflows/ci.yml", "runs: docker buildx --platform linux/aarch64\n", Line{"arm64", 128, ".github/workflows/ci.yml:1"}},
		{".goreleaser.yml", "before:\nbuilds:\n  - main: ./cmd\n", Line{"arm64", 128, ".goreleaser.yml:2"}},
		{".goreleaser.yml", "builds:\n  - goarch: [amd64]\n", Line{}},
		{"README", "arm64\n", Line{}},
	}
	for _, test := range tests {
		root := t.TempDir()
		name := filepath.Join(root, filepath.FromSlash(test.file))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(test.content), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := LongLine(root); got != test.want {
			t.Errorf("LongLine with %s %q = %v, want %v", test.file, test.content, got, test.want)
		}
	}
}

func TestLongLineOf(t *testing.T) {
	tests := []struct {
		name, constraint string
		want             Line
	}{
		{"a.go", "", Line{}},
		{"a_amd64.go", "", Line{}},
		{"a_arm64.s", "", Line{"arm64", 128, "a_arm64.s"}},
		{"a_linux_s390x.go", "", Line{"s390x", 256, "a_linux_s390x.go"}},
		{"a.go", "arm64 || ppc64le", Line{"arm64", 128, "a.go"}},
		{"a.go", "amd64 || arm64", Line{"arm64", 128, "a.go"}},
		{"a.go", "!amd64", Line{}},
		{"a.go", "!s390x", Line{}},
	}
	for _, test := range tests {
		src := ""
		if test.constraint != "" {
			src = "//go:build " + test.constraint + "\n\n"
		}
		if got := LongLineOf(test.name, []byte(src+"package p\n")); got != test.want {
			t.Errorf("LongLineOf(%s, %q) = %v, want %v", test.name, test.constraint, got, test.want)
		}
	}
}
