package promptly_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/counterlint/counterlint/internal/promptly"
)

func TestDo(t *testing.T) {
	why := errors.New("enough")
	ended, end := context.WithCancelCause(context.Background())
	end(why)
	for _, ctx := range []context.Context{context.Background(), ended} {
		if v, err := promptly.Do(ctx, func() (int, error) { return 1, nil }); v != 1 || err != nil {
			t.Errorf("Do = %d, %v, want 1", v, err)
		}
		if _, err := promptly.Do(ctx, func() (int, error) { return 0, why }); err != why {
			t.Errorf("Do: %v, want %v", err, why)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancelCause(context.Background())
		release := make(chan bool)
		go end(why)
		if v, err := promptly.Do(ctx, func() (int, error) { <-release; return 1, nil }); v != 0 || err != why {
			t.Errorf("Do = %d, %v, want %v", v, err, why)
		}
		close(release) // the work may end when nobody waits
	})
}
