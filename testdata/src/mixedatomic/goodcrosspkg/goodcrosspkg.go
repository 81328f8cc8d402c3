// Package goodcrosspkg reads what another package counts atomically where that does no harm.
package goodcrosspkg

import "mixedatomic/crosspkg/lib"

// Format is handed what may be its caller's own.
func Format(s *lib.Stats) int64 { return s.Hits }

// A Kernel works on values of its own, as all of this package does.
type Kernel struct{ span lib.Stats }

// Len is a number.
func (k *Kernel) Len() int64 { return k.span.Quiet }

// Empty is another one.
func (k *Kernel) Empty() bool { return k.span.Hits == 0 }

// Take takes all.
func (k *Kernel) Take() (n int64) {
	n = k.span.Hits
	k.span.Hits = 0
	return n
}

// Grow adds.
func (k *Kernel) Grow(n int64) { k.span.Hits += n }
