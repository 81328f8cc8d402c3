package proof

import "sync/atomic"

var total atomic.Int64

func work(jobs []int) {
	local := int64(0)
	for range jobs { // want exit:`the end of this loop drops what local holds`
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
}
