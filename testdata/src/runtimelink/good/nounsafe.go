package good

// The compiler refuses this one: the file does not import unsafe.
//
//go:linkname refused runtime.fastrand
func refused() uint32
