// Package cache keeps blobs of bytes on disk between runs, each under a key of 32 bytes.
//
// It promises that a blob comes back whole or not at all: entries appear by rename, and carry a checksum that is checked on each
// read. Any number of processes may share a directory and be killed at any point. A directory that cannot be made, read or
// written makes a store that forgets: it says so once, in [Store.Warnings], and never fails.
//
// It does not know what the blobs mean; a key must be a hash of everything that its blob depends on.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A Key names an entry. It is the SHA-256 of what the entry depends on, or of the entry's own content.
type Key [sha256.Size]byte

// A Store is a directory of entries: DIR/ab/abcdef…, where the name is the key in hexadecimal.
type Store struct {
	dir    string
	shared *Prog // nil: none

	made  sync.Once
	dead  atomic.Bool // a write failed: keep nothing more
	mu    sync.Mutex
	warns []string
}

const (
	magic   = "counterlint-cache-1\n"
	header  = len(magic) + sha256.Size
	tempDir = "tmp"
	tagFile = "CACHEDIR.TAG" // tells backup programs to leave the directory out: https://bford.info/cachedir/
	tagText = "Signature: 8a477f597d28d172789f06886806bc55\n# This directory is the cache of counterlint. It may be deleted.\n"

	// The modification time of an entry is the time of its last use, give or take this much: touching each at each use would
	// make reading as dear as writing.
	touchEvery = 24 * time.Hour
)

// DefaultDir is $COUNTERLINT_CACHE or, without it, counterlint in the user's cache directory.
func DefaultDir() (string, error) {
	if dir := os.Getenv("COUNTERLINT_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "counterlint"), err
}

// Open returns the store in dir, which need not exist yet. It touches nothing on disk.
func Open(dir string) *Store { return &Store{dir: dir} }

// Dir is where the entries lie.
func (s *Store) Dir() string { return s.dir }

// Warnings says why the store forgets, if it does, and why it stopped sharing: at most one line each.
func (s *Store) Warnings() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	warns := slices.Clone(s.warns)
	if s.shared != nil {
		if err := s.shared.Err(); err != nil {
			warns = append(warns, fmt.Sprintf("the cache is not shared any more: %s: %v", s.shared.cmd.Path, err))
		}
	}
	return warns
}

func (s *Store) path(key Key) string {
	name := hex.EncodeToString(key[:])
	return filepath.Join(s.dir, name[:2], name)
}

// Share makes the store ask p for what it lacks, and give it what it gets. p must not be used by anybody else.
func (s *Store) Share(p *Prog) { s.shared = p }

// Get returns the blob under key. It reports false if there is none, or none that is whole.
func (s *Store) Get(key Key) ([]byte, bool) {
	if blob, ok := s.GetLocal(key); ok || s.shared == nil {
		return blob, ok
	}
	data, ok := s.shared.get(key)
	if !ok {
		return nil, false
	}
	blob, ok := unpack(data)
	if ok {
		s.try(key, data)
	}
	return blob, ok
}

// GetLocal is Get without the program that the store is shared by.
func (s *Store) GetLocal(key Key) ([]byte, bool) {
	name := s.path(key)
	f, err := os.Open(name)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < int64(header) {
		return nil, false
	}
	data := make([]byte, info.Size())
	if n, err := f.ReadAt(data, 0); n != len(data) && err != nil {
		return nil, false
	}
	blob, ok := unpack(data)
	if !ok {
		return nil, false
	}
	if now := time.Now(); now.Sub(info.ModTime()) > touchEvery {
		_ = os.Chtimes(name, now, now) // at worst the entry is trimmed too early, and made again
	}
	return blob, true
}

// pack puts a blob behind its checksum.
func pack(blob []byte) []byte {
	sum := sha256.Sum256(blob)
	data := make([]byte, 0, header+len(blob))
	return append(append(append(data, magic...), sum[:]...), blob...)
}

// unpack returns the blob in data, which may be anything.
func unpack(data []byte) ([]byte, bool) {
	if len(data) < header || string(data[:len(magic)]) != magic {
		return nil, false
	}
	blob := data[header:]
	sum := sha256.Sum256(blob)
	return blob, bytes.Equal(data[len(magic):header], sum[:])
}

// Put stores blob under key, and reports whether a later Get will find it.
func (s *Store) Put(key Key, blob []byte) bool {
	data := pack(blob)
	if s.shared != nil {
		s.shared.put(key, sha256.Sum256(data), data)
	}
	return s.try(key, data)
}

// PutLocal is Put without the program that the store is shared by: for what means nothing on another machine.
func (s *Store) PutLocal(key Key, blob []byte) bool { return s.try(key, pack(blob)) }

// try puts data under key. A store that cannot do that once forgets from then on.
func (s *Store) try(key Key, data []byte) bool {
	if s.dead.Load() {
		return false
	}
	if err := s.put(key, data); err != nil {
		if s.dead.CompareAndSwap(false, true) {
			s.mu.Lock()
			s.warns = append(s.warns, fmt.Sprintf("the cache is not used: %v", err))
			s.mu.Unlock()
		}
		return false
	}
	return true
}

func (s *Store) put(key Key, data []byte) (err error) {
	s.made.Do(func() { err = s.make() })
	if err != nil {
		return err
	}
	for range 10 { // another process may remove directories and files between any two steps: it cleans the cache
		if err = s.write(s.path(key), data); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := errors.Join(os.MkdirAll(filepath.Join(s.dir, tempDir), 0o777), os.MkdirAll(filepath.Dir(s.path(key)), 0o777)); err != nil {
			return err
		}
	}
	return err
}

// write makes a file appear at once.
func (s *Store) write(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Join(s.dir, tempDir), "entry-")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// make creates the directory, and trims what nobody used for long.
func (s *Store) make() error {
	if err := os.MkdirAll(filepath.Join(s.dir, tempDir), 0o777); err != nil {
		return err
	}
	tag := filepath.Join(s.dir, tagFile)
	info, err := os.Stat(tag)
	if err == nil && time.Since(info.ModTime()) < trimEvery {
		return nil
	}
	// The tag's modification time is when the store was trimmed last. Two processes that trim at once do no harm.
	if err := os.WriteFile(tag, []byte(tagText), 0o666); err != nil {
		return err
	}
	return s.Trim(keepFor)
}
