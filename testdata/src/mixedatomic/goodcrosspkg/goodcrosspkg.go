// Package goodcrosspkg reads what another package counts atomically where that does no harm.
package goodcrosspkg

import "mixedatomic/crosspkg/lib"

// Format is handed what may be its caller's own.
func Format(s *lib.Stats) int64 { return s.Hits }
