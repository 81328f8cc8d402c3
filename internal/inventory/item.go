// Package inventory knows every counter of a program: what it is called, what kind of thing it is, where its labels come from,
// who raises it and from how many goroutines, who reads it and where it is exposed.
//
// It promises plain values, like package finding: strings and numbers only, sorted, the same bytes in two runs.
package inventory

import "strings"

// A Kind says what a number means, in the words of the field.
type Kind string

const (
	Counter   Kind = "counter"
	UpDown    Kind = "updown" // a sum that may fall, such as requests in flight
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
	Summary   Kind = "summary"
	Sequence  Kind = "sequence" // numbers that are handed out: the result of each Add is used, and nobody asks how many there were
	Unknown   Kind = "unknown"
)

// What is known of the values of a label.
const (
	allConstant = "constant"
	allBounded  = "bounded"
	notBounded  = "unbounded"
	notSeen     = "unknown"
)

// A Place is a position in a file. File is relative to the working directory where that is shorter to read; Line counts from 1.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

func (p Place) base() string { return p.File[strings.LastIndexByte(p.File, '/')+1:] }

// An Item is one counter, gauge, histogram, expvar variable or hand-made counter of a program.
type Item struct {
	Key       string  `json:"key"`            // names the item in two versions of a program: library and name, or package and variable
	Name      string  `json:"name"`           // as the outside sees it; of a hand-made counter the variable, such as "(*Server).hits"
	Expr      string  `json:"expr,omitempty"` // that makes the name, where it is not known as a whole: Name is "not known" then, or has "…" for what is not
	Kind      Kind    `json:"kind"`
	Library   string  `json:"library"`   // import path of the library, "expvar", or "" for a hand-made counter
	Primitive string  `json:"primitive"` // what holds the number: "CounterVec", "atomic.Int64", "int under s.mu"
	Unit      string  `json:"unit"`
	Help      string  `json:"help"`
	Owner     string  `json:"owner"`
	Runbook   string  `json:"runbook"`
	Package   string  `json:"package"` // import path
	Place     Place   `json:"place"`   // where it is made
	Labels    []Label `json:"labels"`
	Writers   []Use   `json:"writers"`
	Readers   []Use   `json:"readers"`
	Exposed   []Use   `json:"exposed"` // where it is registered or handed to an exporter
	Tests     []Use   `json:"tests"`   // tests and benchmarks that touch it
	Series    int     `json:"series"`  // product of the known bounds of the labels; 0: a label has no known bound
}

// A Label is one dimension of an item.
type Label struct {
	Name   string   `json:"name"`
	Values string   `json:"values"` // "constant", "bounded", "unbounded" or "unknown"
	Bound  int      `json:"bound"`  // how many values there are at most; 0: not known
	Known  []string `json:"known"`  // the values, if they are constants and few
	Source string   `json:"source"` // where the values come from, in one line, with its place
	Place  Place    `json:"place"`  // of the use that says so
}

// A Use is one place that raises, reads, registers or tests an item.
type Use struct {
	Place   Place    `json:"place"`
	Func    string   `json:"func"`    // enclosing declaration, such as "(*Server).ServeHTTP"
	What    string   `json:"what"`    // the operation: "Inc", "Add", "++", "Load", "MustRegister", "Benchmark…"
	Context string   `json:"context"` // which goroutines get there: "one per request (server.go:42)", "" if not known
	Locks   []string `json:"locks"`   // held there
}
