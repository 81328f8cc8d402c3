package proof

import "testing"

func TestRaceHit(t *testing.T) { hit(newCounts()) }

func TestRaceRLocked(t *testing.T) { rlocked(newCounts()) }

func TestRaceRanged(t *testing.T) { _ = Ranged(newCounts()) }

func TestRight(t *testing.T) {
	c := newCounts()
	right(c)
	for g := range 4 {
		if c.n[g] != 1 {
			t.Errorf("%d counted %d times", g, c.n[g])
		}
	}
}
