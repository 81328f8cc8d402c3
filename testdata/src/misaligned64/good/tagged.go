//go:build amd64 || arm64

package good

import "sync/atomic"

type tagged struct {
	flag bool
	n    int64
}

func (t *tagged) Inc() { atomic.AddInt64(&t.n, 1) }
