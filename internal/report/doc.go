// Package report is the only way in which a rule speaks.
//
// It promises that in every host (our own driver, go vet, golangci-lint, nogo, editors) a finding passes the same gates: ignore
// comments, generated and test files, the severity and the level of evidence that the host asked for, and the proof that an
// offered fix compiles. Our driver reads the full [Record] of each finding from the [Log]; other hosts see the diagnostics.
//
// It also holds one rule, which judges the ignore comments themselves.
//
// # Analyzer ignore
//
// ignore: report ignore comments that are malformed, name no analyzer or are of no use
//
// # What it reports
//
// A comment //counterlint:ignore NAME[,NAME] reason silences the named analyzers on its line if it stands behind code, on the line
// below if it stands alone or, in the doc comment of a declaration, within that declaration. Reported is a comment without a name or a reason, one that names an
// analyzer which does not exist, and one where the named analyzer has nothing to say.
//
// # Why it matters
//
// A malformed comment silences nothing, and its author believes that it does. An unused one outlives the code that it excused,
// and silences the next mistake on that line unseen.
//
// # Bad
//
//	package p
//
//	import "sync/atomic"
//
//	var hits atomic.Int64
//
//	func hit() {
//		hits.Add(1) //counterlint:ignore loadstore there was a Store here once
//	}
//
// # Good
//
//	package p
//
//	import "sync/atomic"
//
//	var hits atomic.Int64
//
//	func hit() {
//		hits.Add(1)
//	}
//
// # Limits
//
// A name counts as unused only if its analyzer ran. In a comment that names several analyzers the used ones keep it alive: the
// finding names the others, and the comment is left to its owner.
//
// # Fix safety
//
// Safe: a comment is removed, with its line where nothing else stands on it.
//
// # See also
//
// Configuration by path, in .counterlint.yml, for what concerns whole folders.
package report
