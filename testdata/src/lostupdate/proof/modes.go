package proof

import "sync"

// A Spool has a goroutine unless it is a small one, and writes by itself while nothing has been handed over.
type Spool struct {
	small   bool
	begun   bool
	written int
	out     chan int
	wg      sync.WaitGroup
}

// NewSpool makes one.
func NewSpool(small bool) *Spool {
	s := &Spool{small: small}
	s.Reset()
	return s
}

// Reset begins anew.
func (s *Spool) Reset() {
	s.begun, s.written = false, 0
	if s.small {
		return
	}
	out := make(chan int)
	s.out = out
	s.wg.Go(func() {
		for n := range out {
			s.written += n
		}
	})
}

// Add writes by itself, or hands over.
func (s *Spool) Add(n int) {
	if s.small {
		s.write(n)
		return
	}
	if !s.begun {
		s.begun = true
		s.out <- 8
	}
	s.out <- n
}

// Sync writes what is there: by itself, if nothing has been handed over so far.
func (s *Spool) Sync(n int) {
	if !s.begun {
		s.write(n)
	} else {
		s.Add(n)
	}
}

func (s *Spool) write(n int) {
	if !s.begun {
		s.begun = true
		s.written += 8
	}
	s.written += n
}

// Close waits for the goroutine, if there is one, and writes the trailer.
func (s *Spool) Close() int {
	if s.out != nil {
		close(s.out)
		s.wg.Wait()
		s.out = nil
	}
	s.written += 4
	return s.written
}

// Pad must not be called before Close.
func (s *Spool) Pad(n int) { s.written += n }

// A Tape is a Spool whose flag says nothing of what was handed over, and whose Close waits only if there is somebody to tell about it.
type Tape struct {
	dirty   bool
	written int
	log     func(string)
	out     chan int
	wg      sync.WaitGroup
}

// NewTape makes one.
func NewTape(log func(string)) *Tape {
	t := &Tape{log: log, out: make(chan int)}
	t.wg.Go(func() {
		for n := range t.out {
			t.written += n // want `loses updates`
		}
	})
	return t
}

// Add hands over.
func (t *Tape) Add(n int) { t.out <- n }

// Sync writes by itself the first time.
func (t *Tape) Sync(n int) {
	if !t.dirty {
		t.dirty = true
		t.written += n // want `loses updates`
	}
}

// Pad adds to what was written before.
func (t *Tape) Pad(n int) {
	t.written += n // want `loses updates`
}

// Close ends it.
func (t *Tape) Close() {
	close(t.out)
	if t.log != nil {
		t.wg.Wait()
		t.log("closed")
	}
	t.written += 4 // want `loses updates`
}

// A Reel notes that it has handed something over when it has.
type Reel struct {
	busy    bool
	written int
	out     chan int
	wg      sync.WaitGroup
}

// NewReel makes one.
func NewReel() *Reel {
	r := &Reel{out: make(chan int)}
	r.wg.Go(func() {
		for n := range r.out {
			r.written += n // want `loses updates`
		}
	})
	return r
}

// Add hands over, and tells then.
func (r *Reel) Add(n int, then func()) {
	r.out <- n
	then()
	r.busy = true
}

// Sync writes by itself as long as nobody has told.
func (r *Reel) Sync(n int) {
	if !r.busy {
		r.written += n // want `loses updates`
	}
}
