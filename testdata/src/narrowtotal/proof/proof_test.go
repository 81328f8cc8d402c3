package proof

import "testing"

// TestWraps: five transfers of 1 GiB, and the total is below what it was.
func TestWraps(t *testing.T) {
	for range 3 {
		sent(1 << 30)
	}
	before := total()
	sent(1 << 30)
	sent(1 << 30)
	if r := total() - before; r >= 0 {
		t.Errorf("2 GiB later the total has grown by %g, want it to have shrunk", r)
	}
}
