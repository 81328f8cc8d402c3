package driver

// Reading and hashing every file is most of what a warm run does beside the go command. So the sums of the last run are kept, with
// what the file system says of each file; a file is hashed again when that differs.
//
// A change is always noticed: any write sets the time of the last change of a file, which programs cannot set back, to the
// present, and a file that changed within two seconds before it was read is not remembered, because file systems count coarsely.

import (
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

// A stamp is what the file system says of a file.
type stamp struct {
	size, modified, changed int64 // bytes; nanoseconds
	inode                   uint64
}

const (
	stampSize = 4*8 + len(cache.Key{})
	settled   = 2 * time.Second
)

// A stamped file is one whose sum is known.
type stamped struct {
	stamp
	sum cache.Key
}

// stamps are the sums that one question needed last time.
type stamps map[string]stamped

// stampsKey names the stamps of a question.
func (cfg *Config) stampsKey() cache.Key {
	h := newHasher("counterlint stamps " + formatVersion)
	dir, _ := filepath.Abs(cfg.Dir) // it fails only if there is no working directory, which the go command reports
	h.strings(dir, fmt.Sprint(cfg.Tests))
	h.strings(cfg.Patterns...)
	h.strings("")
	h.strings(cfg.BuildFlags...)
	return h.sum()
}

func (s stamps) encode() []byte {
	var data []byte
	for _, name := range slices.Sorted(maps.Keys(s)) {
		f := s[name]
		data = binary.AppendUvarint(data, uint64(len(name)))
		data = append(data, name...)
		for _, n := range []uint64{uint64(f.size), uint64(f.modified), uint64(f.changed), f.inode} {
			data = binary.LittleEndian.AppendUint64(data, n)
		}
		data = append(data, f.sum[:]...)
	}
	return data
}

// decodeStamps reads what encode wrote; what is malformed ends the list.
func decodeStamps(data []byte) stamps {
	s := stamps{}
	text := string(data)
	for pos := 0; pos < len(data); {
		n, used := binary.Uvarint(data[pos:])
		if used <= 0 || n > uint64(len(data)-pos-used) || len(data)-pos-used-int(n) < stampSize {
			break
		}
		name := text[pos+used : pos+used+int(n)]
		pos += used + int(n)
		number := func() uint64 {
			pos += 8
			return binary.LittleEndian.Uint64(data[pos-8:])
		}
		f := stamped{stamp: stamp{size: int64(number()), modified: int64(number()), changed: int64(number()), inode: number()}}
		pos += copy(f.sum[:], data[pos:])
		s[name] = f
	}
	return s
}

// stampOf asks the file system. It reports false where that does not tell when a file changed, or where it changed just now.
func stampOf(name string, now time.Time) (stamp, bool) {
	info, err := os.Stat(name)
	if err != nil {
		return stamp{}, false
	}
	changed, inode, ok := changeOf(info)
	if !ok || now.Sub(changed) < settled || now.Sub(info.ModTime()) < settled {
		return stamp{}, false
	}
	return stamp{info.Size(), info.ModTime().UnixNano(), changed.UnixNano(), inode}, true
}
