package bad

// Exported is seen by the tests outside the package.
func Exported() { add1() }
