package driver

// How much a run takes. Packages are let in by an estimate of what they need, and the garbage collector is told how much that is
// together, so that the heap does not grow to twice of it. A limit below what is in use would make it collect without end.

import (
	"context"
	"math"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/semaphore"
)

// What a unit in work takes in bytes, as measured: per byte of its source, and of the source behind decoded types.
const (
	perTarget  = 120 // syntax, types, SSA, and what all rules keep: as much again is room for garbage; less makes the collector work for most of the time
	perFacts   = 60  // syntax, types and a little SSA
	perTypes   = 12  // syntax and types of declarations
	perDecoded = 2
)

// defaultMemory is what a run should keep to: a share for each package in work, and one for the odd package of ten million bytes.
func defaultMemory(jobs int) int64 { return 512<<20 + int64(jobs)*256<<20 }

// A budget bounds what the units in work take together.
type budget struct {
	total int64
	sem   *semaphore.Weighted

	mu     sync.Mutex
	inWork int64
	limit  int64 // that the collector knows; 0: the user set one, which is left alone
}

// limitStep spares the collector small changes of its limit.
const limitStep = 128 << 20

func newBudget(total int64) *budget {
	b := &budget{total: total, sem: semaphore.NewWeighted(total)}
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		b.limit = math.MaxInt64
	}
	return b
}

// close takes the limit back.
func (b *budget) close() {
	if b.limit > 0 {
		debug.SetMemoryLimit(math.MaxInt64)
	}
}

// acquire waits until there is room for n bytes. A single unit is let in whatever it takes.
func (b *budget) acquire(ctx context.Context, n int64) error {
	if err := b.sem.Acquire(ctx, min(n, b.total)); err != nil {
		return context.Cause(ctx)
	}
	b.add(n)
	return nil
}

func (b *budget) release(n int64) {
	b.add(-n)
	b.sem.Release(min(n, b.total))
}

func (b *budget) add(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inWork += n
	limit := (b.total/3+b.inWork)/limitStep*limitStep + limitStep
	if b.limit > 0 && b.limit != limit {
		b.limit = limit
		debug.SetMemoryLimit(limit)
	}
}
