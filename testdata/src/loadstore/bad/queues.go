package bad

import (
	"sync"
	"sync/atomic"
)

// A sheet stays at hand while the goroutine works on it: it is in the list too.
type sheet struct {
	filled atomic.Int32
	buf    [4096]byte
}

type book struct {
	mu    sync.Mutex
	sheet *sheet
	all   []*sheet
}

func newBook() *book {
	b := &book{sheet: new(sheet)}
	b.all = append(b.all, b.sheet)
	go b.trim()
	return b
}

func (b *book) trim() {
	for {
		b.mu.Lock()
		all := append([]*sheet(nil), b.all...)
		b.mu.Unlock()
		for _, s := range all {
			cut(s)
		}
	}
}

func cut(s *sheet) {
	if s.filled.Load() > 4000 {
		s.filled.Store(0)
	}
}

func (b *book) Write(p []byte) {
	s := b.sheet
	i := s.filled.Load()
	s.buf[i] = 1
	s.filled.Store(i + int32(copy(s.buf[i+1:], p))) // want update/proven:`s\.filled: this Store overwrites`
}

// Nothing is filled behind the end that is loaded.
type meterSheet struct {
	used atomic.Int64
	buf  [64]byte
}

func (s *meterSheet) Use(n int64) {
	s.buf[n%64] = 1
	s.used.Store(s.used.Load() + n) // want update/betrayed:`s\.used: this Store overwrites`
}

func (s *meterSheet) Give(n int64) {
	s.used.Store(s.used.Load() - n) // want update/betrayed:`s\.used: this Store overwrites`
}
