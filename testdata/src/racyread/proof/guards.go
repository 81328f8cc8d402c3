package proof

import "sync"

// All writes stand under a lock, and one read does not take it.

// Tally counts under a lock.
type Tally struct {
	mu      sync.Mutex
	n       int
	byKind  [4]int
	sum     float64
	started bool
}

// Inc counts.
func (t *Tally) Inc() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	t.byKind[t.n%4]++
	t.sum += 0.5
}

// N forgets the lock.
func (t *Tally) N() int { return t.n } // want betrayed:`t.n is read here while it may be updated`

// Mean takes it too late.
func (t *Tally) Mean() float64 {
	if t.n == 0 { // want `t.n is read here`
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sum / float64(t.n)
}

// Kind reads one of several.
func (t *Tally) Kind(i int) int {
	return t.byKind[i] // want `t.byKind\[i\] is read here`
}

// Meter embeds its lock.
type Meter[T any] struct {
	sync.RWMutex
	seen int64
	last T
}

// See notes a value.
func (m *Meter[T]) See(v T) {
	m.Lock()
	m.seen++
	m.last = v
	m.Unlock()
}

// Seen reads without.
func (m *Meter[T]) Seen() int64 {
	return m.seen // want `m.seen is read here`
}

// Last reads with.
func (m *Meter[T]) Last() (T, int64) {
	m.RLock()
	defer m.RUnlock()
	return m.last, m.seen
}

var (
	totalMu sync.Mutex
	total   int
)

// AddTotal counts in a package variable.
func AddTotal(n int) {
	totalMu.Lock()
	total += n
	totalMu.Unlock()
}

// Total forgets the lock of the package variable.
func Total() int {
	return total // want `total is read here`
}
