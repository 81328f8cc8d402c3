package rewrite_test

// Random programs: structs with counters, and methods made of random statements over them. Every counter is retyped where that is not
// refused, and the program must print the same.

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/rewrite"
)

var (
	seed  = flag.Uint64("seed", 1, "of the random programs")
	count = flag.Int("programs", 60, "how many random programs")
)

// A writer writes the statements of one program. T is the type of its counters n and m, v a local variable of that type.
type writer struct {
	*rand.Rand
	b      strings.Builder
	typ    string
	suffix string // of the functions of sync/atomic for T; "" if there are none
	signed bool
	depth  int
	locals int
}

func (w *writer) pick(choices ...string) string { return choices[w.IntN(len(choices))] }

// number returns an expression of type T that is no constant.
func (w *writer) number(depth int) string {
	if depth == 0 || w.IntN(3) == 0 {
		return w.pick("s.n", "s.n", "s.m", "v", "s.twice(v)")
	}
	a, b := w.number(depth-1), w.operand(depth-1)
	switch w.IntN(10) {
	case 0:
		return "s.twice(" + a + ")"
	case 1:
		return "s.bump(" + a + ")"
	case 2:
		return "(" + a + " - " + b + ")"
	case 3:
		return a + " * " + b
	case 4:
		return "(" + a + " ^ " + b + ")"
	case 5:
		return "max(" + a + ", " + b + ")"
	case 6:
		return "list[uint(" + a + ")%4]"
	case 7:
		if w.suffix != "" {
			return "atomic.Add" + w.suffix + "(&s.n, " + b + ")"
		}
	}
	return "(" + a + " + " + b + ")"
}

func (w *writer) operand(depth int) string {
	if w.IntN(3) == 0 {
		return fmt.Sprint(1 + w.IntN(9))
	}
	return w.number(depth)
}

func (w *writer) condition() string {
	c := w.number(1) + w.pick(" > ", " < ", " == ", " != ") + w.operand(1)
	if w.IntN(3) == 0 {
		c += w.pick(" && ", " || ") + w.number(1) + " > 3"
	}
	return c
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

func (w *writer) block(n int) {
	for range n {
		w.statement()
	}
}

func (w *writer) statement() {
	x := w.pick("s.n", "s.n", "s.m")
	if w.depth > 3 {
		w.line("%s += %s", x, w.operand(1))
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	switch w.IntN(27) {
	case 0:
		w.line("%s++", x)
	case 1:
		w.line("%s--", x)
	case 2:
		w.line("%s = %s", x, w.number(2))
	case 3:
		w.line("%s += %s // adds", x, w.operand(2))
	case 4:
		w.line("%s -= %s", x, w.operand(2))
	case 5:
		w.line("%s |= %s", x, w.operand(1))
	case 6:
		w.line("%s &= %s", x, w.number(1))
	case 7:
		w.line("%s &^= %s", x, w.operand(1))
	case 8:
		w.line("%s = %s + %s", x, x, w.operand(2))
	case 9:
		w.line("%s = %s + %s", x, w.operand(1), x)
	case 10:
		w.line("%s = %s - %s", x, x, w.operand(1))
	case 11:
		w.line("%s = %s + %s + %s", x, x, w.operand(1), w.number(1))
	case 12:
		w.line("s.n, s.m = %d, v", w.IntN(9))
	case 13:
		w.line("%s, ok = s.pair()", x)
	case 14:
		w.line("if %s {", w.condition())
		w.block(2)
		w.line("} else {")
		w.block(1)
		w.line("}")
	case 15:
		w.line("for range 3 {")
		w.block(2)
		w.line("}")
	case 16:
		w.line("func() {")
		w.block(2)
		w.line("}()")
	case 17:
		w.line("defer func() {")
		w.block(1)
		w.line("out(s.n, s.m)\n}()")
	case 18:
		w.line("switch %s {\ncase 1, %s:", w.number(1), w.number(1))
		w.block(1)
		w.line("default:")
		w.block(1)
		w.line("}")
	case 19:
		w.line("v = %s", w.number(2))
	case 20:
		w.line("list[uint(%s)%%4] = %s", w.number(1), w.number(1))
	case 21:
		w.line("out(%s, %s)", w.number(2), w.number(1))
	case 22:
		if w.suffix != "" {
			w.line("atomic.%s%s(&%s, %s)", w.pick("Add", "Store", "Swap"), w.suffix, x, w.operand(2))
		}
	case 23:
		w.line("if %s++; %s {\nout(%s)\n}", x, w.condition(), x)
	case 24:
		w.locals++
		w.line("k%d := %s", w.locals, w.number(1))
		w.line("k%d += %s", w.locals, w.operand(1))
		w.line("out(k%d)", w.locals)
	case 25:
		w.line("{\nt := &S{n: v, m: %d}\nt.n++\nout(t.n, t.m)\n}", w.IntN(3))
	case 26:
		w.line("for i := 0; i < 2; i++ {\nout(%s)\n%s += v\n}", x, x)
	}
}

// program writes the package of one random program.
func program(r *rand.Rand) string {
	w := &writer{Rand: r, signed: true}
	w.typ = w.pick("int64", "int32", "uint32", "uint64", "int", "uint", "number")
	if strings.HasSuffix(w.typ, "32") || strings.HasSuffix(w.typ, "64") {
		w.suffix = strings.ToUpper(w.typ[:1]) + w.typ[1:]
	}
	w.block(8)
	return fmt.Sprintf(`package p

import (
	"fmt"
	"sync/atomic"
)

type number int64

type T = %[1]s

type S struct {
	n T //retype
	m T //retype
}

var _ atomic.Bool

var trace int

func out(xs ...T) {
	if trace++; trace < 200 {
		fmt.Println(xs)
	}
}

func (s *S) twice(x T) T { return x * 2 }

func (s *S) bump(x T) T {
	s.n += x
	s.m++
	return s.n + 1
}

func (s *S) pair() (T, bool) { return s.n + 2, s.m > 3 }

func (s *S) run(v T) {
	var list [4]T
	var ok bool
	_ = ok
%[2]s
	out(s.n, s.m, v)
	out(list[:]...)
}

func Run() {
	s := &S{}
	s.run(3)
	s.run(100)
}
`, w.typ, w.b.String())
}

func TestRandom(t *testing.T) {
	before, after := t.TempDir(), t.TempDir()
	var shapes []*shape
	retyped, refused := 0, map[rewrite.Reason]int{}
	for i := range *count {
		name := fmt.Sprintf("r%d", i)
		text := program(rand.New(rand.NewPCG(*seed, uint64(i))))
		for _, dir := range []string{before, after} {
			file := filepath.Join(dir, name, "a.go")
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		for _, v := range []string{"n", "m"} {
			pass, err := load(filepath.Join(after, name), "go1.26")
			if err != nil {
				t.Fatalf("%v\n%s", err, dump(filepath.Join(after, name)))
			}
			for _, x := range marked(pass, v) {
				to, _ := rewrite.Atomic(x.Type())
				edits, err := rewrite.Plan(pass, x, to, rewrite.Options{OneWriter: true})
				var r *rewrite.Refusal
				if errors.As(err, &r) {
					refused[r.Reason]++
					continue
				}
				retyped++
				for file, text := range applyTo(t, pass, edits) {
					if err := os.WriteFile(file, text, 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		shapes = append(shapes, &shape{name: name, always: true})
	}
	t.Logf("%d counters retyped, refused: %v", retyped, refused)
	if retyped < *count/2 {
		t.Errorf("only %d counters of %d programs are retyped", retyped, *count)
	}
	prepare(t, before, shapes)
	prepare(t, after, shapes)
	goTool(t, after, nil, "vet", "-copylocks", "./...")
	was, is := goTool(t, before, nil, "run", "./cmd"), goTool(t, after, nil, "run", "./cmd")
	if was == is {
		return
	}
	a, b := strings.Split(was, "== "), strings.Split(is, "== ")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			name, _, _ := strings.Cut(a[i], "\n")
			t.Fatalf("%s prints\n%s\nand before\n%s\n%s", name, b[i], a[i], dump(filepath.Join(after, name)))
		}
	}
	t.Fatalf("%d programs ran, and before %d", len(b), len(a))
}
