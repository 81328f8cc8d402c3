// Package goodthread locks threads for a reason, or updates what is no cell of its own.
package goodthread

import (
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
)

type cell struct {
	n atomic.Int64
	_ [56]byte
}

type stats struct {
	cells []cell
	total atomic.Int64
}

// The work may be what needs the thread.
func (s *stats) callback(id int, work func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	work()
	s.cells[id].n.Add(1)
}

type renderer interface{ Draw() }

func (s *stats) gui(id int, r renderer, frames <-chan struct{}) {
	runtime.LockOSThread()
	for range frames {
		r.Draw()
		s.cells[id].n.Add(1)
	}
}

func (s *stats) namespace(id int, fd int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, errno := syscall.RawSyscall(uintptr(fd), 0, 0, 0); errno != 0 {
		return errno
	}
	s.cells[id].n.Add(1)
	return nil
}

// The child's death signal comes when the thread that started it ends.
func (s *stats) child(id int, cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	s.cells[id].n.Add(1)
	return cmd.Run()
}

func (s *stats) device(id int, f *os.File, buf []byte) {
	runtime.LockOSThread()
	if _, err := f.Read(buf); err == nil {
		s.cells[id].n.Add(1)
	}
}

func (s *stats) reader(id int, r io.Reader, buf []byte) {
	runtime.LockOSThread()
	if _, err := r.Read(buf); err == nil {
		s.cells[id].n.Add(1)
	}
}

// through hides the call in a function of this package.
func (s *stats) through(id int, f *os.File) {
	runtime.LockOSThread()
	s.cells[id].n.Add(1)
	enter(f)
}

func enter(f *os.File) { _ = f.Sync() }

// foreign has no body that could be read.
func foreign()

func (s *stats) assembly(id int) {
	runtime.LockOSThread()
	s.cells[id].n.Add(1)
	foreign()
}

// One counter for all is no cell of its own.
func (s *stats) shared(jobs <-chan int) {
	runtime.LockOSThread()
	for range jobs {
		s.total.Add(1)
	}
}

// All cells in turn are no cell of its own.
func (s *stats) sweep() {
	runtime.LockOSThread()
	for i := range s.cells {
		s.cells[i].n.Add(1)
	}
}

// A cell by key is no cell of its own.
func (s *stats) byKey(keys <-chan string) {
	runtime.LockOSThread()
	for k := range keys {
		s.cells[sum(k)%len(s.cells)].n.Add(1)
	}
}

func sum(k string) (n int) {
	for _, c := range k {
		n += int(c)
	}
	return n
}

// The array belongs to the function.
func local(id int, jobs <-chan int) int64 {
	runtime.LockOSThread()
	cells := make([]cell, 8)
	for range jobs {
		cells[id].n.Add(1)
	}
	return cells[0].n.Load()
}

// A result is stored, nothing is counted.
func results(id int, out []int64, jobs <-chan int64) {
	runtime.LockOSThread()
	for j := range jobs {
		out[id] = j
	}
}

// The objects have a life besides their counter.
type conn struct {
	name string
	sent atomic.Int64
}

func conns(id int, all []*conn) {
	runtime.LockOSThread()
	all[id].sent.Add(1)
}

// The thread is locked in one function and the cell updated on another goroutine.
func (s *stats) other(id int) {
	runtime.LockOSThread()
	go func() { s.cells[id].n.Add(1) }()
}

// No thread is locked.
func (s *stats) free(id int, jobs <-chan int) {
	for range jobs {
		s.cells[id].n.Add(1)
	}
}

func (s *stats) hook(id int) {
	runtime.LockOSThread()
	s.cells[id].n.Add(1)
	onTick()
}

var onTick = func() {}

func SetHook(f func()) { onTick = f }
