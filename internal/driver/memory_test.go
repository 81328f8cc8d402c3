package driver

import (
	"context"
	"errors"
	"math"
	"runtime/debug"
	"testing"
)

func TestBudget(t *testing.T) {
	before := debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetMemoryLimit(before)
	ctx, cancel := context.WithCancelCause(t.Context())
	const total = 1 << 30
	b := newBudget(total)
	if err := b.acquire(ctx, 5*total); err != nil { // one package may be larger than all that there is
		t.Fatal(err)
	}
	if limit := debug.SetMemoryLimit(-1); limit < 5*total || limit > 6*total {
		t.Errorf("limit is %d", limit)
	}
	cause := errors.New("enough")
	cancel(cause)
	if err := b.acquire(ctx, 1); !errors.Is(err, cause) { // there is no room
		t.Errorf("acquire: %v", err)
	}
	b.release(5 * total)
	if limit := debug.SetMemoryLimit(-1); limit > total {
		t.Errorf("limit is %d with nothing in work", limit)
	}
	if err := b.acquire(t.Context(), total/2); err != nil {
		t.Fatal(err)
	}
	if err := b.acquire(t.Context(), total/2); err != nil {
		t.Fatal(err)
	}
	b.close()
	if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		t.Errorf("limit is %d afterwards", limit)
	}

	debug.SetMemoryLimit(3 << 30) // the user's own
	b = newBudget(total)
	if err := b.acquire(t.Context(), 1<<20); err != nil {
		t.Fatal(err)
	}
	b.close()
	if limit := debug.SetMemoryLimit(-1); limit != 3<<30 {
		t.Errorf("the user's limit became %d", limit)
	}
}
