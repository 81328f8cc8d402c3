package counter

import (
	"errors"
	"fmt"
	"testing"

	"github.com/counterlint/counterlint/runtime/internal/explore"
)

// The snapshot of a Group as a model, on a machine with store buffers as amd64 has them: what a writer stores becomes visible some
// time later, in order, and its own loads do not wait for that. Two writers on two Ps add to two counters; a snapshot runs beside.

type groupMutant int

const (
	groupFaithful   groupMutant = iota
	oneReading                  // takes the first reading for good
	oneReadingOfOld             // gives writers new cells, and then takes the first reading of the old ones for good
	foldsAtOnce                 // takes old cells in without waiting for writers that found them before
	comparesOne                 // compares the readings of one counter only
)

const (
	gTables   = 3
	gPs       = 2
	gCounters = 2
	gBuffer   = 2
)

// A gCell names a cell: of a table, a P and a counter.
type gCell struct{ table, p, counter int8 }

type gStore struct {
	cell  gCell
	value int8
	full  bool
}

type groupState struct {
	cells   [gTables][gPs][gCounters]int8
	current int8
	flag    bool // set by an atomic operation of one writer, awaited by the other
	folded  [gCounters]int8
	first   int8 // the oldest table that is not folded
	writers [gPs]gWriter
	snap    gSnapshot
	fault   string
}

type gWriter struct {
	program string // 0 and 1: add to that counter; s: set the flag; w: wait for it
	pc      int8
	step    int8 // of an add
	table   int8
	value   int8
	buffer  [gBuffer]gStore
}

type gSnapshot struct {
	left     int8 // snapshots to take
	phase    int8 // 0: idle; 1: first reading; 2: second reading; 3: compare
	flipped  bool
	until    int8 // tables below it are read
	at       gCell
	readings [2][gCounters]int8
}

type groupModel struct{ mutant groupMutant }

func (m groupModel) next(s groupState, yield func(groupState)) {
	if s.fault != "" {
		return
	}
	for p := range int8(gPs) {
		stepWriter(s, p, yield)
		if b := s.writers[p].buffer[0]; b.full { // the oldest store becomes visible
			t := s
			t.cells[b.cell.table][b.cell.p][b.cell.counter] = b.value
			t.writers[p].buffer = [gBuffer]gStore{s.writers[p].buffer[1]}
			yield(t)
		}
	}
	m.stepSnapshot(s, yield)
}

func stepWriter(s groupState, p int8, yield func(groupState)) {
	t := s
	w := &t.writers[p]
	if int(w.pc) == len(w.program) {
		return
	}
	op := w.program[w.pc]
	switch {
	case op == 's': // an atomic operation empties the buffer first
		if w.buffer[0].full {
			return
		}
		t.flag = true
		w.pc++
	case op == 'w':
		if !s.flag {
			return
		}
		w.pc++
	case w.step == 0:
		w.table = s.current
		w.step = 1
	case w.step == 1:
		cell := gCell{w.table, p, int8(op - '0')}
		w.value = s.cells[cell.table][cell.p][cell.counter]
		for _, b := range w.buffer { // the newest store of its own wins
			if b.full && b.cell == cell {
				w.value = b.value
			}
		}
		w.step = 2
	default:
		free := 0
		for free < gBuffer && w.buffer[free].full {
			free++
		}
		if free == gBuffer {
			return
		}
		w.buffer[free] = gStore{gCell{w.table, p, int8(op - '0')}, w.value + 1, true}
		w.step, w.table, w.value = 0, 0, 0
		w.pc++
	}
	yield(t)
}

func (m groupModel) stepSnapshot(s groupState, yield func(groupState)) {
	t := s
	n := &t.snap
	begin := func(phase int8) {
		n.phase, n.at, n.until = phase, gCell{table: t.first}, t.current+1
		if n.flipped {
			n.until = t.current
		}
		n.readings[phase-1] = t.folded
	}
	switch n.phase {
	case 0:
		if n.left == 0 {
			return
		}
		if m.mutant == oneReadingOfOld {
			n.flipped = true
			t.current++
		}
		begin(1)
	case 1, 2:
		n.readings[n.phase-1][n.at.counter] += s.cells[n.at.table][n.at.p][n.at.counter]
		if !m.advance(n, s.first) {
			break
		}
		switch {
		case m.mutant == oneReading || m.mutant == oneReadingOfOld:
			n.readings[1] = n.readings[0]
			n.phase = 3
		case n.phase == 1:
			begin(2)
		default:
			n.phase = 3
		}
	case 3:
		agree := n.readings[0] == n.readings[1]
		if m.mutant == comparesOne {
			agree = n.readings[0][0] == n.readings[1][0]
		}
		switch {
		case agree:
			t.fault = wrongMoment(n.readings[1])
			if n.flipped && m.mutant == foldsAtOnce {
				t.folded, t.first = n.readings[1], t.current
			}
			t.snap = gSnapshot{left: n.left - 1}
		case !n.flipped:
			n.flipped = true
			t.current++
			n.readings[0] = s.snap.readings[1]
			begin(2)
		default:
			n.readings[0] = s.snap.readings[1]
			begin(2)
		}
	}
	yield(t)
}

// advance moves on to the next cell, and reports true after the last one.
func (m groupModel) advance(n *gSnapshot, first int8) bool {
	if n.at.p++; n.at.p < gPs {
		return false
	}
	n.at.p = 0
	if n.at.counter++; n.at.counter < gCounters {
		return false
	}
	n.at.counter = 0
	n.at.table++
	return n.at.table >= n.until
}

// wrongMoment says why no moment had these values: each writer adds to counter 0 first, or learns that the other one has.
func wrongMoment(values [gCounters]int8) string {
	if values[1] > values[0] {
		return fmt.Sprintf("a snapshot has %d of the later adds and %d of the earlier ones", values[1], values[0])
	}
	if values[0] > values[1]+gPs {
		return fmt.Sprintf("a snapshot has %d of the earlier adds and %d of the later ones", values[0], values[1])
	}
	return ""
}

func (m groupModel) check(s groupState, final bool) string {
	if s.fault != "" || !final {
		return s.fault
	}
	total := s.folded[0] + s.folded[1]
	for table := s.first; table < gTables; table++ {
		for p := range gPs {
			total += s.cells[table][p][0] + s.cells[table][p][1]
		}
	}
	adds := int8(0)
	for _, w := range s.writers {
		if int(w.pc) != len(w.program) {
			return "a writer is stuck"
		}
		for _, op := range w.program {
			if op == '0' || op == '1' {
				adds++
			}
		}
	}
	if total != adds || s.snap.left != 0 {
		return fmt.Sprintf("%d adds, %d counted, %d snapshots left", adds, total, s.snap.left)
	}
	return ""
}

var groupSettings = []groupState{
	{writers: [gPs]gWriter{{program: "0101"}, {program: "01"}}, snap: gSnapshot{left: 1}},
	{writers: [gPs]gWriter{{program: "0s01"}, {program: "w1"}}, snap: gSnapshot{left: 1}},
	{writers: [gPs]gWriter{{program: "01"}, {program: "01"}}, snap: gSnapshot{left: 2}},
}

func TestGroupModel(t *testing.T) {
	for i, start := range groupSettings {
		m := groupModel{groupFaithful}
		states, err := explore.All(start, 6_000_000, m.next, m.check)
		if err != nil {
			t.Errorf("setting %d: %v", i, err)
		}
		t.Logf("setting %d: %d states", i, states)
	}
}

func TestGroupModelMutants(t *testing.T) {
	for mutant, name := range map[groupMutant]string{
		oneReading: "one reading", oneReadingOfOld: "one reading of old cells", foldsAtOnce: "folds at once", comparesOne: "compares one",
	} {
		killed := false
		for i, start := range groupSettings {
			m := groupModel{mutant}
			_, err := explore.All(start, 6_000_000, m.next, m.check)
			var fault *explore.Fault[groupState]
			if errors.As(err, &fault) {
				t.Logf("%s dies in setting %d %v", name, i, err)
				killed = true
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if !killed {
			t.Errorf("the mutant %s survives", name)
		}
	}
}
