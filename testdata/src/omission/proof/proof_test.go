//go:debug asynctimerchan=0
package proof

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// target answers in a millisecond, and stalls once.
type target struct{ asked int }

func (t *target) RoundTrip(*http.Request) (*http.Response, error) {
	if t.asked++; t.asked == 500 {
		time.Sleep(time.Second)
	} else {
		time.Sleep(time.Millisecond)
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// TestStallIsHidden: by a clock of its own, the target stands still for a tenth of the time, and 99 of 100 answers look quick.
func TestStallIsHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		p99 := func(all []time.Duration) time.Duration { return all[n*99/100] }
		raw := p99(closed(&http.Client{Transport: &target{}}, n))
		due := p99(scheduled(&http.Client{Transport: &target{}}, n))
		if raw != time.Millisecond {
			t.Errorf("the closed loop says %v, want the time of an answer without a stall", raw)
		}
		if due < 500*time.Millisecond {
			t.Errorf("from the schedule it is %v, want most of the stall", due)
		}
	})
}
