package fixer

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func owner(info fs.FileInfo) string {
	st := info.Sys().(*syscall.Stat_t)
	return fmt.Sprintf("%d:%d", st.Uid, st.Gid)
}

// TestWriteOwner: a run as root leaves files to their owner.
func TestWriteOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	dir := t.TempDir()
	files := newFiles(t, dir, "a.go")
	if err := os.Chown(files[0].real, 1234, 2345); err != nil {
		t.Fatal(err)
	}
	if err := writeAll(files); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(files[0].real)
	if err != nil {
		t.Fatal(err)
	}
	if got := owner(info); got != "1234:2345" {
		t.Errorf("owner %s", got)
	}
}

// TestWriteFull: on a full disk nothing is lost and nothing is left.
func TestWriteFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("cannot mount a small disk: ", err)
	}
	defer syscall.Unmount(dir, 0)
	files := newFiles(t, dir, "a.go", "b.go", "c.go")
	for _, f := range files {
		f.text = []byte(strings.Repeat("x", 24<<10)) // two of them fit
	}
	before := onDisk(t, dir)
	err := writeAll(files)
	if err == nil || !strings.Contains(err.Error(), "c.go: no space left on device; nothing was changed") {
		t.Errorf("error %v", err)
	}
	if got := onDisk(t, dir); !slices.Equal(got, before) {
		t.Errorf("%q, want %q", got, before)
	}
}

// TestReadOnlyDisk: a file on a disk that takes no writes is refused before anything else.
func TestReadOnlyDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, ""); err != nil {
		t.Skip("cannot mount a disk: ", err)
	}
	defer syscall.Unmount(dir, 0)
	for name, text := range map[string]string{"go.mod": "module ex.com/m\n", "a.go": "package m\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	r, err := newRun(t.Context(), Options{Dir: dir, Analyze: analyzeNothing})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.hold(filepath.Join(dir, "a.go")); f.frozen != "read-only file system" {
		t.Errorf("frozen because %q", f.frozen)
	}
}
