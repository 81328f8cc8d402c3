package inventory

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

// A part is what one package says, kept with the package in the cache: what it makes, what it does, and how metrics get from one name to another.
// Names of variables, fields, parameters and results are strings here, see [names], so that packages meet in them.
type part struct {
	Package string
	Items   []made
	Edges   []edge
	Uses    []touch
	Args    []argument
}

// A made item is known by the names that hold it from the start.
type made struct {
	ID      string
	PerCall bool // labels come with each call
	Item
}

// An edge says that From may hold what To holds.
type edge struct{ From, To string }

// A role is what a use is to an item.
type role uint8

const (
	writes role = iota
	reads
	exposes
	tests
	labels // a series is picked: nothing but the values of labels is of interest
)

// A touch is one use of whatever a name holds.
type touch struct {
	Of          string
	Role        role
	Use         Use
	Values      []value     // of labels, if the use fixes some
	Effect      effect      // of a write on a hand-made counter
	Kind        Kind        // of what is made from a description; "": the use says nothing
	Description description // by which an item is registered that has no name of its own
}

func (p *part) encode() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(p)
	return b.Bytes(), err
}

func decodePart(data []byte) (*part, error) {
	p := &part{}
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(p); err != nil {
		return nil, fmt.Errorf("inventory of a package: %w", err)
	}
	return p, nil
}
