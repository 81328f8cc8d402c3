// Package gid picks shards by the goroutine's id.
package gid

import (
	"bytes"
	"runtime"
	"strconv"
	"sync/atomic"
)

type cell struct{ hits, misses atomic.Uint64 }

type table struct{ cells []cell }

// goid is the well-known trick.
func goid() uint64 {
	b := make([]byte, 64)
	b = b[:runtime.Stack(b, false)]
	b = bytes.TrimPrefix(b, []byte("goroutine "))
	b = b[:bytes.IndexByte(b, ' ')]
	n, _ := strconv.ParseUint(string(b), 10, 64)
	return n
}

func (t *table) hit() {
	t.cells[goid()%uint64(len(t.cells))].hits.Add(1) // want goroutine-id:`the cell of t\.cells is picked by a goroutine id that goid parses out of a stack trace \(gid\.go:16\), which takes microseconds; use`
}

func (t *table) miss() {
	id := goid()
	t.cells[id&63].misses.Add(1) // want goroutine-id:`goid parses`
}

func (t *table) index() int { return int(goid()) % len(t.cells) } // want goroutine-id:`goid parses`

func (t *table) both() {
	c := &t.cells[t.index()]
	c.hits.Add(1)
	c.misses.Add(1)
}

func (t *table) total() (n uint64) {
	for i := range t.cells {
		c := &t.cells[i]
		n += c.hits.Load() + c.misses.Load()
	}
	return n
}

// By hand, and with an error.
func parse() (int, error) {
	var buf [32]byte
	n := 0
	for _, c := range buf[10:runtime.Stack(buf[:], false)] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n, nil
}

var shards [64]atomic.Int32

func count() {
	if i := handParsed(); true {
		shards[i%64].Add(1) // want goroutine-id:`handParsed parses`
	}
}

func handParsed() (n int) {
	var buf [32]byte
	for _, c := range buf[10:runtime.Stack(buf[:], false)] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func mix(x uint64) uint64 { x ^= x >> 33; return x * 0xff51afd7ed558ccd }

func (t *table) mixed() {
	t.cells[mix(goid())%uint64(len(t.cells))].hits.Add(1) // want goroutine-id:`goid parses`
}
