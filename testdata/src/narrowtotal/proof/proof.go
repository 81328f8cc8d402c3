package proof

import "sync/atomic"

var totalBytes atomic.Uint32 // want wraps:`totalBytes only grows`

func sent(n int) { totalBytes.Add(uint32(n)) }

func total() float64 { return float64(totalBytes.Load()) }
