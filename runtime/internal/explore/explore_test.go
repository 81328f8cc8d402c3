package explore

import (
	"errors"
	"testing"
)

// Two threads that increment a word in two steps each.
type twoSteps struct {
	word   int8
	pc     [2]int8
	loaded [2]int8
}

func (s twoSteps) next(yield func(twoSteps)) {
	for i := range s.pc {
		t := s
		switch t.pc[i]++; s.pc[i] {
		case 0:
			t.loaded[i] = s.word
			yield(t)
		case 1:
			t.word = s.loaded[i] + 1
			yield(t)
		}
	}
}

func TestAll(t *testing.T) {
	ends := map[int8]bool{}
	states, err := All(twoSteps{}, 1000, twoSteps.next, func(s twoSteps, final bool) string {
		if final {
			ends[s.word] = true
		}
		return ""
	})
	if err != nil || !ends[1] || !ends[2] || len(ends) != 2 {
		t.Errorf("%d states, ends %v, error %v; want the ends 1 and 2", states, ends, err)
	}
}

func TestFault(t *testing.T) {
	_, err := All(twoSteps{}, 1000, twoSteps.next, func(s twoSteps, final bool) string {
		if final && s.word != 2 {
			return "an increment is lost"
		}
		return ""
	})
	var fault *Fault[twoSteps]
	if !errors.As(err, &fault) || len(fault.Path) != 5 || fault.Path[0] != (twoSteps{}) || fault.Path[4].word != 1 {
		t.Fatalf("got %+v, want the way to the lost increment in 4 steps", err)
	}
	if fault.Error() != "after 4 steps: an increment is lost" {
		t.Errorf("error %q", fault)
	}
}

func TestLimit(t *testing.T) {
	_, err := All(0, 10, func(s int, yield func(int)) { yield(s + 1) }, func(int, bool) string { return "" })
	if err == nil || err.Error() != "gave up after 10 states" {
		t.Errorf("error %v", err)
	}
}
