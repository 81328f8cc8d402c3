package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
)

var errDisk = errors.New("no space left on device")

// A fakeDisk is files in memory, each as the process sees it and as it is on the disk. A call may fail, with a part of its work done.
type fakeDisk struct {
	seen, stored map[string][]byte
	names        map[string]string // what a crash leaves under a name: set by SyncDir
	renames      map[string]string
	calls        int
	fails        func(call int, what string) bool
	rng          *rand.Rand
}

func newFakeDisk(seed uint64) *fakeDisk {
	return &fakeDisk{
		seen: map[string][]byte{}, stored: map[string][]byte{}, names: map[string]string{},
		fails: func(int, string) bool { return false }, rng: rand.New(rand.NewPCG(seed, 1)),
	}
}

// call counts a call and says whether it fails.
func (d *fakeDisk) call(what string) bool {
	d.calls++
	return d.fails(d.calls, what)
}

func (d *fakeDisk) ReadFile(path string) ([]byte, error) {
	if data, ok := d.seen[path]; ok {
		return slices.Clone(data), nil
	}
	return nil, fs.ErrNotExist
}

func (d *fakeDisk) Open(path string) (file, error) {
	if d.call("open") {
		return nil, errDisk
	}
	if _, ok := d.seen[path]; !ok {
		return nil, fs.ErrNotExist
	}
	return &fakeFile{d, path}, nil
}

func (d *fakeDisk) WriteFile(path string, data []byte) error {
	if d.call("write file") {
		d.seen[path] = slices.Clone(data[:d.rng.IntN(len(data)+1)])
		return errDisk
	}
	d.seen[path], d.stored[path] = slices.Clone(data), slices.Clone(data)
	return nil
}

// Rename takes effect at once for the process, and for the disk with the next SyncDir: until then a crash may leave either file.
func (d *fakeDisk) Rename(from, to string) error {
	if d.call("rename") {
		return errDisk
	}
	if old, ok := d.stored[to]; ok {
		d.stored[to+".old"] = old
	}
	d.seen[to], d.stored[to] = d.seen[from], d.stored[from]
	delete(d.seen, from)
	delete(d.stored, from)
	return nil
}

func (d *fakeDisk) SyncDir(string) error {
	if d.call("sync folder") {
		return errDisk
	}
	for name := range d.stored {
		delete(d.stored, name+".old")
	}
	return nil
}

// crash returns what is there after the machine went down: what was forced to the disk, and a part of what was not.
func (d *fakeDisk) crash(path string) *fakeDisk {
	after := newFakeDisk(d.rng.Uint64())
	data, ok := d.stored[path]
	if old, both := d.stored[path+".old"]; both && d.rng.IntN(2) == 0 {
		data = old
	} else if seen := d.seen[path]; bytes.HasPrefix(seen, data) {
		data = seen[:len(data)+d.rng.IntN(len(seen)-len(data)+1)]
		if d.rng.IntN(3) == 0 { // the size was stored, and what it has room for was not
			data = append(slices.Clone(data), make([]byte, len(seen)-len(data))...)
		}
	}
	if ok {
		after.seen[path], after.stored[path] = slices.Clone(data), slices.Clone(data)
	}
	return after
}

type fakeFile struct {
	disk *fakeDisk
	path string
}

func (f *fakeFile) WriteAt(b []byte, at int64) (int, error) {
	var err error
	if f.disk.call("write") {
		b, err = b[:f.disk.rng.IntN(len(b)+1)], errDisk
	}
	data := f.disk.seen[f.path]
	if int(at) > len(data) {
		return 0, fmt.Errorf("a hole from %d to %d", len(data), at)
	}
	data = data[:max(len(data), int(at))]
	f.disk.seen[f.path] = append(slices.Clone(data[:at]), append(slices.Clone(b), data[min(len(data), int(at)+len(b)):]...)...)
	return len(b), err
}

// Sync that fails may have stored a part, and the pages count as clean.
func (f *fakeFile) Sync() error {
	seen := f.disk.seen[f.path]
	if f.disk.call("sync") {
		if stored := f.disk.stored[f.path]; bytes.HasPrefix(seen, stored) {
			f.disk.stored[f.path] = slices.Clone(seen[:len(stored)+f.disk.rng.IntN(len(seen)-len(stored)+1)])
		}
		return errDisk
	}
	f.disk.stored[f.path] = slices.Clone(seen)
	return nil
}

func (f *fakeFile) Close() error {
	if f.disk.call("close") {
		return errDisk
	}
	return nil
}
