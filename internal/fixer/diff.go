package fixer

import (
	"io"
	"path/filepath"

	"github.com/aymanbagabas/go-udiff"
)

// writeDiff shows the changes as one unified diff that patch -p1 and git apply take, with names relative to the directory.
func (r *run) writeDiff(changed []*file) error {
	for _, f := range changed {
		text, err := unified(filepath.ToSlash(r.rel(f.real)), string(f.disk), string(f.text))
		if err != nil {
			return err
		}
		if _, err := io.WriteString(r.opts.Diff, text); err != nil {
			return err
		}
	}
	return nil
}

func unified(name, before, after string) (string, error) {
	d, err := udiff.ToUnifiedDiff("a/"+name, "b/"+name, before, udiff.Lines(before, after), udiff.DefaultContextLines)
	if err != nil {
		return "", err
	}
	// The library loses count of the lines between two edits of one hunk: what the hunks before it add is reckoned here.
	added := 0
	for _, h := range d.Hunks {
		h.ToLine = h.FromLine + added
		for _, l := range h.Lines {
			switch l.Kind {
			case udiff.Insert:
				added++
			case udiff.Delete:
				added--
			}
		}
	}
	return d.String(), nil
}
