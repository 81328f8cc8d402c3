// Package good holds ignore comments that are right, and comments that are none.
package good

func store() int { return 0 }

func sameLine() {
	store() //counterlint:ignore loadstore for the test
}

func lineAbove() {
	//counterlint:ignore loadstore for the test
	store()
}

// document is ignored as a whole.
//
//counterlint:ignore loadstore for the test
func document() {
	store()

	store()
}

//counterlint:ignore loadstore for the test
var (
	first  = store()
	second = store()
)

var (
	// third is ignored alone.
	//
	//counterlint:ignore loadstore for the test
	third = []int{
		0,
		store(),
	}
)

type local struct {
	// counterlint:ignore loadstore with a space it is prose
	n int
}

func notRun() {
	_ = first + second + third[0] //counterlint:ignore casmisuse it may report here when it runs
}

func spaces() {
	store() //counterlint:ignore	loadstore , casmisuse	with tabs and spaces
}

func stacked() {
	//counterlint:ignore casmisuse it may report here when it runs
	//counterlint:ignore loadstore for the test
	store()
}

func prose() {
	// Write //counterlint:ignore loadstore to silence it.
	_ = "//counterlint:ignore loadstore"
	/*counterlint:ignore loadstore */
}

func ownFinding() {
	//counterlint:ignore ignore the next comment is here for show
	sameLine() //counterlint:ignore loadstore there was a store here once
}
