package proof

// A Hasher has one goroutine, whose method has an exported name, and which nobody else calls.
type Hasher struct {
	in    chan int
	out   chan int
	count int
}

// NewHasher starts it.
func NewHasher() *Hasher {
	h := &Hasher{in: make(chan int), out: make(chan int)}
	go h.Process()
	return h
}

// Process is the goroutine.
func (h *Hasher) Process() {
	for n := range h.in {
		if n == 0 {
			h.reset()
			continue
		}
		h.count++
	}
	h.out <- h.count
}

func (h *Hasher) reset() { h.count-- }

// Ticks are counted by the goroutine that begins with the object, and by whoever helps it.
type Ticks struct {
	n    int
	in   chan int
	done chan bool
}

// NewTicks starts it.
func NewTicks() *Ticks {
	t := &Ticks{in: make(chan int), done: make(chan bool, 2)}
	go t.Loop()
	return t
}

// Loop is what both run.
func (t *Ticks) Loop() {
	for range t.in {
		t.n++ // want `it runs beside the goroutine started at ownloops.go:\d+ too`
	}
	t.done <- true
}

// Help runs it too.
func (t *Ticks) Help() { t.Loop() }

// A Drain empties channels, that of its goroutine and those of callers.
type Drain struct {
	n    int
	done chan bool
}

// Open starts a goroutine on an object that is there already.
func (d *Drain) Open(in chan int) {
	go d.Empty(in)
}

// Empty counts what comes.
func (d *Drain) Empty(in chan int) {
	for range in {
		d.n++ // want `it runs beside the goroutine started at ownloops.go:\d+ too`
	}
	d.done <- true
}

// A Feed is emptied by its goroutine, and by whoever runs what was kept.
type Feed struct {
	n    int
	in   chan int
	done chan bool
}

var kept func()

func keepFor(_ *int, run func()) { kept = run }

// NewFeed starts one, and keeps another one.
func NewFeed() *Feed {
	f := &Feed{in: make(chan int), done: make(chan bool, 2)}
	keepFor(new(int), f.Empty)
	go f.Empty()
	return f
}

// Empty empties it.
func (f *Feed) Empty() {
	for range f.in {
		f.n++ // want `loses updates`
	}
	f.done <- true
}
