package userrows

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"io"
	"strings"
)

// A Table answers what rows say of a function or field. The nil table has no rows.
type Table struct {
	sinks      map[string][]Sink
	funcs      map[string]Source
	fields     map[string]Source
	sanitizers map[string]bool
	contexts   map[string]Context
	text       string
}

// New makes the table of rows that are well formed; nil without any.
func New(rows Rows) *Table {
	if len(rows.Sinks)+len(rows.Sources)+len(rows.Sanitizers)+len(rows.Contexts) == 0 {
		return nil
	}
	t := &Table{sinks: map[string][]Sink{}, funcs: map[string]Source{}, fields: map[string]Source{}, sanitizers: map[string]bool{}, contexts: map[string]Context{}}
	for _, s := range rows.Sinks {
		t.sinks[key(s.Func)] = append(t.sinks[key(s.Func)], s)
	}
	for _, s := range rows.Sources {
		if s.Field != "" {
			t.fields[s.Field] = s
		} else {
			t.funcs[key(s.Func)] = s
		}
	}
	for _, s := range rows.Sanitizers {
		t.sanitizers[key(s.Func)] = true
	}
	for _, c := range rows.Contexts {
		t.contexts[key(c.Func)] = c
	}
	text, err := json.Marshal(rows)
	if err != nil {
		panic(err) // strings and numbers alone
	}
	t.text = string(text)
	return t
}

// String is the text that [Parse] reads: equal tables have equal texts.
func (t *Table) String() string {
	if t == nil {
		return ""
	}
	return t.text
}

// Parse reads rows in JSON, with the keys of the configuration file. "" is no rows. An error is one line and names the row.
func Parse(text string) (*Table, error) {
	if text == "" {
		return nil, nil
	}
	var rows Rows
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&rows); err != nil {
		return nil, fmt.Errorf("rows: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("rows: something stands behind the closing brace")
	}
	if err := cmp.Or(check("label-sinks", rows.Sinks), check("label-sources", rows.Sources), check("label-sanitizers", rows.Sanitizers), check("contexts", rows.Contexts)); err != nil {
		return nil, err
	}
	return New(rows), nil
}

// check finds the first row that is broken.
func check[R interface{ Check() error }](key string, rows []R) error {
	for i, r := range rows {
		if err := r.Check(); err != nil {
			return fmt.Errorf("rows: %s[%d]: %w", key, i, err)
		}
	}
	return nil
}

// nameOf is how rows name a function, generic ones as declared.
func nameOf(fn *types.Func) string {
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	fn = fn.Origin()
	name := fn.Pkg().Path() + "."
	if recv := fn.Signature().Recv(); recv != nil {
		name += typeName(recv.Type()) + "."
	}
	return name + fn.Name()
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// SinksOf lists the arguments of fn that become labels.
func (t *Table) SinksOf(fn *types.Func) []Sink {
	if t == nil || len(t.sinks) == 0 {
		return nil
	}
	return t.sinks[nameOf(fn)]
}

// SourceOf tells whether the results of fn have no bound.
func (t *Table) SourceOf(fn *types.Func) (Source, bool) {
	if t == nil || len(t.funcs) == 0 {
		return Source{}, false
	}
	s, ok := t.funcs[nameOf(fn)]
	return s, ok
}

// FieldSource tells whether the field v of the type owner, or what it points to, has no bound.
func (t *Table) FieldSource(v *types.Var, owner types.Type) (Source, bool) {
	if t == nil || len(t.fields) == 0 || v.Pkg() == nil {
		return Source{}, false
	}
	s, ok := t.fields[v.Pkg().Path()+"."+typeName(owner)+"."+v.Name()]
	return s, ok
}

// Sanitizes tells whether what fn yields, or says yes to, is one of a finite set.
func (t *Table) Sanitizes(fn *types.Func) bool {
	return t != nil && t.sanitizers[nameOf(fn)]
}

// ContextOf tells whether fn runs its argument on another goroutine.
func (t *Table) ContextOf(fn *types.Func) (Context, bool) {
	if t == nil || len(t.contexts) == 0 {
		return Context{}, false
	}
	c, ok := t.contexts[nameOf(fn)]
	return c, ok
}

// HasSinksIn tells whether a row names a sink of the package.
func (t *Table) HasSinksIn(path string) bool {
	return t != nil && mentions(t.sinks, path)
}

// HasContextsIn tells whether a row names a context of the package.
func (t *Table) HasContextsIn(path string) bool {
	return t != nil && mentions(t.contexts, path)
}

func mentions[V any](rows map[string]V, path string) bool {
	for name := range rows {
		if rest, ok := strings.CutPrefix(name, path+"."); ok && !strings.Contains(rest, "/") {
			return true
		}
	}
	return false
}
