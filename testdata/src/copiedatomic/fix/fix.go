// Package fix holds what can be repaired, and what looks like it.
package fix

import (
	"fmt"
	"sync/atomic"
)

type row struct {
	name string
	n    atomic.Int64
	list []int
	deep struct{ m atomic.Uint32 }
}

func (r *row) bump()      { r.n.Add(1); r.name += "!" }
func (r *row) total() int { return len(r.name) }

type Table struct {
	rows  []row
	cells [3]atomic.Int64
	byKey map[string]row
}

func (t *Table) Sum() (n int64) {
	for _, r := range t.rows { // want copylocks/fix:`range variable r`
		n += r.n.Load() + int64(len(r.name))
	}
	for i, c := range t.cells { // want copylocks/fix:`range variable c`
		// the index stays
		n += c.Load() * int64(i)
	}
	for _, r := range t.rows { // want copylocks/fix:`range variable r`
		i := 7 // the first free name is j
		n += int64(r.deep.m.Load()) + int64(i+r.list[i])
		r.list[0] = 1 // shared by the copy already
	}
	for _, c := range t.cells { // want copylocks/fix:`range variable c`
		func() { c.Add(1) }()
	}
	return n
}

// byPointer ranges over an array through a pointer.
func byPointer(cells *[3]atomic.Int64) (n int64) {
	for _, c := range cells { // want copylocks/fix:`range variable c`
		n += c.Load()
	}
	return n
}

// Writes to the copy did not reach the original before.
func (t *Table) Review() {
	for _, r := range t.rows { // want copylocks/review:`range variable r`
		r.name = "x"
		r.n.Add(1)
	}
	for _, r := range t.rows { // want copylocks/review:`range variable r`
		r.bump()
	}
	for i, r := range t.rows { // want copylocks/review:`range variable r`
		t.rows[i].n.Store(0)
		fmt.Println(r.n.Load())
	}
	for _, r := range t.rows { // want copylocks/review:`range variable r`
		p := &r.deep
		p.m.Add(1)
	}
}

// No fix fits these.
func (t *Table) None(rows func() []row) {
	for _, r := range t.rows { // want copylocks:`range variable r`
		fmt.Println(&r)
	}
	for _, r := range t.byKey { // want copylocks:`range variable r`
		fmt.Println(r.n.Load())
	}
	for i, r := range t.rows { // want copylocks:`range variable r`
		i++
		fmt.Println(i, r.n.Load())
	}
	for _, r := range t.rows { // want copylocks:`range variable r`
		t.rows = nil
		fmt.Println(r.n.Load())
	}
	var r row
	for _, r = range t.rows { // want copylocks:`range variable r`
		fmt.Println(r.n.Load())
	}
	r.bump()
}

type counter struct {
	n    atomic.Int64
	name string
}

func (c counter) inc() { // want copylocks/fix:`inc takes its receiver counter`
	c.n.Add(1)
}

func (c counter) value() int64 { return c.n.Load() } // want copylocks/fix:`value takes its receiver counter`

func (c counter) rename(to string) { // want copylocks/review:`rename takes its receiver counter`
	c.name = to
}

func (c counter) String() string { return fmt.Sprint(c.n.Load()) } // want copylocks/review:`String takes its receiver counter`

func (counter) kind() string { return "counter" } // want copylocks/fix:`kind takes its receiver counter`

func (c counter) self() any { return &c } // want copylocks:`self takes its receiver counter`

// Exported has a method set that others use.
type Exported struct{ n atomic.Int64 }

func (e Exported) Value() int64 { return e.n.Load() } // want copylocks/review:`Value takes its receiver Exported`

// onValue is called on something without an address: the fix does not compile, and is withheld.
type onValue struct{ n atomic.Int64 }

func (o onValue) get() int64 { return o.n.Load() } // want copylocks/withheld:`get takes its receiver onValue`

func makeOnValue() onValue { return onValue{} }

var shared onValue

func UseAll(c *counter) {
	c.inc()
	c.rename("x")
	fmt.Println(c.value(), c, c.kind(), c.self(), makeOnValue().get(), shared.get())
}

type Zeroed struct {
	n, m  atomic.Int64
	on    atomic.Bool
	p     atomic.Pointer[row]
	pad   struct{ _ [8]byte }
	pair  pair
	value atomic.Value
	cells []atomic.Uint32
}

type pair struct {
	a atomic.Int32
	_ [60]byte
	b atomic.Uintptr
}

func (p *pair) Inc() { p.a.Add(1); p.b.Add(1) }

func (z *Zeroed) Inc(i int) {
	z.n.Add(1)
	z.m.Add(1)
	z.on.Swap(true)
	z.p.Swap(nil)
	z.pair.Inc()
	z.value.Swap(1)
	z.cells[i].Add(1)
}

func (z *Zeroed) Reset(i int) {
	z.n = atomic.Int64{}         // want overwrite/fix:`z\.n`
	z.on = (atomic.Bool{})       // want overwrite/fix:`z\.on`
	z.p = atomic.Pointer[row]{}  // want overwrite/fix:`z\.p`
	z.cells[i] = atomic.Uint32{} // want overwrite/fix:`z\.cells\[i\]`
	z.pair = pair{}              // want overwrite/fix:`z\.pair`
	z.value = atomic.Value{}     // want overwrite:`z\.value`
	if p := &z.m; i > 0 {
		*p = atomic.Int64{} // want overwrite/fix:`\*p`
	}
	z.n, i = atomic.Int64{}, 1 // want overwrite:`z\.n`
}
