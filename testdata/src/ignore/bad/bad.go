// Package bad holds ignore comments that are wrong. The test has a rule loadstore that reports each call of store, and knows of
// an analyzer casmisuse that does not run.
package bad

func store() {}

func noName() {
	// want:+1 malformed:`want //counterlint:ignore NAME\[,NAME\] reason`
	store() //counterlint:ignore
}

func noReason() {
	// want:+1 malformed:`the reason is missing: //counterlint:ignore loadstore reason`
	store() //counterlint:ignore loadstore
}

func capitals() {
	// want:+1 malformed:`ignores nothing`
	store() //counterlint:ignore LoadStore the name is written otherwise
}

func otherVerb() {
	// want:+1 malformed:`ignores nothing`
	store() //counterlint:disable loadstore there is no such verb
}

func glued() {
	// want:+1 malformed:`ignores nothing`
	store() //counterlint:ignoreloadstore a space is missing
}

func mistyped() {
	// want:+1 unknown:`unknown analyzer loadstor$`
	store() //counterlint:ignore loadstor a letter is missing
}

func oneKnown() {
	// want:+1 unknown:`unknown analyzer nosuch`
	store() //counterlint:ignore loadstore,nosuch the first one works
}

func nothingHere(n int) int {
	// want:+1 unused/fix:`loadstore reports nothing here; remove it`
	n++ //counterlint:ignore loadstore there was a store here once
	return n
}

func ownLine(n int) int {
	// want:+1 unused/fix:`remove it`
	//counterlint:ignore loadstore there was a store here once

	n++
	return n
}

// tooFar is two lines above.
func tooFar() {
	// want:+1 unused/fix:`remove it`
	//counterlint:ignore loadstore the call moved away

	store()
}

// wholeFunction has nothing to ignore any more.
//
//counterlint:ignore loadstore there was a store here once
func wholeFunction() {}

// want:-3 unused/fix:`remove it`

func half() {
	// want:+1 unused:`loadstore reports nothing here`
	half() //counterlint:ignore loadstore,casmisuse the other one may still work
}
