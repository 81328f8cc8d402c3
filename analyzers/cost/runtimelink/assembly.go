package runtimelink

import (
	"regexp"
	"strings"
)

// A runtimeUse is a function in assembly that calls, jumps to or takes a function of the runtime.
type runtimeUse struct{ local, symbol string }

var (
	asmText   = regexp.MustCompile(`^\s*TEXT\s+(?:[\w./∕]*·)?(\w+)(?:<ABIInternal>|<>)?\(SB\)`)
	asmSymbol = regexp.MustCompile(`\bruntime·(\w+)(?:<ABIInternal>)?\(SB\)`)
)

// runtimeUses reads Go assembly. It expands no macro and follows no jump between functions of the file: what it does not
// see stays unreported.
func runtimeUses(src string) []runtimeUse {
	var uses []runtimeUse
	seen := map[runtimeUse]bool{}
	local := ""
	for line := range strings.Lines(src) {
		line, _, _ = strings.Cut(line, "//")
		if m := asmText.FindStringSubmatch(line); m != nil {
			local = m[1]
			continue
		}
		for _, m := range asmSymbol.FindAllStringSubmatch(line, -1) {
			use := runtimeUse{local, m[1]}
			if local != "" && categoryOf(use.symbol) != "" && !seen[use] {
				seen[use] = true
				uses = append(uses, use)
			}
		}
	}
	return uses
}
