package percpu

import (
	"errors"
	"fmt"
	"testing"

	"github.com/counterlint/counterlint/runtime/internal/explore"
)

// The protocol of Sum as a model, in steps as fine as the machine's: a plain add is a load and a store. Goroutines interleave in
// every way, except that a pinned one has its P to itself. Memory is sequentially consistent; what store buffers add is that a
// store is seen late, which a read may report as an add still under way.
//
// The column of the model covers P 0, and a further block the other two.

type mutant int

const (
	faithful    mutant = iota
	maskedIndex        // the cell of P id%procs instead of a bounds check
	unpinnedAdd        // the pin ends before the add
	copyOnGrow         // growing copies counts to new cells
	swapOnPlain        // draining swaps plain cells with zero
	lostDrain          // draining stores the new base without looking whether it moved
)

const (
	modelProcs = 3
	idle       = -1
)

type modelState struct {
	procs    int8 // GOMAXPROCS
	changes  int8 // changes of GOMAXPROCS to come
	handle   int8 // 0: no column yet; 1: the column; 2: the copy that the mutant copyOnGrow publishes
	more     bool // the further block is there
	words    [modelProcs + 1]int8
	overflow int8
	base     int8
	begun    int8 // adds
	ended    int8
	drained  int8
	fault    string
	gs       [4]modelG
}

type modelG struct {
	role   byte // 'w'riter, 'r'eader, 'd'rainer; 0: none
	pc     int8
	left   int8 // operations to do
	p      int8 // the P that it is pinned to, or idle
	id     int8 // the P id that it was told
	handle int8
	word   int8
	value  int8
	from   int8 // adds that had ended when the read began
	last   int8 // what was read before
	base   int8
}

// Steps of a writer; those of readers and drainers begin at wRead.
const (
	wLoadHandle int8 = iota
	wPin
	wFind
	wLoad
	wStore
	wUnpin
	wUnpinSlow
	wPinSlow
	wFindSlow
	wUnpinOver
	wOverflow
	wCover
	wFirst
	wPublish
	wRead
	rOverflow
	rHandle
	rWord0
	rMore
	rWord1
	rWord2
	rEnd
	dSwapOverflow
	dSwap0
	dSwap1
	dSwap2
)

type model struct{ mutant mutant }

func (m model) next(s modelState, yield func(modelState)) {
	if s.fault != "" {
		return
	}
	if s.changes > 0 && !s.anyPinned() { // the world stops, which no pinned goroutine lets it
		for procs := int8(1); procs <= modelProcs; procs++ {
			if procs != s.procs {
				t := s
				t.procs, t.changes = procs, s.changes-1
				yield(t)
			}
		}
	}
	for i := range s.gs {
		if s.gs[i].role != 0 && (s.gs[i].left > 0 || s.gs[i].pc != 0 && s.gs[i].pc != wRead) {
			m.step(s, i, yield)
		}
	}
}

func (s *modelState) anyPinned() bool {
	for i := range s.gs {
		if s.gs[i].role != 0 && s.gs[i].p != idle {
			return true
		}
	}
	return false
}

// free reports whether nobody is pinned to the P.
func (s *modelState) free(p int8) bool {
	for i := range s.gs {
		if s.gs[i].role != 0 && s.gs[i].p == p {
			return false
		}
	}
	return true
}

// step yields what goroutine i may do next.
func (m model) step(s modelState, i int, yield func(modelState)) {
	t := s
	g := &t.gs[i]
	to := func(pc int8) { g.pc = pc; yield(t) }
	pin := func(pc int8) {
		for p := range s.procs {
			if s.free(p) {
				t = s
				t.gs[i].p, t.gs[i].id, t.gs[i].pc = p, p, pc
				yield(t)
			}
		}
	}
	done := func() { t.ended++; g.left--; g.handle, g.word, g.value, g.id = 0, 0, 0, 0; to(wLoadHandle) }
	switch s.gs[i].pc {
	case wLoadHandle:
		t.begun++
		g.handle = s.handle
		if g.handle == 0 {
			to(wFirst)
			return
		}
		to(wPin)
	case wPin:
		pin(wFind)
	case wFind:
		g.word = m.ownWord(s, g.handle, g.id)
		switch {
		case g.word < 0:
			g.word = 0
			to(wUnpinSlow)
		case m.mutant == unpinnedAdd:
			g.p = idle
			to(wLoad)
		default:
			to(wLoad)
		}
	case wLoad:
		g.value = s.words[g.word]
		to(wStore)
	case wStore:
		t.words[g.word] = g.value + 1
		g.value = 0
		if m.mutant == unpinnedAdd {
			done()
			return
		}
		to(wUnpin)
	case wUnpin:
		g.p = idle
		done()
	case wUnpinSlow:
		g.p = idle
		to(wPinSlow)
	case wPinSlow:
		pin(wFindSlow)
	case wFindSlow:
		g.word = m.anyWord(s, g.handle, g.id)
		if g.word < 0 {
			g.word = 0
			to(wUnpinOver)
			return
		}
		if m.mutant == unpinnedAdd {
			g.p = idle
		}
		to(wLoad)
	case wUnpinOver:
		g.p = idle
		to(wOverflow)
	case wOverflow:
		t.overflow++
		to(wCover)
	case wCover:
		t.more = true
		if m.mutant == copyOnGrow && s.handle == 1 {
			t.words[modelProcs] = s.words[0]
			t.handle = 2
		}
		done()
	case wFirst:
		t.overflow++
		to(wPublish)
	case wPublish:
		if s.handle == 0 {
			t.handle = 1
		}
		done()
	default:
		m.stepRead(s, i, yield)
	}
}

// ownWord is the word that the fast path adds to, or negative.
func (m model) ownWord(s modelState, handle, id int8) int8 {
	if id > 0 && m.mutant != maskedIndex {
		return idle
	}
	if handle == 2 {
		return modelProcs
	}
	return 0
}

// anyWord is the word of the P in some block, or negative.
func (m model) anyWord(s modelState, handle, id int8) int8 {
	switch {
	case id == 0:
		return m.ownWord(s, handle, id)
	case s.more:
		return id
	}
	return idle
}

// stepRead is step for readers and drainers: both add up; the drainer then moves the base.
func (m model) stepRead(s modelState, i int, yield func(modelState)) {
	t := s
	g := &t.gs[i]
	to := func(pc int8) { g.pc = pc; yield(t) }
	swap := func(word *int8, pc int8) { t.drained += *word; *word = 0; to(pc) }
	end := func() { g.left--; g.value, g.from, g.base, g.handle = 0, 0, 0, 0; to(wRead) }
	switch s.gs[i].pc {
	case wRead:
		g.from, g.base, g.value = s.ended, s.base, 0
		if g.role == 'd' && m.mutant == swapOnPlain {
			to(dSwapOverflow)
			return
		}
		to(rOverflow)
	case rOverflow:
		g.value += s.overflow
		to(rHandle)
	case rHandle:
		g.handle = s.handle
		if s.handle == 0 {
			to(rEnd)
			return
		}
		to(rWord0)
	case rWord0:
		g.value += s.words[m.ownWord(s, g.handle, 0)]
		to(rMore)
	case rMore:
		if s.more {
			to(rWord1)
			return
		}
		to(rEnd)
	case rWord1:
		g.value += s.words[1]
		to(rWord2)
	case rWord2:
		g.value += s.words[2]
		to(rEnd)
	case rEnd:
		if g.role == 'r' {
			if g.value < g.from || g.value > s.begun || g.value < g.last {
				t.fault = fmt.Sprintf("read %d after %d, of %d to %d", g.value, g.last, g.from, s.begun)
			}
			g.last = g.value
			end()
			return
		}
		if m.mutant != lostDrain && s.base != g.base { // the CompareAndSwap fails
			g.value = 0
			to(wRead)
			return
		}
		t.drained += g.value - g.base
		t.base = g.value
		end()
	case dSwapOverflow:
		swap(&t.overflow, dSwap0)
	case dSwap0:
		swap(&t.words[0], dSwap1)
	case dSwap1:
		swap(&t.words[1], dSwap2)
	case dSwap2:
		t.drained += t.words[2]
		t.words[2] = 0
		end()
	}
}

func (m model) check(s modelState, final bool) string {
	if s.fault != "" || !final {
		return s.fault
	}
	rest := s.overflow + s.words[1] + s.words[2] - s.base
	if s.handle == 2 {
		rest += s.words[modelProcs]
	} else {
		rest += s.words[0]
	}
	if rest+s.drained != s.begun || s.begun != s.ended {
		return fmt.Sprintf("%d adds, %d drained, %d left", s.begun, s.drained, rest)
	}
	return ""
}

// A setting is who takes part: a letter for the role and a digit for the operations.
func setting(procs, changes int8, who ...string) modelState {
	s := modelState{procs: procs, changes: changes}
	for i, w := range who {
		s.gs[i] = modelG{role: w[0], left: int8(w[1] - '0'), p: idle}
		if w[0] != 'w' {
			s.gs[i].pc = wRead
		}
	}
	return s
}

var settings = map[string]modelState{
	"growth and reads":     setting(1, 2, "w2", "w1", "r2"),
	"three writers":        setting(3, 1, "w2", "w2", "w1"),
	"two drainers":         setting(2, 0, "w2", "w1", "d1", "d1"),
	"hand-over on one P":   setting(1, 0, "w3", "w3", "r1"),
	"drains and shrinking": setting(3, 2, "w2", "w1", "d2"),
}

func TestModel(t *testing.T) {
	if !Pinned {
		t.Skip("the model is of the pinned protocol")
	}
	limit := 6_000_000
	for name, start := range settings {
		m := model{faithful}
		states, err := explore.All(start, limit, m.next, m.check)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		t.Logf("%s: %d states", name, states)
	}
}

// Each mutant is wrong in some setting; else the walk would not prove the rest.
func TestModelMutants(t *testing.T) {
	if !Pinned {
		t.Skip("the model is of the pinned protocol")
	}
	for mutant, name := range map[mutant]string{
		maskedIndex: "masked index", unpinnedAdd: "unpinned add", copyOnGrow: "copy on grow", swapOnPlain: "swap on plain", lostDrain: "lost drain",
	} {
		m := model{mutant}
		killed := false
		for where, start := range settings {
			_, err := explore.All(start, 6_000_000, m.next, m.check)
			var fault *explore.Fault[modelState]
			if errors.As(err, &fault) {
				t.Logf("%s dies in %q %v", name, where, err)
				killed = true
				break
			}
			if err != nil {
				t.Errorf("%s in %q: %v", name, where, err)
			}
		}
		if !killed {
			t.Errorf("the mutant %s survives", name)
		}
	}
}
