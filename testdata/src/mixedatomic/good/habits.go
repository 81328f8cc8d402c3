package good

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Each worker counts with statistics of its own, and puts them into those that all share when it is through.

type Tally struct{ rows, bytes uint64 }

func (t *Tally) Merge(src *Tally) {
	atomic.AddUint64(&t.rows, src.rows)
	atomic.AddUint64(&t.bytes, src.bytes)
}

func (t *Tally) Total() uint64 { return t.rows + t.bytes }

func Scan(t *Tally, block []byte) {
	t.rows++
	t.bytes += uint64(len(block))
}

func ScanAll(blocks [][]byte) uint64 {
	var all Tally
	var wg sync.WaitGroup
	for _, b := range blocks {
		wg.Go(func() {
			mine := &Tally{}
			Scan(mine, b)
			all.Merge(mine)
		})
	}
	wg.Wait()
	return all.Total()
}

// A buffer is used by one goroutine; that its offset can be taken atomically serves one caller with a rule of its own.

type Buffer struct {
	offset uint64
	buf    []byte
}

func (b *Buffer) Reserve(n uint64) uint64 { return atomic.AddUint64(&b.offset, n) }
func (b *Buffer) Len() int                { return int(b.offset) }
func (b *Buffer) Bytes() []byte           { return b.buf[:b.offset] }
func (b *Buffer) Reset()                  { b.offset = 0 }
func (b *Buffer) Write(p []byte) (int, error) {
	b.offset += uint64(copy(b.buf[b.offset:], p))
	return len(p), nil
}

// What runs a function that it is handed has run it when it returns, unless something says otherwise.

func Count(each func(func(int) bool)) int {
	var odd int64
	each(func(i int) bool {
		if i%2 == 1 {
			atomic.AddInt64(&odd, 1)
		}
		return true
	})
	return int(odd)
}

// The race detector is told not to look, and so is everybody else.

type crash struct{ message unsafe.Pointer }

var last crash

func setMessage(s *string) { atomic.StorePointer(&last.message, unsafe.Pointer(s)) }

// RacyMessage is for a process that dies.
//
//go:norace
func RacyMessage() *string { return (*string)(last.message) }

// A setting is a function of one object, by its type; whoever makes the object applies it before anybody has it.

type Dialer struct{ retries, wait int64 }

type Setting func(*Dialer)

func NoRetries(d *Dialer) { d.retries = 0 }

func Wait(n int64) Setting { return func(d *Dialer) { d.wait = n } }

func NewDialer(settings ...Setting) *Dialer {
	d := &Dialer{retries: 3}
	for _, s := range settings {
		s(d)
	}
	return d
}

func (d *Dialer) SetWait(n int64)    { atomic.StoreInt64(&d.wait, n) }
func (d *Dialer) Waits() int64       { return atomic.LoadInt64(&d.wait) }
func (d *Dialer) SetRetries(n int64) { atomic.StoreInt64(&d.retries, n) }
func (d *Dialer) Retries() int64     { return atomic.LoadInt64(&d.retries) }

// A node out of an arena is new as well.

type link struct{ next uint32 }

type arena struct{ mem []byte }

func newLink(a *arena) *link { return (*link)(unsafe.Pointer(&a.mem[0])) }

func (l *link) swap(old, next uint32) bool { return atomic.CompareAndSwapUint32(&l.next, old, next) }
func (l *link) load() uint32               { return atomic.LoadUint32(&l.next) }

func Insert(a *arena, prev *link, at uint32) {
	n := newLink(a)
	for {
		n.next = prev.load()
		if prev.swap(n.next, at) {
			return
		}
	}
}

// The level that all use is known by its address; the others belong to whoever has them.

type verbosity int32

var global verbosity

func (v *verbosity) Set(n int32) {
	if v == &global {
		atomic.StoreInt32((*int32)(v), n)
		return
	}
	*v = verbosity(n)
}

func (v *verbosity) Enabled(n int32) bool { return atomic.LoadInt32((*int32)(v)) >= n }

// What fails a test is there for tests, by its parameter.

type checker interface {
	Helper()
	Errorf(format string, args ...any)
}

type Allocations struct{ size int64 }

func (a *Allocations) Alloc(n int64) { atomic.AddInt64(&a.size, n) }
func (a *Allocations) Free(n int64)  { atomic.AddInt64(&a.size, -n) }

func (a *Allocations) AssertSize(t checker, n int64) {
	t.Helper()
	if atomic.LoadInt64(&a.size) != n {
		t.Errorf("%d bytes, want %d", a.size, n)
	}
}

// The goroutine works when somebody sends, and nobody can before the constructor returns.

type Journal struct {
	log *entries
	in  chan []byte
}

type entries struct{ n int64 }

func OpenJournal(old [][]byte) *Journal {
	j := &Journal{in: make(chan []byte), log: &entries{}}
	go j.run()
	j.log.open(old)
	return j
}

func (e *entries) open(old [][]byte) {
	for range old {
		e.n++
	}
}

func (j *Journal) run() {
	for b := range j.in {
		go j.log.add(b)
	}
}

func (e *entries) add([]byte) { atomic.AddInt64(&e.n, 1) }

func (j *Journal) Append(b []byte) { j.in <- b }

func (j *Journal) Entries() int64 { return atomic.LoadInt64(&j.log.n) }

// Whoever prefetches has a volume that is open.

type Volume struct{ segments map[int]*segment }

type segment struct{ size int64 }

func OpenVolume(n int) *Volume {
	v := &Volume{segments: map[int]*segment{}}
	for i := range n {
		v.segments[i] = &segment{}
	}
	for i := range v.segments {
		v.segments[i].measure(int64(i))
	}
	return v
}

func (s *segment) measure(n int64) { s.size = n }

func (v *Volume) Prefetch(i int) {
	s := v.segments[i]
	go func() {
		if atomic.LoadInt64(&s.size) == 0 {
			panic("empty")
		}
	}()
}

// A Store is safe for concurrent use by several goroutines.
type Store struct{ tables map[int]*table }

type table struct{ last int64 }

func OpenStore(n int) *Store {
	s := &Store{tables: map[int]*table{}}
	for i := range n {
		s.tables[i] = &table{}
	}
	for i := range s.tables {
		s.tables[i].fill(int64(i))
	}
	return s
}

func (t *table) fill(n int64) { t.last = n }

func (s *Store) Drop(i int) { atomic.StoreInt64(&s.tables[i].last, 0) }

// A finalizer has its object alone.

type Descriptor struct{ fd int32 }

func OpenDescriptor() *Descriptor {
	d := &Descriptor{}
	runtime.SetFinalizer(d, func(d *Descriptor) {
		if d.fd >= 0 {
			d.fd = -1
		}
	})
	go d.watch()
	return d
}

func (d *Descriptor) watch() { atomic.StoreInt32(&d.fd, 1) }

func (d *Descriptor) Open() bool { return atomic.LoadInt32(&d.fd) >= 0 }
