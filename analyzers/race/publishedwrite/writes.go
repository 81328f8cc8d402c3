package publishedwrite

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/ssax"
)

// A touch is one plain access of memory.
type touch struct {
	instr  ssa.Instruction
	target ssa.Value // the address, or the map or slice whose elements are meant
	how    string    // of a write: "is written"; "" for a read
}

// writersInPlace are functions of the standard library that change what an argument leads to, by the index of that argument.
var writersInPlace = map[string]int{
	"sort.Slice": 0, "sort.SliceStable": 0, "sort.Sort": 0, "sort.Stable": 0, "sort.Ints": 0, "sort.Strings": 0, "sort.Float64s": 0,
	"slices.Sort": 0, "slices.SortFunc": 0, "slices.SortStableFunc": 0, "slices.Reverse": 0, "slices.Delete": 0, "slices.DeleteFunc": 0,
	"slices.Compact": 0, "slices.CompactFunc": 0, "slices.Replace": 0,
	"maps.Copy": 0, "maps.DeleteFunc": 0, "maps.Insert": 0,
	"encoding/json.Unmarshal": 1,
}

// write returns what instr changes.
func write(instr ssa.Instruction) (touch, bool) {
	switch i := instr.(type) {
	case *ssa.Store:
		return touch{i, i.Addr, "is written"}, true
	case *ssa.MapUpdate:
		return touch{i, i.Map, "gets an entry"}, true
	case ssa.CallInstruction:
		c := i.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok {
			switch b.Name() {
			case "delete":
				return touch{i, c.Args[0], "loses an entry"}, true
			case "clear":
				return touch{i, c.Args[0], "is cleared"}, true
			case "copy":
				return touch{i, c.Args[0], "is copied into"}, true
			case "append":
				// append(s[:i], …) overwrites elements that s still has; append(s, …) at most those behind its end.
				if s, ok := c.Args[0].(*ssa.Slice); ok && s.High != nil && s.Max == nil && !endsWhole(s) {
					return touch{i, s.X, "is appended to in place"}, true
				}
			}
			return touch{}, false
		}
		if arg, ok := writersInPlace[ssax.FullName(c)]; ok && arg < len(c.Args) {
			return touch{i, c.Args[arg], "is changed in place"}, true
		}
	}
	return touch{}, false
}

// endsWhole tells whether a slice expression ends where its operand does: s[:len(s)].
func endsWhole(s *ssa.Slice) bool {
	c, ok := s.High.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := c.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len" && c.Call.Args[0] == s.X
}

// read returns what instr looks at.
func read(instr ssa.Instruction) (touch, bool) {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return touch{instr: i, target: i.X}, i.Op == token.MUL
	case *ssa.Lookup:
		return touch{instr: i, target: i.X}, !isString(i.X)
	case *ssa.Range:
		return touch{instr: i, target: i.X}, !isString(i.X)
	}
	return touch{}, false
}

func isString(v ssa.Value) bool {
	b, ok := v.Type().Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
