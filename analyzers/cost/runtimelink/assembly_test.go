package runtimelink

import (
	"slices"
	"testing"
)

func TestRuntimeUses(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      []runtimeUse
	}{
		{"jump", "TEXT ·pin(SB), NOSPLIT, $0-8\n\tJMP runtime·procPin(SB)\n", []runtimeUse{{"pin", "procPin"}}},
		{"call, twice", "TEXT ·a(SB),4,$0\n CALL runtime·procPin(SB)\n CALL runtime·procPin(SB)\n CALL runtime·procUnpin(SB)", []runtimeUse{{"a", "procPin"}, {"a", "procUnpin"}}},
		{"address", "TEXT pkg·a<ABIInternal>(SB),4,$0\n MOVD $runtime·fastrand(SB), R0\n", []runtimeUse{{"a", "fastrand"}}},
		{"two functions", "TEXT ·a(SB),4,$0\n RET\nTEXT ·b(SB),4,$0\n JMP runtime·cheaprand(SB)", []runtimeUse{{"b", "cheaprand"}}},
		{"comment", "TEXT ·a(SB),4,$0\n RET // runtime·procPin(SB)", nil},
		{"before any function", "DATA x(SB)/8, $runtime·procPin(SB)\n", nil},
		{"another symbol", "TEXT ·a(SB),4,$0\n JMP runtime·nanotime(SB)\n JMP myruntime·procPin(SB)\n JMP ·procPin(SB)", nil},
		{"not the runtime's", "TEXT ·a(SB),4,$0\n JMP example∕runtime·procPinned(SB)", nil},
	} {
		if got := runtimeUses(test.src); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func FuzzRuntimeUses(f *testing.F) {
	f.Add("TEXT ·pin(SB), NOSPLIT, $0-8\n\tJMP runtime·procPin(SB)\n")
	f.Add("TEXT\u00b7(SB)\r\nruntime·fastrand64<ABIInternal>(SB)//\xff")
	f.Fuzz(func(t *testing.T, src string) {
		for _, use := range runtimeUses(src) {
			if use.local == "" || categoryOf(use.symbol) == "" {
				t.Errorf("%q gives %+v", src, use)
			}
		}
	})
}
