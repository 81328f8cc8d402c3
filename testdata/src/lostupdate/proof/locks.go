package proof

import "sync"

// Under RLock.

type cache struct {
	mu   sync.RWMutex
	m    map[string]int
	hits int
	bad  int
}

// Get counts under the lock of readers.
func (c *cache) Get(k string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hits++ // want read-lock/betrayed:"`c.hits\\+\\+` loses updates: cache.mu is held for reading only"
	return c.m[k]
}

// Put is right.
func (c *cache) Put(k string, v int) {
	c.mu.Lock()
	c.m[k] = v
	c.mu.Unlock()
}

func (c *cache) fail() {
	c.bad++ // want `held for reading only`
}

// Check calls a helper under the lock of readers.
func (c *cache) Check(k string) {
	c.mu.RLock()
	if c.m[k] == 0 {
		c.fail()
	}
	c.mu.RUnlock()
}

// One of several without the lock.

// Ledger keeps a balance.
type Ledger struct {
	mu      sync.Mutex
	balance int
	moves   int
}

// In adds.
func (l *Ledger) In(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.balance += n
	l.moves++
}

// Out takes.
func (l *Ledger) Out(n int) {
	l.mu.Lock()
	l.balance -= n
	l.mu.Unlock()
	l.moves++ // want unguarded/betrayed:"`l.moves\\+\\+` loses updates: Ledger.mu is not held here, under which the number is kept elsewhere \\(locks.go:\\d+"
}

// Fee forgets the lock.
func (l *Ledger) Fee() {
	l.balance-- // want `Ledger.mu is not held here`
}

// Balance reads.
func (l *Ledger) Balance() (int, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.balance, l.moves
}

var (
	regMu   sync.Mutex
	regSize int
)

// Register is right.
func Register() {
	regMu.Lock()
	regSize++
	regMu.Unlock()
}

// Unregister is right, too.
func Unregister() {
	regMu.Lock()
	regSize--
	regMu.Unlock()
}

// Sneak forgets the lock.
func Sneak() {
	regSize++ // want `regMu is not held here`
}

// One caller of several forgets the lock.
type queue struct {
	mu  sync.Mutex
	len int
}

func (q *queue) grow() {
	q.len++ // want `queue.mu is not held here`
}

// Push is right.
func (q *queue) Push() {
	q.mu.Lock()
	q.grow()
	q.mu.Unlock()
}

// Pop is right.
func (q *queue) Pop() {
	q.mu.Lock()
	q.len--
	q.mu.Unlock()
}

// Clear is right.
func (q *queue) Clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.len = 0
}

// Try forgets the lock.
func (q *queue) Try() {
	q.grow()
}

// Two locks in use: one side disagrees with the rest.
type double struct {
	a, b sync.Mutex
	n    int
}

// One is right.
func (d *double) One() {
	d.a.Lock()
	d.n++
	d.a.Unlock()
}

// Two is right.
func (d *double) Two() {
	d.a.Lock()
	d.n += 2
	d.a.Unlock()
}

// Three takes the other lock.
func (d *double) Three() {
	d.b.Lock()
	d.n += 3 // want `double.a is not held here`
	d.b.Unlock()
}
