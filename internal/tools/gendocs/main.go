// Command gendocs writes the pages of the rules: docs/rules/NAME.md, docs/rules/index.md and docs/question-map.md. All of them
// follow from the records and the doc.go files of the rules; a test fails where a page is stale.
//
//	go run ./internal/tools/gendocs
package main

import (
	"bytes"
	"errors"
	"io/fs"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/root"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gendocs: ")
	dir, err := root.Dir()
	if err == nil {
		_, err = generate(dir, analyzers.All(), true)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// generate compares the pages below dir with what the rules say and returns the stale ones, sorted: those that differ, are
// missing, or belong to no rule any more. With write set it brings them up to date.
func generate(dir string, rules []*rule.Rule, write bool) (stale []string, err error) {
	pages, err := render(rules)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		path := filepath.Join(dir, name)
		old, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if bytes.Equal(old, pages[name]) {
			continue
		}
		stale = append(stale, name)
		if write {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return nil, err
			}
			if err := os.WriteFile(path, pages[name], 0o644); err != nil {
				return nil, err
			}
		}
	}
	left, err := leftovers(dir, pages)
	if err != nil {
		return nil, err
	}
	for _, name := range left {
		stale = append(stale, name)
		if write {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(stale)
	return stale, nil
}

// leftovers lists the pages in docs/rules that this command wrote once and would not write now.
func leftovers(dir string, pages map[string][]byte) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, rulesDir, "*.md"))
	if err != nil {
		return nil, err
	}
	var left []string
	for _, file := range files {
		name := rulesDir + "/" + filepath.Base(file)
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if pages[name] == nil && strings.HasPrefix(string(text), header) {
			left = append(left, name)
		}
	}
	return left, nil
}
