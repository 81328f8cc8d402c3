package percpu

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// listing returns the compiler's listing of this package for amd64, whatever the machine.
func listing(t *testing.T, flag string) string {
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	cmd := exec.Command("go", "build", "-gcflags="+flag, ".")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return string(out)
}

// An instruction of a -S listing.
type instruction struct {
	at   int
	text string
}

var listed = regexp.MustCompile(`^\t0x[0-9a-f]+ (\d+) \([^)]*\)\t(.+)$`)

// body returns the instructions of one function of a -S listing, without those that make no code.
func body(listing, function string) []instruction {
	_, rest, found := strings.Cut(listing, "percpu."+function+" STEXT ")
	if !found {
		return nil
	}
	var all []instruction
	for line := range strings.Lines(rest) {
		if strings.Contains(line, " STEXT ") {
			break
		}
		m := listed.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil || noCode.MatchString(m[2]) {
			continue
		}
		at, _ := strconv.Atoi(m[1]) // digits by the form
		all = append(all, instruction{at, strings.Join(strings.Fields(m[2]), " ")})
	}
	return all
}

var (
	noCode    = regexp.MustCompile(`^(TEXT|PCDATA|FUNCDATA|XCHGL\s+AX, AX|NOP)`)
	jump      = regexp.MustCompile(`^J([A-Z]+) (\d+)$`)
	plainAdd  = regexp.MustCompile(`^(ADDQ|MOVSD) [A-Z0-9]+, \([A-Z0-9]+\)(\([A-Z0-9]+\*\d\))?$`)
	lockedAdd = regexp.MustCompile(`^XADDQ `)
	addCall   = regexp.MustCompile(`^CALL .*percpu\.\(\*(Float)?Sum\)\.add(First|Beyond|Over)\(SB\)$`)
	panics    = regexp.MustCompile(`^CALL runtime\.panic`)
	grows     = regexp.MustCompile(`^CALL runtime\.morestack`)
	// What must not stand in a pinned section: calls, and writes that are not to the stack.
	forbidden = regexp.MustCompile(`^(LOCK|XCHG|XADD|CMPXCHG|CALL|(MOV|ADD|SUB|INC|DEC|OR|AND|XOR)[A-Z]* ([^,]+, )?-?\d*\((AX|BX|CX|DX|SI|DI|R\d+)\)(\([A-Z0-9]+\*\d\))?$)`)
)

// A walk follows every path through a function.
type walk struct {
	code   []instruction
	seen   map[step]bool
	faults map[string]bool
	counts map[[2]int]bool // (plain, other) adds at each return
}

// A step is where a path stands.
type step struct {
	index  int
	pinned bool
	plain  int // plain adds so far
	other  int // adds by a locked instruction or another function so far
}

func (w *walk) from(s step) {
	if w.seen[s] {
		return
	}
	w.seen[s] = true
	if s.index >= len(w.code) || s.plain+s.other > 3 {
		w.faults["runs on"] = true
		return
	}
	in := w.code[s.index].text
	next := s
	next.index++
	m := jump.FindStringSubmatch(in)
	switch {
	case in == "RET":
		if s.pinned {
			w.faults["returns pinned"] = true
		}
		w.counts[[2]int{s.plain, s.other}] = true
		return
	case panics.MatchString(in), grows.MatchString(in):
		return // an index that is out of range by no path; and the stack, which grows before all else
	case m != nil:
		to, _ := strconv.Atoi(m[2]) // digits by the form
		target := s
		target.index = slices.IndexFunc(w.code, func(in instruction) bool { return in.at >= to })
		w.from(target)
		if m[1] == "MP" {
			return
		}
	case in == "CALL runtime.procPin(SB)":
		if s.pinned {
			w.faults["pins twice"] = true
		}
		next.pinned = true
	case in == "CALL runtime.procUnpin(SB)":
		if !s.pinned {
			w.faults["unpins twice"] = true
		}
		next.pinned = false
	case plainAdd.MatchString(in):
		next.plain++
		if !s.pinned {
			w.faults["adds plainly without a pin: "+in] = true
		}
	case s.pinned && forbidden.MatchString(in):
		w.faults["in the pinned section: "+in] = true
	case lockedAdd.MatchString(in), addCall.MatchString(in):
		next.other++
	}
	w.from(next)
}

// TestDisassembly follows every path through the functions that pin: between the two calls stands one unlocked add and nothing
// else that writes memory or calls, and each path adds once. A stress test cannot see an add that slipped out of the section.
func TestDisassembly(t *testing.T) {
	text := listing(t, "-S")
	for _, function := range []string{"(*Sum).Add", "(*Sum).addBeyond", "(*FloatSum).Add", "(*FloatSum).addBeyond", "(*Slab).Add", "(*Paged).Add"} {
		w := walk{body(text, function), map[step]bool{}, map[string]bool{}, map[[2]int]bool{}}
		w.from(step{})
		for fault := range w.faults {
			t.Errorf("%s %s", function, fault)
		}
		elsewhere := [2]int{0, 1}
		if function == "(*Slab).Add" || function == "(*Paged).Add" { // leaves it to the caller
			elsewhere = [2]int{0, 0}
		}
		if !w.counts[[2]int{1, 0}] || !w.counts[elsewhere] || len(w.counts) != 2 {
			t.Errorf("%s: (plain, other) adds on its paths: %v; want one plain, or %v", function, w.counts, elsewhere)
		}
	}
}

// The walk sees what it is for: an add after the section, one too many, a call inside.
func TestDisassemblyOfMutants(t *testing.T) {
	for name, code := range map[string][]string{
		"unpinned": {"CALL runtime.procPin(SB)", "CALL runtime.procUnpin(SB)", "ADDQ CX, (AX)", "RET"},
		"call":     {"CALL runtime.procPin(SB)", "ADDQ CX, (AX)", "CALL runtime.newobject(SB)", "CALL runtime.procUnpin(SB)", "RET"},
		"store":    {"CALL runtime.procPin(SB)", "ADDQ CX, (AX)", "MOVQ CX, (DX)", "CALL runtime.procUnpin(SB)", "RET"},
		"locked":   {"CALL runtime.procPin(SB)", "LOCK", "XADDQ CX, (AX)", "CALL runtime.procUnpin(SB)", "RET"},
		"stays":    {"CALL runtime.procPin(SB)", "JHI 3", "CALL runtime.procUnpin(SB)", "RET"},
	} {
		w := walk{nil, map[step]bool{}, map[string]bool{}, map[[2]int]bool{}}
		for i, in := range code {
			w.code = append(w.code, instruction{i, in})
		}
		w.from(step{})
		if len(w.faults) == 0 {
			t.Errorf("%s: nothing found", name)
		}
	}
}

// What stands on the fast path must not become a call.
func TestInlining(t *testing.T) {
	text := listing(t, "-m")
	for _, function := range []string{"bump", "(*column).own", "(*column).cell", "(*Slab).own", "(*Slab).cell", "wordOf", "AddOwned", "Stripe"} {
		if !strings.Contains(text, "can inline "+function+"\n") {
			t.Errorf("%s is not inlined", function)
		}
	}
}
