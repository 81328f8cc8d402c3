package durable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Store keeps counts by their names.
type Store interface {
	// Load returns the count of a name, 0 if there is none.
	Load(ctx context.Context, name string) (uint64, error)

	// Apply adds a batch, as a whole or not at all. If it returns nil, the batch outlives a crash. If it returns an error, the batch may
	// have been added or not, and the caller applies the same one again; a batch whose number is not above the last one that was added
	// through this store is not added again.
	Apply(ctx context.Context, b Batch) error

	// Close gives up what the store holds.
	Close() error
}

// A Batch is what is added to some counts.
type Batch struct {
	Number uint64 // from 1 on
	Adds   []Add  // by name
}

// An Add is what is added to one count.
type Add struct {
	Name string
	N    uint64
}

// A Config says how much may be at stake.
type Config struct {
	Lag     uint64        // how much of each counter may be not stored yet; 0 means 1000
	Every   time.Duration // how often is stored what was added; 0 means each second
	Timeout time.Duration // how long the store may take for a batch; 0 means 10 seconds
}

// ErrClosed is what Add returns when the ledger is closed, or about to be.
var ErrClosed = errors.New("durable: the ledger is closed")

// A Ledger is counters that are kept in one store.
//
// Counts: what its counters count.
// Read: linearizable.
// Cost: a goroutine, which sends a batch if anything was added since the last one.
// Memory: about 200 bytes, and 100 for each counter.
// Never: open two of them over one Log; forget Close, which stores the rest.
type Ledger struct {
	_      noCopy
	store  Store
	config Config
	stop   chan struct{}

	mu       sync.Mutex
	counters map[string]*Counter
	number   uint64 // of the last batch
	inFlight *Batch // whose outcome is unknown
	closing  bool
	closed   bool
	err      error // of the last batch
}

// Open returns a ledger over a store, which it closes in the end.
func Open(s Store, c Config) *Ledger {
	c.Lag = min(cmp.Or(c.Lag, 1000), math.MaxInt64)
	c.Every = cmp.Or(max(c.Every, 0), time.Second)
	c.Timeout = cmp.Or(max(c.Timeout, 0), 10*time.Second)
	l := &Ledger{store: s, config: c, stop: make(chan struct{}), counters: map[string]*Counter{}}
	go l.run()
	return l
}

// run stores what was added, now and then.
func (l *Ledger) run() {
	tick := time.NewTicker(l.config.Every)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-tick.C:
			_ = l.Flush(context.Background()) // Err has the error, and so has an Add that cannot go on
		}
	}
}

// Counter returns the counter of a name, with the count that the store has. Of one name there is one counter.
func (l *Ledger) Counter(name string) (*Counter, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		return nil, ErrClosed
	}
	if c := l.counters[name]; c != nil {
		return c, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), l.config.Timeout)
	defer cancel()
	n, err := l.store.Load(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("durable: the count of %q: %w", name, err)
	}
	c := &Counter{ledger: l, name: name, saved: n}
	c.limit.Store(l.config.Lag)
	l.counters[name] = c
	return c, nil
}

// Flush stores what was added before, and returns when it outlives a crash, or the error that is in the way. Nothing is lost then:
// the counters go on to their lag, and the next Flush tries again.
func (l *Ledger) Flush(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flush(ctx)
}

// Err returns the error of the last batch that was sent, or nil if it was stored.
func (l *Ledger) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// flush stores what was added. The caller holds mu.
func (l *Ledger) flush(ctx context.Context) error {
	if l.closed {
		return ErrClosed
	}
	if l.inFlight != nil { // first of all, for it must be sent as it was
		if err := l.send(ctx); err != nil {
			return err
		}
	}
	l.inFlight = l.collect()
	if l.inFlight == nil {
		return nil
	}
	return l.send(ctx)
}

// collect returns a batch of all that is not stored, or nil.
func (l *Ledger) collect() *Batch {
	var adds []Add
	for _, name := range slices.Sorted(maps.Keys(l.counters)) {
		if n := l.counters[name].unsaved.Load(); n > 0 && n != sealed {
			adds = append(adds, Add{name, n})
		}
	}
	if adds == nil {
		return nil
	}
	l.number++
	return &Batch{l.number, adds}
}

// send applies the batch in flight, and tells the counters if it was stored.
func (l *Ledger) send(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	if err := l.store.Apply(ctx, *l.inFlight); err != nil {
		l.err = fmt.Errorf("durable: a batch was not stored: %w", err)
		return l.err
	}
	for _, a := range l.inFlight.Adds {
		l.counters[a.Name].settle(a.N)
	}
	l.inFlight, l.err = nil, nil
	return nil
}

// Close has the counters refuse what is added from now on, stores the rest, and closes the store. If that is not possible it returns the
// error, and may be called again.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	if !l.closing {
		l.closing = true
		close(l.stop)
	}
	for _, c := range l.counters {
		c.limit.Store(0)
	}
	if err := l.flush(context.Background()); err != nil {
		return err
	}
	for _, c := range l.counters {
		for !c.unsaved.CompareAndSwap(0, sealed) { // an Add that had seen the old limit
			if c.unsaved.Load() == sealed {
				break
			}
			if err := l.flush(context.Background()); err != nil {
				return err
			}
		}
	}
	l.closed = true
	return l.store.Close()
}
