package fixer

import (
	"io"
	"path/filepath"

	"github.com/aymanbagabas/go-udiff"
)

// writeDiff shows the changes as one unified diff that patch -p1 and git apply take, with names relative to the directory.
func (r *run) writeDiff(changed []*file) error {
	for _, f := range changed {
		name := filepath.ToSlash(r.rel(f.real))
		if _, err := io.WriteString(r.opts.Diff, udiff.Unified("a/"+name, "b/"+name, string(f.disk), string(f.text))); err != nil {
			return err
		}
	}
	return nil
}
