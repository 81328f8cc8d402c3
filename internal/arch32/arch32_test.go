package arch32

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFiles(t *testing.T) {
	tests := []struct {
		name, constraint string
		may              bool
		meant            string
	}{
		{"a.go", "", true, ""},
		{"a_386.go", "", true, "386"},
		{"a_386_test.go", "", true, "386"},
		{"a_arm.s", "", true, "arm"},
		{"a_amd64.go", "", false, ""},
		{"a_arm64.go", "", false, ""},
		{"a_linux_mipsle.go", "", true, "mipsle"},
		{"a_linux.go", "", true, ""},
		{"a_darwin.go", "", false, ""},
		{"a_windows_arm64.go", "", false, ""},
		{"a_darwin_386.go", "", false, ""},
		{"386.go", "", true, ""},
		{"arm.go", "", true, ""},
		{"amd64.go", "", true, ""},
		{"a_linux_.go", "", true, ""},
		{"a.go", "amd64", false, ""},
		{"a.go", "amd64 || arm64 || riscv64", false, ""},
		{"a.go", "!amd64", true, ""},
		{"a.go", "!amd64 && !arm64", true, ""},
		{"a.go", "386 || arm", true, "386"},
		{"a.go", "arm || mips", true, "arm"},
		{"a.go", "amd64 || 386", true, "386"},
		{"a.go", "!386 && !arm && !mips && !mipsle", false, ""},
		{"a.go", "!386", true, ""},
		{"a.go", "!(!386)", true, "386"},
		{"a.go", "linux && !(amd64 || arm64)", true, ""},
		{"a.go", "darwin", false, ""},
		{"a.go", "darwin || linux", true, ""},
		{"a.go", "unix", true, ""},
		{"a.go", "!unix", true, ""},
		{"a.go", "js && wasm", false, ""},
		{"a.go", "ignore", true, ""},
		{"a.go", "race && amd64", false, ""},
		{"a_linux.go", "386", true, "386"},
		{"a_linux.go", "windows", false, ""},
		{"a_android.go", "linux && arm", true, "arm"},
		{"a_amd64.go", "386", false, ""},
	}
	for _, test := range tests {
		src := "// Copyright.\n\n/* a\nblock */\n"
		if test.constraint != "" {
			src += "//go:build " + test.constraint + "\n"
		}
		src += "\npackage p\n"
		if got := May(test.name, []byte(src)); got != test.may {
			t.Errorf("May(%s, %q) = %v", test.name, test.constraint, got)
		}
		if got := Meant(test.name, []byte(src)); got != test.meant {
			t.Errorf("Meant(%s, %q) = %q, want %q", test.name, test.constraint, got, test.meant)
		}
	}
}

// TestHeader: a constraint below the package clause is none, and a broken one says nothing.
func TestHeader(t *testing.T) {
	for _, src := range []string{"package p\n//go:build amd64\n", "//go:build ((\npackage p\n", "", "//go:buildamd64\npackage p\n"} {
		if !May("a.go", []byte(src)) {
			t.Errorf("%q is taken for a constraint", src)
		}
	}
}

func TestModule(t *testing.T) {
	tests := []struct {
		file, content, want string
	}{
		{".github/workflows/ci.yml", "jobs:\n  test:\n    steps:\n    - run: GOARCH=386 go test ./...\n", ".github/workflows/ci.yml:4"},
		{".github/workflows/ci.yaml", "env:\n  GOARCH: \"386\"\n", ".github/workflows/ci.yaml:2"},
		{".github/workflows/a.yml", "matrix:\n  goarch: [amd64, arm64, \"386\"]\n", ".github/workflows/a.yml:2"},
		{".github/workflows/a.yml", "matrix:\n  goarch:\n    - amd64\n    # - 386\n    - arm\n", ".github/workflows/a.yml:5"},
		{".github/workflows/a.yml", "matrix:\n  goarch:\n  - amd64\n  - '386'\n", ".github/workflows/a.yml:4"},
		{".github/workflows/a.yml", "  include:\n    - goarch: arm\n      goarm: 7\n", ".github/workflows/a.yml:2"},
		{".github/workflows/a.yml", "platforms: linux/amd64,linux/arm64\n", ""},
		{".github/workflows/a.yml", "platforms: linux/amd64,linux/arm/v7\n", ".github/workflows/a.yml:1"},
		{".github/workflows/a.yml", "platforms: linux/arm\n", ".github/workflows/a.yml:1"},
		{".github/workflows/a.yml", "runs-on: ubuntu-24.04-arm\n", ""},
		{".github/workflows/a.yml", "arch: [amd64, arm64]\n", ""},
		{".github/workflows/a.yml", "# GOARCH=386 go vet\nrun: make # GOARCH=386\n", ""},
		{".github/workflows/a.yml", "goarch:\n  - amd64\nother:\n  - 386\n", ""},
		{".github/workflows/a.yml", "name: issue 386\nport: 386\n", ""},
		{".goreleaser.yml", "builds:\n- goos: [linux]\n  goarch:\n  - amd64\n  - arm64\n", ""},
		{".goreleaser.yml", "builds:\n- goos: [linux]\n  goarch:\n  - amd64\n  - arm\n", ".goreleaser.yml:5"},
		{".goreleaser.yaml", "version: 2\nbuilds:\n- main: ./cmd/x\n", ".goreleaser.yaml:2"},
		{".goreleaser.yaml", "builds:\n- skip: true\n", ""},
		{".goreleaser.yaml", "builds:\n- targets: [linux_amd64, linux_386]\n", ".goreleaser.yaml:2"},
		{".goreleaser.yaml", "builds:\n- targets: [linux_amd64_v1]\n", ""},
		{"Makefile", "release:\n\tGOOS=linux GOARCH=arm GOARM=7 go build\n", "Makefile:2"},
		{"Makefile", "GOARCH ?= amd64\nARCH := arm64 386\n", "Makefile:2"},
		{"Makefile", "charm: linux-arm64\n\tgo build\n", ""},
		{".travis.yml", "arch:\n  - amd64\n  - s390x\n", ""},
		{".gitlab-ci.yml", "script:\n - env GOARCH=mipsle go build\n", ".gitlab-ci.yml:2"},
		{"README.md", "GOARCH=386\n", ""},
	}
	for _, test := range tests {
		root := filepath.Join(t.TempDir(), "a[b]*")
		name := filepath.Join(root, test.file)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(test.content), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := Module(root); got != test.want {
			t.Errorf("%s with %q: %q, want %q", test.file, test.content, got, test.want)
		}
	}
}
