// Package proof shows at run time, on a 32-bit machine, what a misaligned 64-bit integer does.
package proof

import "sync/atomic"

type stats struct {
	ready bool
	bytes int64
	sub   sub
	word  uint32
	cells [2]int64
}

type sub struct {
	n    uint64
	flag bool
}

type outer struct {
	flag bool
	in   within
}

type within struct{ n int64 }

func (w *within) inc() { atomic.AddInt64(&w.n, 1) } // want field:`within\.n lies at byte 0 of within, which lies at byte 4 of outer`

func (s *sub) inc() { atomic.AddUint64(&s.n, 1) }

func add(p *int64) { atomic.AddInt64(p, 1) }

var global stats

var list = make([]sub, 2)

// panics are calls that panic on 386.
var panics = map[string]func(){
	"field":   func() { atomic.AddInt64(&new(stats).bytes, 1) },     // want field:`byte 4 of stats`
	"global":  func() { atomic.LoadInt64(&global.bytes) },           // want field:`byte 4 of global`
	"nested":  func() { atomic.StoreUint64(&global.sub.n, 1) },      // want field:`byte 12 of global`
	"array":   func() { atomic.SwapInt64(&global.cells[0], 1) },     // want field:`byte 28 of global`
	"element": func() { atomic.AddUint64(&list[1].n, 1) },           // want field:`byte 12 of list`
	"local":   func() { var s stats; atomic.AddInt64(&s.bytes, 1) }, // want field:`byte 4 of s`
	"method":  func() { global.sub.inc() },                          // want helper:`byte 12 of global`
	"helper":  func() { add(&global.bytes) },                        // want helper:`byte 4 of global`
	"inside":  func() { new(outer).in.inc() },
	"some":    func() { some(list) },
	"through": func() { p := &global.bytes; atomic.AddInt64(p, 1) }, // want field:`byte 4 of global`
}

func some(list []sub) {
	for i := range list {
		atomic.AddUint64(&list[i].n, 1) // want element:`every second element of list`
	}
}

type typed struct {
	ready bool
	bytes atomic.Int64
	old   int64
}

type front struct {
	n     int64
	ready bool
	pad   [3]byte
	m     int64
}

type odd struct {
	flag uint32
	n    int64
}

type even struct {
	flag uint32
	in   odd
}

var (
	word  int64
	array [3]uint64
)

// runs are calls that do not.
var runs = map[string]func(){
	"typed":    func() { new(typed).bytes.Add(1) },
	"front":    func() { atomic.AddInt64(&new(front).n, 1) },
	"variable": func() { atomic.AddInt64(&word, 1) },
	"array":    func() { atomic.AddUint64(&array[2], 1) },
	"local":    func() { var n int64; atomic.AddInt64(&n, 1) },
	"slice":    func() { atomic.AddInt64(&make([]int64, 3)[1], 1) },
	"first":    func() { list[0].inc() },
	"helper":   func() { add(&word) },
	"even":     func() { atomic.AddInt64(&new(even).in.n, 1) },
	"captured": func() { var f front; func() { atomic.AddInt64(&f.n, 1) }() },
	"after":    func() { atomic.AddInt64(&new(typed).old, 1) },
}
