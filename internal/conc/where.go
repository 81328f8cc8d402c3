package conc

import (
	"fmt"
	"go/token"
	"path/filepath"
)

// Where formats pos as "base.go:LINE", for messages.
func Where(fset *token.FileSet, pos token.Pos) string {
	p := fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

// Where formats pos as "base.go:LINE", for messages.
func (m *Model) Where(pos token.Pos) string { return Where(m.fset, pos) }
