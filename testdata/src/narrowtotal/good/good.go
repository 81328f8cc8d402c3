package good

import "sync/atomic"

type stats struct {
	total      atomic.Int64
	nextCount  atomic.Uint32
	count      atomic.Int32 // taken
	setTotal   atomic.Int32 // set
	upDown     atomic.Int32
	countUp    atomic.Int32 // lowered
	totalIDs   atomic.Uint32
	tickets    atomic.Int32
	ticketCnt  atomic.Int32
	callCount  atomic.Uint32 // handed out
	byteBudget atomic.Int32
	bytesLeft  atomic.Int32 // bounded
	refCount   atomic.Int32
	oldCount   uint32 // set plainly
	doneCount  atomic.Int32
	casTotal   atomic.Uint32
	byCaller   atomic.Int32
	callTotal  atomic.Int32
}

func (s *stats) wide() { s.total.Add(1) }

func (s *stats) taken() int32 {
	s.count.Add(1)
	return s.count.Swap(0)
}

func (s *stats) set() {
	s.setTotal.Add(1)
	s.setTotal.Store(0)
}

func (s *stats) lowered() {
	s.countUp.Add(1)
	defer s.countUp.Add(-1)
}

// Ids and tickets.
func (s *stats) id() (uint32, uint32) {
	s.totalIDs.Add(1)
	s.nextCount.Add(1)
	return s.callCount.Add(1), s.nextCount.Load()
}

// No total by its name.
func (s *stats) named() {
	s.tickets.Add(1)
	s.ticketCnt.Add(1)
	s.refCount.Add(1)
}

// Bounded.
func (s *stats) within(limit int32) bool {
	if s.bytesLeft.Load() > limit {
		return false
	}
	s.bytesLeft.Add(16)
	return true
}

func (s *stats) last(n int32) bool { return s.doneCount.Add(1) == n }

func (s *stats) plain() {
	atomic.AddUint32(&s.oldCount, 1)
}

func (s *stats) reset() { s.oldCount = 0 }

func (s *stats) cas() {
	s.casTotal.Add(1)
	for {
		n := s.casTotal.Load()
		if s.casTotal.CompareAndSwap(n, n/2) {
			return
		}
	}
}

// The caller chooses the sign.
func (s *stats) Add(n int32) { s.byCaller.Add(n) }

func (s *stats) callers() {
	s.move(1)
	s.move(-1)
}

func (s *stats) move(n int32) { s.callTotal.Add(n) }

// What is counted in one call does not get that far.
func local(jobs []func() bool) int32 {
	var count atomic.Int32
	for _, job := range jobs {
		if job() {
			count.Add(1)
		}
	}
	return count.Load()
}

// The whole object is made anew.
type window struct {
	count uint32
	bytes uint32
}

type meter struct{ cur window }

func (m *meter) hit(n int) {
	atomic.AddUint32(&m.cur.count, 1)
	atomic.AddUint32(&m.cur.bytes, uint32(n))
}

func (m *meter) rotate() window {
	w := m.cur
	m.cur = window{}
	return w
}

// Not an atomic.
type plain struct{ total int32 }

func (p *plain) inc() { p.total++ }

// An object that ends when its references do.
type batch struct {
	left        int32
	failedCount int32
}

func (b *batch) done(ok bool, end func(failed int32)) {
	if !ok {
		atomic.AddInt32(&b.failedCount, 1)
	}
	if atomic.AddInt32(&b.left, -1) == 0 {
		end(atomic.LoadInt32(&b.failedCount))
	}
}

// Somebody else's.
type view struct{ count *atomic.Int32 }

func (v view) inc() { v.count.Add(1) }
