// Package catalog says what a metric is in each library, as rows of data: which functions create one, which methods change it, and
// where the values of its labels enter.
//
// A library is known by its import path alone, so nothing of it is needed to build the linter. A row names a function as
// "PATH.Func" and a method as "PATH.Type.Method", where PATH has no "/v2" in it and Type is the type that the source sees: a method
// promoted from an embedded type is found under the embedded one too.
//
// To add a library, add a file with its rows and name it in libraries. What a library does with a mistake (Crash, Overflow) is
// written down once for all rules that explain it.
package catalog

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A Kind is what a metric says of its numbers.
type Kind uint8

const (
	Untyped   Kind = iota
	Counter        // only ever grows
	UpDown         // a sum that may fall
	Gauge          // a value of the moment
	Histogram      // counts by size
	Summary        // quantiles computed in the process
)

func (k Kind) String() string {
	return [...]string{"metric", "counter", "up-down counter", "gauge", "histogram", "summary"}[k]
}

// A Home is where a new metric is published by its creation.
type Home uint8

const (
	Nowhere  Home = iota // it must be registered
	Default              // in the library's global registry
	Receiver             // in what the method is called on: a factory, a set, a meter
)

// None is the index of an argument that a function has not.
const None = -1

// A Ctor is a function that creates a metric.
type Ctor struct {
	Lib      *Library
	Kind     Kind
	Vec      bool
	Home     Home
	Reuses   bool // an existing metric of the name is returned
	Opts     int  // argument with the fields Namespace, Subsystem, Name, Help, ConstLabels; or None
	Name     int  // argument with the name; or None
	Help     int  // argument with the help; or None
	Labels   int  // argument with the label names; or None
	Const    int  // argument with constant labels; or None
	Callback int  // argument that is called at scrape time; or None
	Desc     bool // a description only: what is made of it is not known here
}

// An Op is what a method does to a metric.
type Op uint8

const (
	Inc     Op = iota + 1 // up by one
	Dec                   // down by one
	Add                   // by the amount
	Sub                   // down by the amount
	Set                   // to the amount
	Observe               // one more observation
	Reset                 // back to nothing
	With                  // picks one series by its labels
	Curry                 // fixes some labels
	Delete                // drops series
	Read
)

// A Method is an operation on a metric.
type Method struct {
	Lib    *Library
	Kind   Kind
	Op     Op
	Amount int  // argument with the number; or None
	Values int  // first of the arguments, variadic, with label values in the order of the declaration; or None
	Map    int  // argument with label values by name; or None
	Name   int  // argument with the name of the metric, where the library has no metric objects; or None
	Signed bool // the amount may be negative by the library's own word
}

// A Sink is an argument that ends up in the identity of a series.
type Sink struct {
	Lib   *Library
	Arg   int // the receiver not counted
	Form  Form
	Label string // of the value, where the function fixes it
}

// A Form is how an argument carries the values of labels.
type Form uint8

const (
	Values   Form = iota // strings, variadic or in a slice, each one a value
	Pairs                // strings, name and value in turn
	ByName               // a map, or a slice of structs with a name and a value
	Attrs                // attributes: calls that put a key and a value together
	NamePart             // a name of a metric, or a part of it
	Tags                 // strings "name:value"
	OneValue             // one value, the label's name in the argument before
	Options              // a struct with the parts of a name and ConstLabels
	Key                  // one value, or a struct whose fields are values by their names
	Result               // a function whose result is the value, the label's name in the argument before
)

// A Library is one metrics library.
type Library struct {
	Name     string
	Paths    []string
	Ctors    map[string]Ctor   // "PATH.Func" or "PATH.Type.Method", PATH one of Paths
	Methods  map[string]Method // "PATH.Type.Method"
	Sinks    map[string]Sink
	Negative string // what becomes of a counter that is lowered
	Series   string // what becomes of a process with too many series
	Bytes    string // what a raw value can do; "" if nothing
	Promlike bool   // names follow the conventions of Prometheus
	Limited  bool   // the library bounds the number of series itself
}

var version = regexp.MustCompile(`/v[0-9]+(/|$)`)

// Clean takes the major version out of an import path, and the vendor folder before it.
func Clean(path string) string {
	if _, after, ok := strings.Cut(path, "/vendor/"); ok {
		path = after
	}
	if !strings.Contains(path, "/v") {
		return path
	}
	return strings.TrimSuffix(version.ReplaceAllString(path, "/"), "/")
}

var (
	paths   = map[string]*Library{}
	ctors   = map[string]Ctor{}
	methods = map[string]Method{}
	sinks   = map[string]Sink{}
)

func init() {
	for _, lib := range libraries {
		for _, p := range lib.Paths {
			paths[p] = lib
		}
		for key, c := range lib.Ctors {
			c.Lib = lib
			ctors[key] = c
		}
		for key, m := range lib.Methods {
			m.Lib = lib
			methods[key] = m
		}
		for key, s := range lib.Sinks {
			s.Lib = lib
			sinks[key] = s
		}
	}
}

// Of returns the library that a package with that import path belongs to, or nil.
func Of(path string) *Library { return paths[Clean(path)] }

// CtorOf returns the row of a function that creates metrics; key is as in the comment of the package.
func CtorOf(key string) (Ctor, bool) { c, ok := ctors[key]; return c, ok }

// MethodOf returns the row of a method of a metric.
func MethodOf(key string) (Method, bool) { m, ok := methods[key]; return m, ok }

// SinkOf returns the row of a function that takes label values or names.
func SinkOf(key string) (Sink, bool) { s, ok := sinks[key]; return s, ok }

// Keys lists the keys of all rows, in order, so that a test can hold them against the libraries.
func Keys() []string {
	all := map[string]bool{}
	for _, keys := range []iter.Seq[string]{maps.Keys(ctors), maps.Keys(methods), maps.Keys(sinks)} {
		for key := range keys {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
