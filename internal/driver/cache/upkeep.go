package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// What grows must shrink: an entry that nobody read for keepFor is removed, by the first process of the day that writes.
const (
	keepFor   = 14 * 24 * time.Hour
	trimEvery = 24 * time.Hour
	tempAge   = time.Hour // older temporary files were left behind by a process that was killed
)

// A Stat counts what a store holds.
type Stat struct {
	Entries int
	Bytes   int64 // on disk, headers included
}

// Stat counts the entries. A store whose directory does not exist is empty.
func (s *Store) Stat() (Stat, error) {
	var st Stat
	err := s.each(func(path string, info fs.FileInfo, temp bool) error {
		if !temp {
			st.Entries++
		}
		st.Bytes += info.Size()
		return nil
	})
	return st, err
}

// Trim removes the entries that nobody used for the given time, and what killed processes left behind.
func (s *Store) Trim(unused time.Duration) error {
	now := time.Now()
	return s.each(func(path string, info fs.FileInfo, temp bool) error {
		limit := unused
		if temp {
			limit = tempAge
		}
		if now.Sub(info.ModTime()) <= limit {
			return nil
		}
		return ignoreGone(os.Remove(path))
	})
}

// Clean removes everything that the store made, and nothing else: the directory may have been named by mistake.
func (s *Store) Clean() error {
	err := s.each(func(path string, _ fs.FileInfo, _ bool) error { return ignoreGone(os.Remove(path)) })
	shards, _ := filepath.Glob(filepath.Join(s.dir, "[0-9a-f][0-9a-f]"))
	for _, dir := range append(shards, filepath.Join(s.dir, tempDir)) {
		removeEmpty(dir)
	}
	if data, readErr := os.ReadFile(filepath.Join(s.dir, tagFile)); readErr == nil && string(data) == tagText {
		err = errors.Join(err, ignoreGone(os.Remove(filepath.Join(s.dir, tagFile))))
	}
	removeEmpty(s.dir)
	return err
}

// removeEmpty removes a directory that holds nothing. What others put files into stays, and so does a file or a link of that name.
func removeEmpty(dir string) {
	if info, err := os.Lstat(dir); err == nil && info.IsDir() {
		_ = os.Remove(dir)
	}
}

var (
	entryName = regexp.MustCompile(`^[0-9a-f]{64}$`)
	tempName  = regexp.MustCompile(`^entry-[0-9]+$`)
)

// each visits the files of the store in the order of their names.
func (s *Store) each(visit func(path string, info fs.FileInfo, temp bool) error) error {
	dirs, err := os.ReadDir(s.dir)
	if err != nil {
		return ignoreGone(err)
	}
	for _, dir := range dirs {
		temp := dir.Name() == tempDir
		if !dir.IsDir() || !temp && len(dir.Name()) != 2 {
			continue
		}
		form := entryName
		if temp {
			form = tempName
		}
		files, err := os.ReadDir(filepath.Join(s.dir, dir.Name()))
		if ignoreGone(err) != nil {
			return err
		}
		for _, f := range files {
			if !form.MatchString(f.Name()) {
				continue
			}
			info, err := f.Info()
			if err != nil {
				continue // another process was faster
			}
			if err := visit(filepath.Join(s.dir, dir.Name(), f.Name()), info, temp); err != nil {
				return err
			}
		}
	}
	return nil
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
