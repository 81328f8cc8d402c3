package fixer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A swap is one file on its way to its new text.
type swap struct {
	*file
	temp   string // holds the new text
	backup string // holds the old one, once the file was replaced
}

// writeAll replaces the texts of all files, or of none. Everything that can fail for want of space or permission is done on
// temporary files in the same folders before the first rename; a rename that fails undoes those before it. What this cannot
// promise is a machine that stops between two renames: then some files are new and some old, but none is half.
func writeAll(files []*file) error {
	swaps, err := prepare(files)
	defer func() {
		for _, s := range swaps {
			os.Remove(s.temp) // where it was not renamed
		}
	}()
	if err != nil {
		return err
	}
	return commitAll(swaps)
}

func prepare(files []*file) ([]*swap, error) {
	swaps := make([]*swap, 0, len(files))
	for _, f := range files {
		temp, err := writeTemp(f)
		if err != nil {
			return swaps, fmt.Errorf("%w; nothing was changed", err)
		}
		swaps = append(swaps, &swap{file: f, temp: temp})
	}
	return swaps, nil
}

func commitAll(swaps []*swap) error {
	for i, s := range swaps {
		if err := s.commit(); err != nil {
			if lost := undo(swaps[:i]); lost != nil {
				return errors.Join(err, lost)
			}
			return fmt.Errorf("%w; all files are as they were", err)
		}
	}
	for _, s := range swaps {
		os.Remove(s.backup) // one that stays does no harm: its name is not that of a Go file
	}
	return nil
}

// tempPattern names files that the go command and watchers of *.go pass over.
const tempPattern = ".counterlint-*.tmp"

func writeTemp(f *file) (name string, err error) {
	t, err := os.CreateTemp(filepath.Dir(f.real), tempPattern)
	if err != nil {
		return "", fmt.Errorf("%s: cannot write beside it: %s", f.shown, reason(err))
	}
	defer func() {
		if err != nil {
			t.Close()
			os.Remove(t.Name())
			err = fmt.Errorf("%s: %s", f.shown, reason(err))
		}
	}()
	if _, err := t.Write(f.text); err != nil {
		return "", err
	}
	if err := t.Chmod(f.mode.Perm()); err != nil {
		return "", err
	}
	if err := keepOwner(t, f.real); err != nil {
		return "", err
	}
	if err := t.Sync(); err != nil { // a full disk may show only here
		return "", err
	}
	return t.Name(), t.Close()
}

// commit puts the new text in place of the old one and keeps the old one as a backup. A hard link costs no space and leaves no
// moment without the file; where there are none, a rename does.
func (s *swap) commit() error {
	backup := s.temp + "~"
	back := func() error { return os.Remove(backup) }
	if err := os.Link(s.real, backup); err != nil {
		if err := os.Rename(s.real, backup); err != nil {
			return fmt.Errorf("%s: %s", s.name, linkReason(err))
		}
		back = func() error { return os.Rename(backup, s.real) }
	}
	if err := os.Rename(s.temp, s.real); err != nil {
		err = fmt.Errorf("%s: %s", s.name, linkReason(err))
		if lost := back(); lost != nil {
			err = fmt.Errorf("%w, and its old text is in %s: %s", err, backup, linkReason(lost))
		}
		return err
	}
	s.backup = backup
	return nil
}

func undo(done []*swap) error {
	var errs []error
	for _, s := range done {
		if err := os.Rename(s.backup, s.real); err != nil {
			errs = append(errs, fmt.Errorf("%s was changed and its old text is in %s: %s", s.name, s.backup, linkReason(err)))
		}
	}
	return errors.Join(errs...)
}

func linkReason(err error) string {
	if e := new(os.LinkError); errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}
