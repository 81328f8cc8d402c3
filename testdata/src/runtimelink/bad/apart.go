package bad

import _ "unsafe"

// The declaration is in the other file.
//
//go:linkname far runtime.fastrand
// want:-1 fastrand:`ties far to runtime\.fastrand`
