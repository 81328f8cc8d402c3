// Package root finds the tree of the project for the tools that read and write it.
package root

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Module is the path of the main module.
const Module = "github.com/counterlint/counterlint"

// Dir returns the folder of the main module: the nearest one above the working directory whose go.mod names it.
func Dir() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		text, readErr := os.ReadFile(filepath.Join(dir, "go.mod"))
		if readErr == nil && bytes.HasPrefix(text, []byte("module "+Module+"\n")) {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not inside a copy of " + Module)
		}
		dir = parent
	}
	return "", fmt.Errorf("no working directory: %w", err)
}
