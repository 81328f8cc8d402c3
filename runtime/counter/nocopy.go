package counter

import "strconv"

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

func formatUint(n uint64) string { return strconv.FormatUint(n, 10) }
func formatInt(n int64) string   { return strconv.FormatInt(n, 10) }
