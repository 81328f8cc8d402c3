package driver

import (
	"io/fs"
	"syscall"
	"time"
)

// changeOf returns when a file was last changed in content or attributes, and its number.
func changeOf(info fs.FileInfo) (time.Time, uint64, bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return time.Time{}, 0, false
	}
	return time.Unix(st.Ctimespec.Unix()), st.Ino, true
}
