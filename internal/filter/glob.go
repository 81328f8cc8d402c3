package filter

import (
	"fmt"
	"path"
	"strings"
)

// A glob is a slash-separated pattern, cut at its slashes. In a segment * ? and [a-z] mean what they mean to path.Match; a
// segment ** stands for any number of segments, none included. A pattern that covers a folder covers all that lies below it.
type glob []string

func parseGlob(s string) (glob, error) {
	clean := strings.Trim(strings.TrimPrefix(s, "./"), "/")
	if clean == "" {
		return nil, fmt.Errorf("path %q: want a pattern relative to the configuration file, such as internal/legacy/**", s)
	}
	g := glob(strings.Split(clean, "/"))
	for _, seg := range g {
		if seg == ".." || strings.Contains(seg, "**") && seg != "**" {
			return nil, fmt.Errorf("path %q: %q cannot be a segment of a pattern", s, seg)
		}
		if _, err := path.Match(seg, ""); err != nil {
			return nil, fmt.Errorf("path %q: %v", s, err)
		}
	}
	return g, nil
}

func (g glob) match(name string) bool { return matchSegments(g, strings.Split(name, "/")) }

func matchSegments(pattern, name []string) bool {
	if len(pattern) == 0 {
		return true // what is left of the name lies below
	}
	if pattern[0] == "**" {
		for i := range len(name) + 1 {
			if matchSegments(pattern[1:], name[i:]) {
				return true
			}
		}
		return false
	}
	if len(name) == 0 {
		return false
	}
	ok, _ := path.Match(pattern[0], name[0]) // the pattern was checked by parseGlob
	return ok && matchSegments(pattern[1:], name[1:])
}
