package prove

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// number reads what the finding is about, whatever it becomes when it is repaired.
const number = `// A plain number, an atomic, or a counter.
number := func(n interface{}) float64 {
v := reflect.ValueOf(n)
for _, name := range []string{"Load", "Value"} {
if m := v.MethodByName(name); m.IsValid() {
v = m.Call(nil)[0]
break
}
}
return reflect.Indirect(v).Convert(reflect.TypeOf(float64(0))).Float()
}`

// together runs calls on several goroutines, which begin at once. It stands in a loop over rounds.
const together = `var wg sync.WaitGroup
begin := make(chan struct{})
for g := 0; g < goroutines; g++ {
wg.Add(1)
go func(g int) {
defer wg.Done()
<-begin
for c := 0; c < calls; c++ {
call(g*calls+c)
}
}(g)
}
close(begin)
`

const sumTest = `
// %[1]s counts the same calls on one goroutine and on several: none may be lost (counterlint explain %[2]s).
func %[1]s(t *testing.T) {
const goroutines, calls = 8, 1000
defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(goroutines))
%[3]s
%[4]s
call := func(i int) { %[5]s }
count := func() float64 { return number(%[6]s) }

before := count()
for i := 0; i < goroutines*calls; i++ {
call(i)
}
want := count() - before
if want == 0 {
t.Fatalf("%%d calls count nothing: give them what the code asks for", goroutines*calls)
}
// One second of trying, at most.
for start := time.Now(); time.Since(start) < time.Second; {
before := count()
%[7]swg.Wait()
if got := count() - before; got != want {
t.Fatalf("lost: %%d goroutines counted %%v where one counts %%v", goroutines, got, want)
}
}
}
`

const extremumTest = `
// %[1]s gives two values to fresh objects, one after the other and both at once: the same must be left (counterlint explain %[2]s).
func %[1]s(t *testing.T) {
const large = 1000
defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
%[3]s
type object struct {
call func(i int)
read func() float64
ready int32 // goroutines that are at it
}
fresh := func() *object {
%[4]s
return &object{
call: func(i int) { %[5]s },
read: func() float64 { return number(%[6]s) },
}
}

one := fresh()
one.call(large)
one.call(1)
want := one.read()
if want == 0 {
t.Fatal("the calls change nothing: give them what the code asks for")
}
// One second of trying, at most.
for start := time.Now(); time.Since(start) < time.Second; {
objects := make([]*object, 100)
for i := range objects {
objects[i] = fresh()
}
var wg sync.WaitGroup
for _, i := range []int{1, large} {
wg.Add(1)
go func(i int) {
defer wg.Done()
for _, o := range objects {
atomic.AddInt32(&o.ready, 1)
for spins := 1; atomic.LoadInt32(&o.ready) < 2; spins++ {
if spins%%1000 == 0 {
runtime.Gosched()
}
}
o.call(i)
}
}(i)
}
wg.Wait()
for _, o := range objects {
if got := o.read(); got != want {
t.Fatalf("lost: 1 and %%d at once left %%v, one after the other %%v", large, got, want)
}
}
}
}
`

// totals shows that a number loses what several goroutines do to it.
func (b *builder) totals(s *site, f finding.Finding) (*Test, error) {
	e, err := b.enter(s, b.local("i"))
	if err != nil {
		return nil, err
	}
	at := b.p.location(s, f)
	if at == nil {
		return nil, fmt.Errorf("what it changes is not known")
	}
	if !isNumber(b.p.TypesInfo.TypeOf(at)) {
		return nil, fmt.Errorf("it changes no number, but a %v", types.TypeString(b.p.TypesInfo.TypeOf(at), types.RelativeTo(b.p.Types)))
	}
	text, err := b.reach(at, e.env)
	if err != nil {
		return nil, err
	}
	for _, path := range []string{"reflect", "runtime", "sync", "time"} {
		b.use(path, path)
	}
	t := newTest(f.Analyzer, e, text, "LosesNothing")
	pointer := text
	if _, ok := b.p.TypesInfo.TypeOf(at).Underlying().(*types.Pointer); !ok {
		pointer = "&" + text
	}
	if f.Category != "extremum" && f.Analyzer != "casmisuse" {
		t.text = fmt.Sprintf(b.template(sumTest), t.Name, f.Analyzer, b.preamble(), b.template(number), e.call, pointer, b.template(together))
		return t, nil
	}
	if !strings.HasPrefix(text, b.local("subject")) {
		return nil, fmt.Errorf("%s is no part of an object that could be made anew", text)
	}
	b.use("sync/atomic", "atomic")
	setup := strings.Join(b.setup, "\n")
	b.setup = nil
	t.text = fmt.Sprintf(b.template(extremumTest), t.Name, f.Analyzer, b.preamble()+"\n"+b.template(number), setup, e.call, pointer)
	return t, nil
}

// location returns the expression for the number that the statement or call of a finding changes.
func (p *Package) location(s *site, f finding.Finding) ast.Expr {
	for _, n := range s.path {
		if at := p.Fset.Position(n.Pos()); at.Line != f.Line || at.Column != f.Column {
			continue
		}
		switch n := n.(type) {
		case *ast.IncDecStmt:
			return n.X
		case *ast.AssignStmt:
			return n.Lhs[0]
		case *ast.CallExpr:
			fn := p.callee(n)
			if fn == nil {
				return nil
			}
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
				return sel.X
			}
			if len(n.Args) > 0 { // atomic.StoreInt64(&x, …)
				if u, ok := ast.Unparen(n.Args[0]).(*ast.UnaryExpr); ok {
					return u.X
				}
			}
		}
	}
	return nil
}

// isNumber tells whether a value of the type, or what its method Load or Value returns, is a number.
func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	numeric := func(t types.Type) bool {
		basic, ok := t.Underlying().(*types.Basic)
		return ok && basic.Info()&(types.IsInteger|types.IsFloat) != 0
	}
	if numeric(t) {
		return true
	}
	for _, name := range []string{"Load", "Value"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1 {
			return numeric(fn.Signature().Results().At(0).Type())
		}
	}
	return false
}

const resetTest = `
// %[1]s takes the number again and again while goroutines add to it, and wants all that they add (counterlint explain %[2]s).
func %[1]s(t *testing.T) {
const goroutines, calls = 4, 2000
defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(goroutines))
%[3]s
call := func(i int) { %[4]s }
take := func() float64 { return float64(%[5]s) }

take()
for i := 0; i < goroutines*calls; i++ {
call(i)
}
want := take()
if want == 0 {
t.Fatalf("%%d calls add nothing: give them what the code asks for", goroutines*calls)
}
// One second of trying, at most.
for start := time.Now(); time.Since(start) < time.Second; {
%[6]sdone := make(chan struct{})
go func() {
wg.Wait()
close(done)
}()
got := 0.0
for adding := true; adding; got += take() {
select {
case <-done:
adding = false
default:
}
}
if got != want {
t.Fatalf("lost: took %%v of %%v", got, want)
}
}
}
`

// resets shows that what is added between the two steps of a reset is in no result.
func (b *builder) resets(s *site, f finding.Finding) (*Test, error) {
	take, err := b.enter(s, "0")
	if err != nil {
		return nil, err
	}
	fn := s.decl.Name.Name
	if r := take.sig.Results(); r.Len() != 1 || !isNumber(r.At(0).Type()) {
		return nil, fmt.Errorf("%s does not return what it takes", fn)
	}
	at := b.p.location(s, f)
	if at == nil {
		return nil, fmt.Errorf("what it resets is not known")
	}
	text, err := b.reach(at, take.env)
	if err != nil {
		return nil, err
	}
	for _, rel := range f.Related {
		adder, err := b.p.siteAt(rel.File, rel.Line, rel.Column)
		if err != nil || adder.decl == s.decl {
			continue
		}
		added := b.p.location(adder, finding.Finding{Line: rel.Line, Column: rel.Column})
		if added == nil {
			continue
		}
		add, err := b.enter(adder, b.local("i"))
		if err != nil {
			return nil, fmt.Errorf("what adds to it: %w", err)
		}
		if same, err := b.reach(added, add.env); err != nil || same != text {
			return nil, fmt.Errorf("what %s adds to is another %s in a test", adder.decl.Name.Name, text)
		}
		for _, path := range []string{"runtime", "sync", "time"} {
			b.use(path, path)
		}
		t := newTest(f.Analyzer, take, text, "TakesAll")
		t.text = fmt.Sprintf(b.template(resetTest), t.Name, f.Analyzer, b.preamble(), add.call, take.call, b.template(together))
		return t, nil
	}
	return nil, fmt.Errorf("what adds to it stands in another package")
}
