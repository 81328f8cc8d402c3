// Command newrule creates what a new rule begins with: its package, the headings of its text, folders for its test code, and a
// test that fails because the example in "Bad" is not reported yet.
//
//	go run ./internal/tools/newrule race/lostupdate
package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/root"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("newrule: ")
	if len(os.Args) != 2 {
		log.Print("usage: go run ./internal/tools/newrule GROUP/NAME")
		os.Exit(2)
	}
	dir, err := root.Dir()
	if err != nil {
		log.Fatal(err)
	}
	files, err := create(dir, os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range files {
		fmt.Println("created", file)
	}
	fmt.Printf("next: write the text in analyzers/%s/doc.go; docs/adding-a-rule.md tells the rest\n", os.Args[1])
}

//go:embed templates
var templates embed.FS

// layout maps each file of a new rule to its template. NAME and GROUP stand for those of the rule.
var layout = map[string]string{
	"analyzers/GROUP/NAME/doc.go":       "doc.go.tmpl",
	"analyzers/GROUP/NAME/NAME.go":      "rule.go.tmpl",
	"analyzers/GROUP/NAME/NAME_test.go": "rule_test.go.tmpl",
	"testdata/src/NAME/bad/bad.go":      "bad.go.tmpl",
	"testdata/src/NAME/good/good.go":    "good.go.tmpl",
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// create writes the files of the rule GROUP/NAME below dir and returns their paths, sorted. It overwrites nothing.
func create(dir, what string) ([]string, error) {
	group, name, found := strings.Cut(what, "/")
	if !found || !slices.Contains(rule.Groups, group) || !nameForm.MatchString(name) {
		return nil, fmt.Errorf("%q is not GROUP/NAME with a group out of %s and a name of lower-case letters and digits", what, strings.Join(rule.Groups, ", "))
	}
	if taken, err := filepath.Glob(filepath.Join(dir, "analyzers", "*", name)); err != nil || len(taken) > 0 {
		return nil, errors.Join(err, fmt.Errorf("there is a rule %s already: %s", name, strings.Join(taken, " ")))
	}
	texts, err := render(group, name)
	if err != nil {
		return nil, err
	}
	var files []string
	for file := range texts {
		if _, err := os.Stat(filepath.Join(dir, file)); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is in the way", file)
		}
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, texts[file], 0o644); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// render fills in the templates and returns the texts by file.
func render(group, name string) (map[string][]byte, error) {
	parsed, err := template.ParseFS(templates, "templates/*.tmpl")
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for file, tmpl := range layout {
		var b bytes.Buffer
		if err := parsed.ExecuteTemplate(&b, tmpl, map[string]string{"Module": root.Module, "Group": group, "Name": name}); err != nil {
			return nil, err
		}
		text, err := format.Source(b.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", tmpl, err)
		}
		texts[strings.NewReplacer("GROUP", group, "NAME", name).Replace(file)] = text
	}
	return texts, nil
}
