package durable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// A Log is a store in a file: each batch is appended and forced to the disk, and when the file has grown it is written anew.
//
// Counts: what its ledger counts.
// Read: linearizable.
// Cost: a batch is one write and one fsync; all of the file is read when it is opened, and written anew when it is larger than 256 kB
// and four times what its counts need.
// Memory: the names and totals of all counts.
// Never: open one file twice: on Unix that is an error, elsewhere nobody notices. Keep it on a file system whose fsync does nothing.
type Log struct {
	_    noCopy
	path string
	disk disk
	lock func() error // gives the file free

	mu      sync.Mutex
	file    file // nil: to be opened again
	totals  map[string]uint64
	last    uint64 // the number of the last batch
	end     int    // where the next record goes, over what a crash or an error may have left there
	renamed bool   // and the folder is not on the disk yet: after a crash the old file may be there
	compact int    // above which size the file is written anew
	anew    error  // why it was not
}

const compactAt = 256 << 10

// OpenLog opens the log in a file, which it makes if there is none; beside it are path.lock and, for moments, path.new. What a crash
// had cut off at the end is dropped: at most the batch that was being written. A log that is damaged otherwise is a *DamageError, for
// its totals cannot be told. If the damage hits the very last batch, it is taken for cut off, which loses at most a lag.
func OpenLog(path string) (*Log, error) {
	unlock, err := lock(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("durable: %s: %w", path, err)
	}
	l, err := openLog(path, osDisk{}, compactAt)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	l.lock = unlock
	return l, nil
}

// openLog opens a log on a disk.
func openLog(path string, d disk, compact int) (*Log, error) {
	l := &Log{path: path, disk: d, totals: map[string]uint64{}, compact: compact, lock: func() error { return nil }}
	data, err := d.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(l.rewrite(), l.settle()); err != nil {
			return nil, fmt.Errorf("durable: %w", err)
		}
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	c, err := decode(data)
	if damage, ok := errors.AsType[*DamageError](err); ok {
		damage.Path = path
	}
	if err != nil {
		return nil, err
	}
	l.totals, l.end = c.totals, c.end
	l.renamed = true // perhaps: by a process that was killed before the folder was on the disk
	l.compact = max(compact, 4*c.first)
	return l, nil
}

// Load returns the total of a name.
func (l *Log) Load(_ context.Context, name string) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.totals[name], nil
}

// Apply appends a batch.
func (l *Log) Apply(_ context.Context, b Batch) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b.Number <= l.last {
		return nil
	}
	if l.end > l.compact {
		if l.anew = l.rewrite(); l.anew != nil { // the old file is as good as before, but for its size
			l.compact = 2 * l.end
		}
	}
	totals := make([]Add, len(b.Adds))
	for i, a := range b.Adds {
		totals[i] = Add{a.Name, l.totals[a.Name] + a.N}
	}
	if err := l.append(totals); err != nil {
		return err
	}
	for _, t := range totals {
		l.totals[t.Name] = t.N
	}
	l.last = b.Number
	return nil
}

// append writes a record and forces it to the disk. After an error the next one is written in its place: also after a failed fsync, for
// then pages may be marked clean that never got to the disk. What a longer one leaves behind a shorter one is no record, for it is none
// in its place.
func (l *Log) append(totals []Add) error {
	if err := l.settle(); err != nil {
		return err
	}
	if l.file == nil {
		f, err := l.disk.Open(l.path)
		if err != nil {
			return err
		}
		l.file = f
	}
	record := appendRecord(nil, l.end, totals)
	if _, err := l.file.WriteAt(record, int64(l.end)); err != nil {
		return err
	}
	if err := l.file.Sync(); err != nil {
		return err
	}
	l.end += len(record)
	return nil
}

// settle sees to it that a crash does not bring an old file back.
func (l *Log) settle() error {
	if !l.renamed {
		return nil
	}
	if err := l.disk.SyncDir(filepath.Dir(l.path)); err != nil {
		return err
	}
	l.renamed = false
	return nil
}

// rewrite writes a file of all totals beside the old one, and puts it in its place when it is on the disk.
func (l *Log) rewrite() error {
	var all []Add
	for _, name := range slices.Sorted(maps.Keys(l.totals)) {
		all = append(all, Add{name, l.totals[name]})
	}
	data := appendRecord([]byte(header), len(header), all)
	if err := l.disk.WriteFile(l.path+".new", data); err != nil {
		return err
	}
	if l.file != nil {
		err := l.file.Close() // everything in it is on the disk, or counts as not written
		l.file = nil
		if err != nil {
			return err
		}
	}
	if err := l.disk.Rename(l.path+".new", l.path); err != nil {
		return err
	}
	l.end, l.renamed = len(data), true
	l.compact = max(l.compact, 4*len(data))
	return nil
}

// Close closes the file. It returns an error if the file had become too large and could not be written anew; no count is lost then.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	errs := []error{l.anew}
	if l.file != nil {
		errs = append(errs, l.file.Close())
		l.file = nil
	}
	return errors.Join(append(errs, l.lock())...)
}

// A disk is what a log needs of the file system.
type disk interface {
	ReadFile(path string) ([]byte, error)
	Open(path string) (file, error)
	WriteFile(path string, data []byte) error // which is on the disk when it returns
	Rename(from, to string) error
	SyncDir(path string) error
}

// A file is one that is written at any place.
type file interface {
	WriteAt(b []byte, at int64) (int, error)
	Sync() error
	Close() error
}

type osDisk struct{}

func (osDisk) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }

func (osDisk) Open(path string) (file, error) { return os.OpenFile(path, os.O_WRONLY, 0) }

func (osDisk) WriteFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (osDisk) Rename(from, to string) error { return os.Rename(from, to) }

func (osDisk) SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(syncDir(dir), dir.Close())
}
