// Package layers holds the imports of the project against the table in docs/architecture.md: who may import whom.
//
// The table is the only place where the order is written down. Its columns are the layer, the packages in it, what of the
// project they may import, which other modules they may import, and what they must not import although it is there (the
// standard library is allowed otherwise). Packages stand in back quotes, relative to the module; "*" is one element of a path
// and "/..." at the end a whole tree. The first row that matches a package is its own.
package layers

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Row is one line of the table.
type Row struct {
	Layer    int
	Packages []string // patterns
	Up       int      // of the project: everything in the layers 0 to Up; -1: nothing but Project
	Project  []string // of the project besides that: patterns
	Others   []string // patterns of packages of other modules
	Never    []string // patterns
}

// A Package is what go list tells of one package: its path and those of its imports.
type Package struct {
	Path    string
	Imports []string
}

var (
	rowForm   = regexp.MustCompile(`^\| (\d+) \|(.*)\|(.*)\|(.*)\|(.*)\|$`)
	quoted    = regexp.MustCompile("`([^`]+)`")
	layerForm = regexp.MustCompile(`layers? 0(?:–(\d+))?`)
)

// Parse reads the rows of the table out of the text of a page.
func Parse(page string) ([]Row, error) {
	var rows []Row
	for line := range strings.Lines(page) {
		m := rowForm.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		layer, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		row := Row{Layer: layer, Packages: names(m[2]), Up: -1, Project: names(m[3]), Others: names(m[4]), Never: names(m[5])}
		if up := layerForm.FindStringSubmatch(m[3]); up != nil {
			row.Up, _ = strconv.Atoi(cmp.Or(up[1], "0")) // digits by the form
		}
		if len(row.Packages) == 0 || row.Up >= layer {
			return nil, fmt.Errorf("layer %d: no packages, or it may import itself: %s", layer, line)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, errors.New("no table of layers")
	}
	return rows, nil
}

func names(cell string) []string {
	var all []string
	for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
		all = append(all, m[1])
	}
	return all
}

// Check returns one line for each import that the table does not allow, each package that it does not know, and each pattern
// of packages that fits none. Module is the path that all packages of the project begin with.
func Check(rows []Row, module string, packages []Package) []string {
	var problems []string
	used := map[string]bool{}
	rel := func(p string) (string, bool) { return strings.CutPrefix(p, module+"/") }
	for _, p := range packages {
		name, ok := rel(p.Path)
		if !ok {
			problems = append(problems, fmt.Sprintf("%s is not of %s", p.Path, module))
			continue
		}
		row := rowOf(rows, name, used)
		if row == nil {
			problems = append(problems, fmt.Sprintf("%s stands in no layer: add it to the table in docs/architecture.md", name))
			continue
		}
		for _, imp := range p.Imports {
			if !allowed(rows, row, imp, module) {
				problems = append(problems, fmt.Sprintf("%s (layer %d) must not import %s", name, row.Layer, strings.TrimPrefix(imp, module+"/")))
			}
		}
	}
	for _, row := range rows {
		for _, pattern := range row.Packages {
			if !used[pattern] {
				problems = append(problems, fmt.Sprintf("layer %d: no package fits %s", row.Layer, pattern))
			}
		}
	}
	slices.Sort(problems)
	return problems
}

// rowOf returns the first row with a pattern for the package, and marks that pattern in used.
func rowOf(rows []Row, name string, used map[string]bool) *Row {
	for i := range rows {
		if pattern := match(rows[i].Packages, name); pattern != "" {
			if used != nil {
				used[pattern] = true
			}
			return &rows[i]
		}
	}
	return nil
}

func allowed(rows []Row, row *Row, imp, module string) bool {
	name, ours := strings.CutPrefix(imp, module+"/")
	switch {
	case match(row.Never, imp) != "" || ours && match(row.Never, name) != "":
		return false
	case ours:
		if match(row.Project, name) != "" {
			return true
		}
		to := rowOf(rows, name, nil)
		return to != nil && to.Layer <= row.Up
	case !strings.Contains(strings.Split(imp, "/")[0], "."):
		return true // the standard library
	}
	return match(row.Others, imp) != ""
}

// match returns the first pattern that fits name, or "".
func match(patterns []string, name string) string {
	for _, pattern := range patterns {
		tree, isTree := strings.CutSuffix(pattern, "/...")
		if isTree && (name == tree || strings.HasPrefix(name, tree+"/")) {
			return pattern
		}
		if ok, err := path.Match(pattern, name); err == nil && ok {
			return pattern
		}
	}
	return ""
}
