package falsesharing_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/falsesharing"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, falsesharing.Rule) }

// TestTargets pads to 64 bytes, which is enough unless the module is built for a target with longer lines.
func TestTargets(t *testing.T) {
	const byHand = "_ [56]byte"
	tests := []struct {
		name  string
		pad   string
		files map[string]string
		want  string // in the finding; "": none
	}{
		{"nothing said", byHand, nil, ""},
		{"amd64 alone", byHand, map[string]string{"Makefile": "build:\n\tGOARCH=amd64 go build\n"}, ""},
		{"workflow", byHand, map[string]string{".github/workflows/ci.yml": "on: push\nenv: {GOARCH: arm64}\n"}, "128 bytes on arm64, for which the module is built (.github/workflows/ci.yml:2)"},
		{"release", byHand, map[string]string{".goreleaser.yaml": "builds:\n  - goarch:\n      - s390x\n"}, "256 bytes on s390x, for which the module is built (.goreleaser.yaml:3)"},
		{"a file for it", byHand, map[string]string{"p_ppc64le.go": "package p\n"}, "128 bytes on ppc64le, for which the module is built (p_ppc64le.go)"},
		{"a whole line", "_ [120]byte", map[string]string{"Makefile": "GOARCH=arm64\n"}, ""},
		{"a constant for all", "_ [size - 8]byte", map[string]string{"Makefile": "GOARCH=arm64\n", "size.go": "package p\n\nconst size = 64\n"}, "128 bytes on arm64"},
		{"a constant for each", "_ [size - 8]byte", map[string]string{"Makefile": "GOARCH=arm64\n",
			"size_arm64.go": "package p\n\nconst size = 128\n", "size_other.go": "//go:build !arm64\n\npackage p\n\nconst size = 64\n"}, ""},
		{"another package's", "_ [cpu.Size - 8]byte", map[string]string{"Makefile": "GOARCH=arm64\n", "cpu/cpu.go": "package cpu\n\nconst Size = 64\n"}, ""},
		{"the size of its pad", "_ [unsafe.Sizeof(cpu.Pad{}) - 8]byte", map[string]string{"Makefile": "GOARCH=arm64\n",
			"cpu/cpu.go": "package cpu\n\ntype Pad struct{ _ [64]byte }\n"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			imports := ""
			if strings.Contains(test.pad, "cpu.") {
				imports += "import \"m/cpu\"\n"
			}
			if strings.Contains(test.pad, "unsafe.") {
				imports += "import \"unsafe\"\n"
			}
			files := map[string]string{
				"go.mod": "module m\n\ngo 1.24\n",
				"p.go":   "package p\n\nimport \"sync/atomic\"\n" + imports + "\ntype cell struct {\n\tn atomic.Int64\n\t" + test.pad + "\n}\n\ntype Counter struct{ cells [8]cell }\n",
			}
			maps.Copy(files, test.files)
			got := linttest.Module(t, falsesharing.Rule, files)
			if test.want == "" && len(got) > 0 || test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)) {
				t.Errorf("found %q, want one finding with %q", slices.Clip(got), test.want)
			}
		})
	}
}
