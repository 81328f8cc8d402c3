package spawn

import (
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A promise is a sentence of a doc comment that lets several goroutines in. Where another sentence on them takes something back, or
// speaks of some methods only, nothing is promised.
var (
	promise = regexp.MustCompile(`(?i)\b(safe for (concurrent|parallel|simultaneous)|(goroutine|thread|concurrency)[- ]?safe|(may|can) (safely )?be (safely )?(called|used|accessed|shared) (concurrently|simultaneously|(by|from) (multiple|several|many) goroutines)|safe to (call|use|share|access) (it )?(concurrently|simultaneously|(by|from|between|across|in) ((multiple|several|many|different) )?goroutines))\b`)
	topic   = regexp.MustCompile(`(?i)\b(goroutines?|threads?|concurren\w*|parallel|simultaneous\w*|\w+[- ]?safe)\b`)
	doubt   = regexp.MustCompile(`(?i)\b(not|no|non|never|none|neither|nor|without|except|unless|only|but|however|until|once|after|before|if|when|while|provided|must|should|callers?|others?|some|such|assum\w*|want|todo|makes?|made)\b|n't\b|\?`)
	ends    = regexp.MustCompile(`[.]\s|\n\s*\n`)
)

// promised tells whether the doc comment of the exported type says that its methods, fn among them, may be called by several
// goroutines.
func (c *Contexts) promised(fn *ssa.Function) string {
	recv := fn.Signature.Recv()
	if recv == nil || !fn.Object().Exported() {
		return ""
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || !promises(c.prog.TypeDoc(n.Obj())) {
		return ""
	}
	return n.Obj().Name() + " is said to be safe for concurrent use"
}

func promises(doc string) bool {
	found := false
	for _, sentence := range ends.Split(strings.TrimSpace(doc), -1) {
		if topic.MatchString(sentence) && doubt.MatchString(sentence) {
			return false
		}
		found = found || promise.MatchString(sentence)
	}
	return found
}
