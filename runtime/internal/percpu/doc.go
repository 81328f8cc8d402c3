// Package percpu holds 64-bit sums that many goroutines add to at once, in one cell for each P of the Go scheduler.
//
// A writer pins its goroutine to its P, adds to the P's own cell with a plain instruction and unpins: no lock prefix, no cache
// line that another P writes. Nobody else writes the cell meanwhile, because a P runs one goroutine at a time and a pinned one
// stays. Readers load the cells atomically, one after the other, and add them up.
//
// What it promises:
//
//   - No add is lost or counted twice, however GOMAXPROCS moves. A P whose id lies past the cells adds atomically to a shared
//     word, and then cells are made for it. Cells are shared by the old and the new arrangement; no count is ever copied, and no
//     P id is ever masked.
//   - A read contains every add that happened before it, and nothing that had not begun when it ended. If nothing is subtracted,
//     reads that follow each other never fall.
//
// What it does not promise: an order with other memory. A plain add may become visible later than a later write of the same
// goroutine to another variable, so a sum must not decide anything. That is what the control family of package counter is for.
//
// The pin is not an API of Go. It stands in one file, pin.go, and only gc on 64-bit targets uses it. Everywhere else (the race
// detector, 32 bits, other compilers, the build tag counter_nolinkname) writers spread over the same cells by the address of
// their stack and add atomically. If pinning does not behave as expected when the program starts, all adds go to the shared word.
//
// The build tag counter_inject slows pinned adds down in the middle, for the tests of the pin.
package percpu
