// Package lib counts without a lock, for one goroutine at a time.
package lib

// Stats are some numbers.
type Stats struct {
	Hits  int
	bytes int64
}

// Hit counts one.
func (s *Stats) Hit() { s.Hits++ }

// Size adds to the bytes.
func (s *Stats) Size(n int64) { s.bytes += n }

// Total counts for the process.
var Total int

// Count counts one more.
func Count() { Total++ }

// Inc adds one to a number of the caller.
func Inc(p *int) { *p++ }

// Each calls f for each number.
func Each(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}
