package bad

import (
	"errors"
	"sync/atomic"
)

// states
func (p *P) Start() error {
	if p.st.Load() == 1 {
		return errors.New("running")
	}
	p.st.Store(1) // want state:`p\.st`
	go p.loop()
	return nil
}
func (p *P) loop() {}
func (p *P) Stop() {
	if p.st.Load() == 2 {
		return
	}
	p.st.Store(2) // want state:`p\.st`
	close(p.ch)
}
func (p *P) StopSw() {
	switch p.st.Load() {
	case 1:
		p.st.Store(2) // want state:`p\.st`
		close(p.ch)
	}
}
func (p *P) Claim() bool {
	if p.st.Load() == 0 {
		p.st.Store(1) // want state:`p\.st`
		return true
	}
	return false
}

const (
	idle int32 = iota
	busy
)

func (p *P) ClaimConst() bool {
	if p.st.Load() != idle {
		return false
	}
	p.st.Store(busy) // want state:`p\.st`
	return true
}
func (p *P) OldClaim() bool {
	if atomic.LoadInt32(&p.old) == 1 {
		return false
	}
	atomic.StoreInt32(&p.old, 1) // want state:`p\.old`
	return true
}

// the answer says who has claimed it
func (p *P) ClaimNamed() (ok bool) {
	if p.st.Load() == idle {
		p.st.Store(busy) // want state:`p\.st`
		ok = true
	}
	return
}

// A mark that several callers clear: what they do then happens twice.
func (p *P) Tick(reset func()) {
	if p.st.Load() == 3 {
		p.st.Store(4) // want state-calls/error/deep:`p\.st`
		reset()
	}
}
