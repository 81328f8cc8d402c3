//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package durable

import (
	"errors"
	"os"
	"syscall"
)

// lock takes a lock on a file, which ends with the process at the latest, and returns what gives it free.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errors.New("it is open already, here or in another process")
		}
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}

// syncDir forces to the disk which files a folder has.
func syncDir(dir *os.File) error { return dir.Sync() }
