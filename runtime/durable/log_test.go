package durable

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var ctx = context.Background()

// A history is the totals after each batch, and how long the log is then.
type history struct {
	totals []map[string]uint64
	ends   []int
}

// written returns a log with some batches, and its history. The names are meant to look like records.
func written(t *testing.T, compact int) (*fakeDisk, history) {
	t.Helper()
	d := newFakeDisk(1)
	l, err := openLog("log", d, compact)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"a", "", string(appendRecord(nil, 0, []Add{{"a", 99}})), "a\x00"}
	h := history{[]map[string]uint64{{}}, []int{l.end}}
	for i := range uint64(12) {
		adds := []Add{{names[i%4], i}, {"every", 1}, {names[(i+1)%4], 1 << (5 * i)}}
		if err := l.Apply(ctx, Batch{i + 1, adds}); err != nil {
			t.Fatal(err)
		}
		h.totals = append(h.totals, maps.Clone(l.totals))
		h.ends = append(h.ends, l.end)
	}
	return d, h
}

// Whatever byte a log is cut at: it says what the last batch that is whole says, and goes on from there; or, if it is cut in what was
// written before the file got its name, it says that it is damaged.
func TestEveryCut(t *testing.T) {
	disk, h := written(t, 1<<20)
	data := disk.seen["log"]
	for cut := range len(data) + 1 {
		d := newFakeDisk(1)
		d.seen["log"] = data[:cut]
		l, err := openLog("log", d, 1<<20)
		if cut < h.ends[0] {
			if _, ok := errors.AsType[*DamageError](err); !ok {
				t.Fatalf("cut at %d: error %v", cut, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		last := 0
		for last+1 < len(h.ends) && h.ends[last+1] <= cut {
			last++
		}
		if !maps.Equal(l.totals, h.totals[last]) {
			t.Fatalf("cut at %d: %v, want %v", cut, l.totals, h.totals[last])
		}
		for i := range uint64(3) { // short batches, which do not cover what was cut
			if err := l.Apply(ctx, Batch{i + 1, []Add{{"every", 5}}}); err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			again, err := openLog("log", d, 1<<20)
			if want := h.totals[last]["every"] + 5*(i+1); err != nil || again.totals["every"] != want {
				t.Fatalf("cut at %d, opened again: error %v, %v, want %d", cut, err, again, want)
			}
		}
	}
}

// Whatever bit is flipped: the log says that it is damaged, or lost no more than its last batch.
func TestEveryBit(t *testing.T) {
	disk, h := written(t, 1<<20)
	data := disk.seen["log"]
	damaged := 0
	for i := range len(data) * 8 {
		data[i/8] ^= 1 << (i % 8)
		c, err := decode(data)
		data[i/8] ^= 1 << (i % 8)
		if err != nil {
			damaged++
			continue
		}
		last := len(h.totals) - 2
		if i/8 < h.ends[last] || !maps.Equal(c.totals, h.totals[last]) {
			t.Fatalf("bit %d of byte %d: totals %v", i%8, i/8, c.totals)
		}
	}
	if want := 8 * h.ends[len(h.ends)-2]; damaged != want {
		t.Errorf("%d bits noticed, want %d", damaged, want)
	}
}

// A file that is written anew now and then says the same.
func TestCompaction(t *testing.T) {
	disk, h := written(t, 100)
	long, _ := written(t, 1<<20)
	c, err := decode(disk.seen["log"])
	if err != nil || !maps.Equal(c.totals, h.totals[len(h.totals)-1]) || len(disk.seen["log"]) >= len(long.seen["log"]) {
		t.Errorf("error %v, %d bytes, %v", err, len(disk.seen["log"]), c.totals)
	}
	if len(disk.seen) != 1 {
		t.Errorf("files %v", disk.seen)
	}
}

// Every call of the file system fails in turn, alone or with all that follow: no count is lost that was acknowledged, none is there that
// was not added, and when the disk works again everything is. Then the machine goes down at that point.
func TestEveryFailure(t *testing.T) {
	for _, compact := range []int{60, 1 << 20} {
		for _, lasts := range []int{1, 2, 5, 1000} {
			for at := 1; ; at++ {
				if !failing(t, compact, at, lasts) {
					break
				}
			}
		}
	}
}

// failing lets the calls from one on fail, and reports whether there were so many.
func failing(t *testing.T, compact, at, lasts int) bool {
	t.Helper()
	place := fmt.Sprintf("compact above %d, calls %d to %d fail", compact, at, at+lasts-1)
	d := newFakeDisk(uint64(at))
	l, err := openLog("log", d, compact)
	if err != nil {
		t.Fatal(err)
	}
	begin := d.calls
	d.fails = func(call int, _ string) bool { return call >= begin+at && call < begin+at+lasts }
	var tried, acknowledged uint64
	for n := uint64(1); n <= 12; n++ {
		tried += n
		batch := Batch{n, []Add{{"a", n}}}
		err := l.Apply(ctx, batch)
		for range 3 {
			if err != nil {
				err = l.Apply(ctx, batch)
			}
		}
		if err == nil {
			acknowledged = tried
		}
		for range 3 {
			after, crashErr := openLog("log", d.crash("log"), compact)
			if crashErr != nil {
				t.Fatalf("%s, crash after batch %d: %v", place, n, crashErr)
			}
			if got := after.totals["a"]; got < acknowledged || got > tried {
				t.Fatalf("%s, crash after batch %d: %d, want %d to %d", place, n, got, acknowledged, tried)
			}
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, errDisk) {
			t.Fatalf("%s: %v", place, err)
		}
		d.fails = func(int, string) bool { return false }
		if err := l.Apply(ctx, batch); err != nil {
			t.Fatalf("%s: with a disk that works again: %v", place, err)
		}
		acknowledged = tried
	}
	d.fails = func(int, string) bool { return false }
	if err := l.Close(); err != nil && !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	again, err := openLog("log", d, compact)
	if err != nil || again.totals["a"] != tried {
		t.Fatalf("%s: error %v, %v in the end, want %d", place, err, again, tried)
	}
	return d.calls > begin+at
}

// A process that dies between the renaming of a new file and its being on the disk leaves that to the next one: what this one then
// acknowledges is not lost when the machine goes down.
func TestKillBetween(t *testing.T) {
	d := newFakeDisk(1)
	l, err := openLog("log", d, 1)
	if err != nil {
		t.Fatal(err)
	}
	l.compact = 1
	d.fails = func(_ int, what string) bool { return what == "sync folder" }
	if err := l.Apply(ctx, Batch{1, []Add{{"a", 1}}}); !errors.Is(err, errDisk) || d.stored["log.old"] == nil {
		t.Fatalf("error %v, files %q", err, d.stored)
	}
	d.fails = func(int, string) bool { return false }
	l, err = openLog("log", d, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Apply(ctx, Batch{1, []Add{{"a", 1}}}); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if after, err := openLog("log", d.crash("log"), 1<<20); err != nil || after.totals["a"] != 1 {
			t.Fatalf("error %v, totals %v", err, after)
		}
	}
}

// A batch with a number that was applied is not applied again.
func TestNumbers(t *testing.T) {
	l, err := openLog("log", newFakeDisk(1), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []uint64{1, 1, 3, 2, 3} {
		if err := l.Apply(ctx, Batch{number, []Add{{"a", 1}}}); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := l.Load(ctx, "a"); n != 2 || err != nil {
		t.Errorf("%d, error %v", n, err)
	}
}

func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for i := range uint64(3) {
		l, err := OpenLog(path)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := l.Load(ctx, "a"); n != 7*i || err != nil {
			t.Errorf("%d, error %v", n, err)
		}
		if _, err := OpenLog(path); err == nil || !strings.Contains(err.Error(), "it is open already") {
			t.Errorf("opened twice: error %v", err)
		}
		if err := l.Apply(ctx, Batch{1, []Add{{"a", 7}}}); err != nil {
			t.Fatal(err)
		}
		l.compact = 1
		if err := l.Apply(ctx, Batch{2, []Add{{"b", 1}}}); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(header)] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLog(path); err == nil || !strings.Contains(err.Error(), path+" is damaged at byte 8") {
		t.Errorf("error %v", err)
	}
	if _, err := OpenLog(path); err == nil || strings.Contains(err.Error(), "open already") {
		t.Errorf("the lock of a log that cannot be opened stays: %v", err)
	}
	if _, err := OpenLog(filepath.Join(t.TempDir(), "none", "log")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// Any bytes are read without a panic; what is read, written anew, says the same.
func FuzzDecode(f *testing.F) {
	record := appendRecord([]byte(header), len(header), []Add{{"a", 1}, {"b", 1 << 63}})
	f.Add([]byte{})
	f.Add([]byte(header))
	f.Add(record)
	f.Add(appendRecord(record, len(record), []Add{{"a", 2}}))
	f.Add(append(record, 0xA5, 0xC7, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decode(data)
		if err != nil {
			return
		}
		d := newFakeDisk(1)
		l := &Log{path: "log", disk: d, totals: c.totals}
		if err := l.rewrite(); err != nil {
			t.Fatal(err)
		}
		if again, err := decode(d.seen["log"]); err != nil || !maps.Equal(again.totals, c.totals) {
			t.Errorf("error %v, %v, want %v", err, again.totals, c.totals)
		}
	})
}

// Records with the right check sum and nonsense in them are damage, and no panic.
func TestMalformed(t *testing.T) {
	for _, text := range []string{"\x05a", "\x01a", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01a", "\x80", "\x01a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"} {
		at := len(header)
		data := appendRecord([]byte(header), at, nil)
		data[at+2] = byte(len(text))
		sum := checksum(at, []byte(text))
		data = append(data[:at+6], byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24))
		if _, err := decode(append(data, text...)); err == nil || !strings.Contains(err.Error(), "malformed") {
			t.Errorf("%q: error %v", text, err)
		}
	}
}
