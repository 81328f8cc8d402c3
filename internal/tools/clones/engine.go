package clones

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
)

// Engine sets up the engine as the command does, with all rules. What is found is kept in the user's cache.
func Engine() (driver.Config, error) {
	dir, err := cache.DefaultDir()
	if err != nil {
		return driver.Config{}, err
	}
	tool, err := hashOfSelf()
	if err != nil {
		return driver.Config{}, err
	}
	return driver.Config{Rules: analyzers.All(), Tool: tool, Cache: cache.Open(dir)}, nil
}

// hashOfSelf identifies this program, analyzers and all.
func hashOfSelf() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
