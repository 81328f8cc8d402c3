//go:build unix

package fixer

import (
	"os"
	"syscall"
)

// keepOwner gives t the owner and group of the file called name: a run as root, as in containers, must not take files from
// their owner. Others cannot give files away, and need not.
func keepOwner(t *os.File, name string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return t.Chown(int(st.Uid), int(st.Gid))
	}
	return nil
}
