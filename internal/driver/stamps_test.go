package driver

import (
	"crypto/sha256"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

func TestStampsEncoding(t *testing.T) {
	s := stamps{
		"/a/b.go": {stamp{1, 2, 3, 4}, cache.Key{5}},
		"":        {stamp{-1, -2, -3, 1 << 63}, cache.Key{31: 6}},
		"/c.go":   {},
	}
	data := s.encode()
	if got := decodeStamps(data); !maps.Equal(got, s) {
		t.Errorf("got %v, want %v", got, s)
	}
	for n := range data {
		if got := decodeStamps(data[:n]); len(got) >= len(s) {
			t.Errorf("%d of %d bytes give %v", n, len(data), got)
		}
	}
}

// A sum is taken from the last run only if the file system vouches for it.
func TestStampedRead(t *testing.T) {
	if _, _, ok := changeOf(mustStat(t, runtime.GOROOT())); !ok {
		t.Skip("this system does not tell when a file changed")
	}
	settledFile := filepath.Join(runtime.GOROOT(), "src", "fmt", "print.go")
	src, err := os.ReadFile(settledFile)
	if err != nil {
		t.Fatal(err)
	}
	truth, planted := cache.Key(sha256.Sum256(src)), cache.Key{1, 2, 3}
	st, ok := stampOf(settledFile, time.Now())
	if !ok {
		t.Fatal("a file of the Go distribution has no stamp")
	}
	other := st
	other.changed++
	fresh := filepath.Join(t.TempDir(), "fresh.go")
	if err := os.WriteFile(fresh, src, 0o666); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(fresh, long, long); err != nil { // as tar and git do
		t.Fatal(err)
	}
	freshStamp, ok := stampOf(fresh, time.Now().Add(time.Hour))
	if !ok {
		t.Fatal("a file that changed an hour ago has no stamp")
	}
	for _, tt := range []struct {
		name  string
		file  string
		old   stamps
		over  map[string][]byte
		sum   cache.Key
		known bool
	}{
		{"first time", settledFile, nil, nil, truth, true},
		{"unchanged", settledFile, stamps{settledFile: {st, planted}}, nil, planted, true},
		{"changed", settledFile, stamps{settledFile: {other, planted}}, nil, truth, true},
		{"overlaid", settledFile, stamps{settledFile: {st, planted}}, map[string][]byte{settledFile: src}, truth, true},
		{"changed just now, time set back", fresh, stamps{fresh: {freshStamp, planted}}, nil, truth, false},
		{"missing", fresh + "x", nil, nil, cache.Key(sha256.Sum256(nil)), false},
	} {
		f := file{name: tt.file}
		_, known := f.read(&Config{Overlay: tt.over}, tt.old)
		if f.sum != tt.sum || known != tt.known {
			t.Errorf("%s: sum %x, known %t; want %x, %t", tt.name, f.sum[:4], known, tt.sum[:4], tt.known)
		}
		if (f.err != nil) != (tt.name == "missing") {
			t.Errorf("%s: error %v", tt.name, f.err)
		}
	}
}

func mustStat(t *testing.T, name string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info
}
