package inventory

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// A List is an inventory as it is shown.
type List struct {
	Version  string // of counterlint
	Dir      string // that files are relative to
	Packages []string
	Items    []Item
}

// NewList makes the list of the items of some packages.
func NewList(items []Item, packages []string) *List {
	return &List{Items: items, Packages: packages}
}

var formats = map[string]func(*List, io.Writer) error{"html": (*List).html, "json": (*List).json, "md": (*List).markdown}

// Formats lists the names that [List.Write] knows.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Write writes the list in a format.
func (l *List) Write(w io.Writer, format string) error {
	write := formats[format]
	if write == nil {
		return fmt.Errorf("no format %s", format)
	}
	return write(l, w)
}

// json writes one object, with the fields of [Item].
func (l *List) json(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Version  int     `json:"version"`
		Adoption []Share `json:"adoption"`
		Owners   []Owner `json:"owners"`
		Items    []Item  `json:"items"`
	}{1, l.adoption(), append([]Owner{}, l.owners()...), append([]Item{}, l.Items...)})
}
