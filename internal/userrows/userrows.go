// Package userrows holds what a project says of its own functions, as rows of data: which ones make a value a label, where values
// without a bound come from, which ones bound them, and which ones run a function on another goroutine.
//
// A row wins over what the engines find out by themselves, and is believed. Its functions and fields are named as go/types does:
// PATH.Func, (*PATH.Type).Method or (PATH.Type).Method, PATH.Type.Field; PATH.Type.Method will do too. A row that names nothing which
// exists has no effect: whether a package is imported at all is not known when the rows are read.
package userrows

import (
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// Rows are the keys of a configuration file that hold rows.
type Rows struct {
	Sinks      []Sink      `yaml:"label-sinks,omitempty" json:"label-sinks,omitempty"`
	Sources    []Source    `yaml:"label-sources,omitempty" json:"label-sources,omitempty"`
	Sanitizers []Sanitizer `yaml:"label-sanitizers,omitempty" json:"label-sanitizers,omitempty"`
	Contexts   []Context   `yaml:"contexts,omitempty" json:"contexts,omitempty"`
}

// A Sink is a function that makes an argument a label.
type Sink struct {
	Func  string `yaml:"func" json:"func"`
	Arg   int    `yaml:"arg" json:"arg"`                         // from 0, the receiver not counted
	As    string `yaml:"as,omitempty" json:"as,omitempty"`       // one of Forms; "": values
	Label string `yaml:"label,omitempty" json:"label,omitempty"` // its name, where the function fixes it
}

// Forms are the ways in which an argument carries labels.
var Forms = []string{
	"values", // strings, each one a value: one, a slice, or all that follow
	"pairs",  // strings, name and value in turn
	"map",    // a map from names to values, or a slice of structs with Name and Value
	"tags",   // strings "name:value"
	"name",   // the name of the metric, or a part of it
}

// A Source is a function whose result, or a field whose value, has no bound.
type Source struct {
	Func     string `yaml:"func,omitempty" json:"func,omitempty"`
	Field    string `yaml:"field,omitempty" json:"field,omitempty"`
	What     string `yaml:"what,omitempty" json:"what,omitempty"`         // "the login of the caller"
	Personal string `yaml:"personal,omitempty" json:"personal,omitempty"` // "a user's name": what personal data it is
}

// A Sanitizer is a function whose result is one of a finite set, or that tells whether its argument is.
type Sanitizer struct {
	Func string `yaml:"func" json:"func"`
}

// A Context is a function that runs its argument on another goroutine.
type Context struct {
	Func string `yaml:"func" json:"func"`
	Runs string `yaml:"runs,omitempty" json:"runs,omitempty"` // one of Runs; "": once
}

// Runs are the numbers of goroutines that run what one call is handed.
var Runs = []string{"once", "many"}

// key takes brackets and stars off a name.
func key(name string) string {
	if recv, method, ok := strings.Cut(name, ")."); ok && strings.HasPrefix(name, "(") {
		return strings.TrimPrefix(recv[1:], "*") + "." + method
	}
	return name
}

// CheckFunc tells what is wrong with the name of a function.
func CheckFunc(name string) error {
	if name == "" {
		return errors.New("the key func is missing")
	}
	if !wellFormed(key(name), 2) {
		return fmt.Errorf("%s names no function; want PATH.Func or (*PATH.Type).Method", name)
	}
	return nil
}

// CheckField tells what is wrong with the name of a field.
func CheckField(name string) error {
	if !wellFormed(name, 3) {
		return fmt.Errorf("%s names no field; want PATH.Type.Field", name)
	}
	return nil
}

// wellFormed tells whether the name is an import path with identifiers behind, parts of them and the last element at least.
func wellFormed(name string, parts int) bool {
	if strings.ContainsAny(name, " \t()*[]\"'") || strings.HasPrefix(name, "/") || strings.HasPrefix(name, ".") {
		return false
	}
	words := strings.Split(name[strings.LastIndexByte(name, '/')+1:], ".")
	if len(words) < parts || slices.Contains(words, "") {
		return false
	}
	for _, word := range words[len(words)-parts+1:] {
		if !token.IsIdentifier(word) {
			return false
		}
	}
	return true
}

// Check finds what is wrong with the row.
func (s Sink) Check() error {
	if err := CheckFunc(s.Func); err != nil {
		return err
	}
	if s.Arg < 0 {
		return fmt.Errorf("arg is %d; arguments count from 0, the receiver aside", s.Arg)
	}
	return oneOf("as", s.As, Forms)
}

// Check finds what is wrong with the row.
func (s Source) Check() error {
	switch {
	case s.Func == "" && s.Field == "":
		return errors.New("the key func or field is missing")
	case s.Func != "" && s.Field != "":
		return errors.New("func and field exclude each other; write two rows")
	case s.Field != "":
		return CheckField(s.Field)
	}
	return CheckFunc(s.Func)
}

// Check finds what is wrong with the row.
func (s Sanitizer) Check() error { return CheckFunc(s.Func) }

// Check finds what is wrong with the row.
func (c Context) Check() error {
	if err := CheckFunc(c.Func); err != nil {
		return err
	}
	return oneOf("runs", c.Runs, Runs)
}

func oneOf(name, value string, choices []string) error {
	if value != "" && !slices.Contains(choices, value) {
		return fmt.Errorf("%s is %s, want one of %s", name, value, strings.Join(choices, ", "))
	}
	return nil
}
