package conc

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A behaviour says what an instruction may do to the order of things, apart from reading and writing memory.
type behaviour uint8

const (
	changesLock behaviour = 1 << iota // takes or gives up a lock
	blocks                            // waits, or hands over to another goroutine
	unknown                           // runs code that is not seen
)

// harmless are the packages of std whose functions neither wait nor call anything that is not handed to them.
var harmless = map[string]bool{
	"bytes": true, "cmp": true, "encoding/binary": true, "encoding/hex": true, "errors": true, "hash/fnv": true, "hash/maphash": true,
	"maps": true, "math": true, "math/big": true, "math/bits": true, "math/cmplx": true, "math/rand": true, "math/rand/v2": true,
	"net/netip": true, "path": true, "path/filepath": true, "reflect": true, "slices": true, "sort": true, "strconv": true, "strings": true,
	"sync/atomic": true, "time": true, "unicode": true, "unicode/utf16": true, "unicode/utf8": true, "unique": true, "unsafe": true,
}

// behaviour tells what one instruction may do.
func (m *Model) behaviour(instr ssa.Instruction) behaviour {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select:
		return blocks
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return blocks
		}
	case *ssa.Call:
		return m.callBehaviour(&instr.Call)
	}
	return 0
}

func (m *Model) callBehaviour(c *ssa.CallCommon) behaviour {
	if c.IsInvoke() {
		switch c.Method.Name() {
		case "Lock", "Unlock", "RLock", "RUnlock", "TryLock":
			return changesLock
		case "Error", "String", "Err", "Value", "Len", "Less", "Swap":
			if isStd(c.Method) {
				return 0
			}
		}
		return unknown
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return 0
	}
	var b behaviour
	for _, fn := range m.inPlace(c) {
		b |= m.behaviourOf(fn)
	}
	callee := m.prog.Callee(c).Fn
	switch {
	case callee == nil:
		return b | unknown
	case m.prog.Known(callee):
		return b
	}
	return b | byName(callee)
}

// byName judges a function of another package by its name.
func byName(fn *ssa.Function) behaviour {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil {
		return unknown
	}
	pkg, name := obj.Pkg().Path(), obj.Name()
	switch name {
	case "Lock", "Unlock", "RLock", "RUnlock", "TryLock", "TryRLock":
		if obj.Signature().Recv() != nil {
			return changesLock
		}
	}
	switch {
	case pkg == "sync" && (name == "Wait" || name == "Do" || name == "Go"):
		return blocks
	case pkg == "sync" || pkg == "expvar" && isNamedRecv(obj, "Int", "Float"):
		return 0
	case pkg == "time" && name == "Sleep", pkg == "runtime" && name == "Gosched":
		return blocks
	case pkg == "fmt" && (name == "Sprintf" || name == "Sprint" || name == "Sprintln" || name == "Errorf"):
		return 0
	case harmless[pkg]:
		return 0
	}
	return unknown
}

func isNamedRecv(fn *types.Func, names ...string) bool {
	recv := fn.Signature().Recv()
	return recv != nil && isNamed(recv.Type(), names...)
}

// isStd tells whether an interface method is declared by the language or a package without a dot in its first element.
func isStd(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return true
	}
	switch fn.Pkg().Path() {
	case "context", "fmt", "sort", "error":
		return true
	}
	return false
}

// behaviourOf joins what the instructions of fn may do.
func (m *Model) behaviourOf(fn *ssa.Function) behaviour {
	if b, ok := m.behaves[fn]; ok {
		return b // 0 while fn is being looked into
	}
	m.behaves[fn] = 0
	var all behaviour
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if d, ok := instr.(*ssa.Defer); ok {
				all |= m.callBehaviour(&d.Call)
			} else {
				all |= m.behaviour(instr)
			}
		}
	}
	m.behaves[fn] = all
	return all
}
