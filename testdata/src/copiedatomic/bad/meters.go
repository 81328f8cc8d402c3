package bad

import (
	"io"
	"sync/atomic"
)

// A Meter counts what is read. All callers of Bytes are in other packages.
type Meter struct {
	bytes int64
	io.Reader
}

// Read counts.
func (m *Meter) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	atomic.AddInt64(&m.bytes, int64(n))
	return n, err
}

// Bytes loads from a copy.
func (m Meter) Bytes() int64 { return atomic.LoadInt64(&m.bytes) } // want value/betrayed:`Bytes takes its receiver Meter by value: every call copies the live counter bytes`
