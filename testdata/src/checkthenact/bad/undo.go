package bad

import (
	"net/http"
	"sync/atomic"
)

// undo
func (p *P) Undo() bool {
	if p.n.Add(1) > Max {
		p.n.Add(-1) // want undo:`p\.n`
		return false
	}
	return true
}
func (p *P) UndoElse() bool {
	if p.n.Add(1) <= Max {
		return true
	}
	p.n.Add(-1) // want undo:`p\.n`
	return false
}
func (p *P) UndoN(n int64) bool {
	if p.n.Add(n) > p.max {
		p.n.Add(-n) // want undo:`p\.n`
		return false
	}
	return true
}
func (p *P) UndoSpend(n int64) bool {
	if p.n.Add(-n) < 0 {
		p.n.Add(n) // want undo:`p\.n`
		return false
	}
	return true
}
func (p *P) UndoU() bool {
	if p.u.Add(1) > Max {
		p.u.Add(^uint32(0)) // want undo:`p\.u`
		return false
	}
	return true
}
func (p *P) UndoOld() bool {
	v := atomic.AddInt32(&p.old, 1)
	if v > Max {
		atomic.AddInt32(&p.old, -1) // want undo:`p\.old`
		return false
	}
	return true
}
func (p *P) UndoMw(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.n.Add(1) > Max {
			p.n.Add(-1) // want undo:`p\.n`
			http.Error(w, "busy", 503)
			return
		}
		defer p.n.Add(-1)
		next.ServeHTTP(w, r)
	})
}
func (p *P) UndoHelper() bool {
	if p.inc() > Max {
		p.n.Add(-1) // want undo:`p\.n`
		return false
	}
	return true
}

// Nobody else reads it: the overshoot only refuses those who come just then.
type quiet struct{ n atomic.Int64 }

func (q *quiet) Enter() bool {
	if q.n.Add(1) > Max {
		q.n.Add(-1) // want undo-unseen/warning:`q\.n`
		return false
	}
	return true
}

func (q *quiet) Leave() { q.n.Add(-1) }
