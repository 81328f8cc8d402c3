package cache

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func key(s string) Key { return sha256.Sum256([]byte(s)) }

func mustGet(t *testing.T, s *Store, k Key, want string) {
	t.Helper()
	if got, ok := s.Get(k); !ok || string(got) != want {
		t.Errorf("Get: %q, %t; want %q", got, ok, want)
	}
}

func TestPutGet(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "deep", "cache"))
	if _, ok := s.Get(key("a")); ok {
		t.Error("an empty store has an entry")
	}
	if st, err := s.Stat(); err != nil || st != (Stat{}) {
		t.Errorf("Stat of a store that does not exist: %+v, %v", st, err)
	}
	for _, blob := range []string{"", "x", strings.Repeat("long", 1<<18)} {
		if !s.Put(key("a"), []byte(blob)) {
			t.Fatal(s.Warnings())
		}
		mustGet(t, s, key("a"), blob)
		mustGet(t, Open(s.Dir()), key("a"), blob)
	}
	if !s.Put(key("b"), []byte("b")) {
		t.Fatal(s.Warnings())
	}
	st, err := s.Stat()
	if want := (Stat{Entries: 2, Bytes: int64(4<<18 + 1 + 2*header)}); err != nil || st != want {
		t.Errorf("Stat: %+v, %v; want %+v", st, err, want)
	}
}

func TestDamage(t *testing.T) {
	s := Open(t.TempDir())
	blob := []byte("some blob")
	if !s.Put(key("a"), blob) {
		t.Fatal(s.Warnings())
	}
	whole, err := os.ReadFile(s.path(key("a")))
	if err != nil {
		t.Fatal(err)
	}
	try := func(data []byte) {
		t.Helper()
		if err := os.WriteFile(s.path(key("a")), data, 0o666); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(key("a")); ok {
			t.Errorf("a damaged entry yields %q", got)
		}
	}
	for n := range whole {
		try(whole[:n])
		flipped := bytes.Clone(whole)
		flipped[n] ^= 0x10
		try(flipped)
	}
	try(append(bytes.Clone(whole), 0))
	if !s.Put(key("a"), blob) {
		t.Fatal(s.Warnings())
	}
	mustGet(t, s, key("a"), "some blob")
}

func TestClean(t *testing.T) {
	dir := t.TempDir()
	s := Open(dir)
	for i := range 10 {
		if !s.Put(key(fmt.Sprint(i)), []byte("x")) {
			t.Fatal(s.Warnings())
		}
	}
	precious := []string{"README", "go", "0a", "ab/notes.txt", "tmp/mine", "docs/x"}
	for _, name := range precious {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Clean(); err != nil {
		t.Fatal(err)
	}
	if st, err := s.Stat(); err != nil || st != (Stat{}) {
		t.Errorf("Stat after Clean: %+v, %v", st, err)
	}
	for _, name := range precious {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("Clean removed what is not its own: %v", err)
		}
	}
	if !s.Put(key("again"), []byte("x")) {
		t.Errorf("a cleaned store is dead: %v", s.Warnings())
	}
	mustGet(t, s, key("again"), "x")

	only := Open(filepath.Join(t.TempDir(), "cache"))
	only.Put(key("a"), nil)
	if err := only.Clean(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(only.Dir()); !os.IsNotExist(err) {
		t.Errorf("Clean leaves its directory: %v", err)
	}
	if err := only.Clean(); err != nil {
		t.Errorf("Clean of nothing: %v", err)
	}
	if err := os.WriteFile(only.Dir(), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := only.Clean(); err == nil {
		t.Error("Clean of a file is no error")
	}
	if _, err := os.Stat(only.Dir()); err != nil {
		t.Errorf("Clean removed a file in the place of the store: %v", err)
	}
}

func TestTrim(t *testing.T) {
	s := Open(t.TempDir())
	age := func(name string, age time.Duration) {
		t.Helper()
		then := time.Now().Add(-age)
		if err := os.Chtimes(name, then, then); err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range []string{"old", "used", "new"} {
		if !s.Put(key(k), []byte(k)) {
			t.Fatal(s.Warnings())
		}
	}
	left := filepath.Join(s.Dir(), tempDir, "entry-123")
	if err := os.WriteFile(left, []byte("half"), 0o666); err != nil {
		t.Fatal(err)
	}
	age(left, 2*tempAge)
	age(s.path(key("old")), keepFor+time.Hour)
	age(s.path(key("used")), keepFor+time.Hour)
	mustGet(t, s, key("used"), "used") // makes it young

	// A store that was trimmed today is left alone; the first write of the next day trims.
	Open(s.Dir()).Put(key("more"), nil)
	mustGet(t, s, key("new"), "new")
	if _, err := os.Stat(s.path(key("old"))); err != nil {
		t.Errorf("trimmed twice a day: %v", err)
	}
	age(filepath.Join(s.Dir(), tagFile), trimEvery+time.Hour)
	Open(s.Dir()).Put(key("more"), nil)
	if _, err := os.Stat(s.path(key("old"))); !os.IsNotExist(err) {
		t.Errorf("an old entry was not trimmed: %v", err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what a killed process left was not trimmed: %v", err)
	}
	mustGet(t, s, key("used"), "used")
	mustGet(t, s, key("new"), "new")
}

func TestConcurrentUse(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s := Open(dir)
			for i := range 200 {
				k := fmt.Sprint(i % 20)
				if got, ok := s.Get(key(k)); ok && string(got) != k {
					t.Errorf("Get(%s): %q", k, got)
				}
				if !s.Put(key(k), []byte(k)) {
					t.Error(s.Warnings())
					return
				}
				if i == 100 {
					if err := s.Clean(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestDefaultDir(t *testing.T) {
	t.Setenv("COUNTERLINT_CACHE", "some/where")
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if dir, err := DefaultDir(); err != nil || dir != filepath.Join(wd, "some/where") {
		t.Errorf("DefaultDir: %s, %v", dir, err)
	}
	t.Setenv("COUNTERLINT_CACHE", "")
	t.Setenv("XDG_CACHE_HOME", "/x")
	t.Setenv("HOME", "/h")
	user, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	if dir, err := DefaultDir(); err != nil || dir != filepath.Join(user, "counterlint") {
		t.Errorf("DefaultDir: %s, %v", dir, err)
	}
}
