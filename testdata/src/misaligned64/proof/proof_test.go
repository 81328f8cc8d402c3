package proof

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"
)

func failure(f func()) (text string) {
	defer func() {
		if x := recover(); x != nil {
			text = fmt.Sprint(x)
		}
	}()
	f()
	return ""
}

func TestPanics(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 4 {
		t.Skip("words have 64 bits")
	}
	for name, f := range panics {
		if text := failure(f); !strings.Contains(text, "unaligned 64-bit atomic operation") {
			t.Errorf("%s: %q", name, text)
		}
	}
}

func TestRuns(t *testing.T) {
	for name, f := range runs {
		if text := failure(f); text != "" {
			t.Errorf("%s: %q", name, text)
		}
	}
}
