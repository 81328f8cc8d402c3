// Package cache keeps blobs of bytes on disk between runs.
package cache

import (
	"cmp"
	"os"
	"path/filepath"
)

// A Store is a directory of entries.
type Store struct{ dir string }

// DefaultDir is $COUNTERLINT_CACHE or, without it, counterlint in the user's cache directory.
func DefaultDir() (string, error) {
	if dir := os.Getenv("COUNTERLINT_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "counterlint"), err
}

// Open returns the store in dir. It does not fail: a directory that cannot be made or written is a store that keeps nothing.
func Open(dir string) *Store { return &Store{dir: cmp.Or(dir, ".")} }
