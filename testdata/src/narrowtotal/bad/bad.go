package bad

import (
	"fmt"
	"sync/atomic"
)

type stats struct {
	totalRequests atomic.Int32  // want wraps/info/fix:`totalRequests only grows \(Add at bad.go:\d+\) and is a 32-bit atomic: it wraps at 2.1e9, after which it is negative; make it 64 bits wide`
	bytesSent     atomic.Uint32 // want wraps/fix:`bytesSent only grows .* wraps at 4.29e9; make`
	errCount      atomic.Uint32 // want wraps/review:`errCount only grows`
	old_total     int32         // want wraps:`old_total only grows`
	narrow        int32
	hitCount      atomic.Int32 // want wraps/withheld:`hitCount only grows`
}

func (s *stats) request(n int) {
	s.totalRequests.Add(1)
	s.bytesSent.Add(uint32(n))
	s.bytesSent.Add(4)
	s.hitCount.Add(1)
	atomic.AddInt32(&s.old_total, 1)
}

func (s *stats) fail() { s.errCount.Add(1) }

func (s *stats) show() {
	fmt.Println(int64(s.totalRequests.Load()), uint64(s.bytesSent.Load()), atomic.LoadInt32(&s.old_total))
	fmt.Println(s.errCount.Load())
	s.narrow = s.hitCount.Load()
}

// A package variable, exported, through a pointer and a helper.
var Total atomic.Uint32 // want wraps:`Total only grows`

func inc(n *atomic.Uint32) { n.Add(1) }

func Request() { inc(&Total) }

var byteCount uint32 // want wraps:`byteCount only grows`

func Sent(p []byte) { atomic.AddUint32(&byteCount, uint32(len(p))) }

// Embedded, in a generic type, in a closure.
type inner struct {
	rowsTotal atomic.Int32 // want wraps/fix:`rowsTotal only grows`
}

type table[T any] struct {
	inner
	rows      []T
	bytesRead atomic.Int32 // want wraps/fix:`bytesRead only grows`
}

func (t *table[T]) insert(row T, size int) func() {
	return func() {
		t.rows = append(t.rows, row)
		t.rowsTotal.Add(1)
		t.bytesRead.Add(int32(size))
	}
}

// Tested for zero, which bounds nothing.
func (t *table[T]) empty() bool { return t.rowsTotal.Load() == 0 }

// An array of them.
var countByKind [4]atomic.Uint32 // want wraps:`countByKind only grows`

func seen(kind int) { countByKind[kind].Add(1) }

// The result says only when to tell somebody.
var connCount atomic.Uint32 // want wraps:`connCount only grows`

func connected() {
	if connCount.Add(1)%1000 == 0 {
		fmt.Println("another thousand")
	}
}
