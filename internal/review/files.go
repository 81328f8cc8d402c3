package review

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Files are the files of the work tree.
type Files struct {
	Names []string                          // relative to the root of the repository, with slashes, sorted
	Read  func(name string) ([]byte, error) // by such a name
	Shown func(name string) string          // such a name, as a person in the working directory would write it
	Rel   func(shown string) string         // the inverse of Shown
	Base  string                            // the folder that patterns are relative to, from the root; ""
	texts map[string][]byte
}

// text reads a file once.
func (f *Files) text(name string) ([]byte, error) {
	if t, ok := f.texts[name]; ok {
		return t, nil
	}
	t, err := f.Read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Shown(name), err)
	}
	if f.texts == nil {
		f.texts = map[string][]byte{}
	}
	f.texts[name] = t
	return t, nil
}

// match returns the files that one of the patterns names. A segment ** stands for any number of folders; a pattern that names a folder
// names all that lies in it.
func (f *Files) match(patterns []string) []string {
	var names []string
	for _, name := range f.Names {
		rel := name
		if f.Base != "" {
			var ok bool
			if rel, ok = strings.CutPrefix(name, f.Base+"/"); !ok {
				continue
			}
		}
		if slices.ContainsFunc(patterns, func(p string) bool { return matches(strings.Split(path.Clean(p), "/"), strings.Split(rel, "/")) }) {
			names = append(names, name)
		}
	}
	return names
}

func matches(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return true // of the folder that the pattern names, or the file itself
	case pattern[0] == "**":
		return matches(pattern[1:], name) || len(name) > 0 && matches(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], name[0])
	return err == nil && ok && matches(pattern[1:], name[1:])
}

// has tells whether there is a file of that name.
func (f *Files) has(name string) bool {
	_, ok := slices.BinarySearch(f.Names, name)
	return ok
}

// moduleOf is the folder of the nearest go.mod around a file, from the root; "." at the root, "" without any.
func (f *Files) moduleOf(name string) string {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if f.has(strings.TrimPrefix(path.Join(dir, "go.mod"), "./")) {
			return dir
		}
		if dir == "." || dir == "/" {
			return ""
		}
	}
}
