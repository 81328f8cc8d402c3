package filter

import (
	"fmt"
	"path"
	"strings"
)

// A glob is a slash-separated pattern, cut at its slashes. In a segment * ? and [a-z] mean what they mean to path.Match; a
// segment ** stands for any number of segments, none included. A pattern that covers a folder covers all that lies below it, so
// each one ends in **.
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
	return append(g, "**"), nil
}

// match looks at each pair of segments once at most per **: at a mismatch only the last ** can take one segment more.
func (g glob) match(name string) bool {
	segs := strings.Split(path.Clean(name), "/")
	p, n := 0, 0
	star, taken := -1, 0 // the last ** and where the name went on behind it
	for n < len(segs) {
		switch {
		case p < len(g) && g[p] == "**":
			star, taken = p, n
			p++
		case p < len(g) && matchSegment(g[p], segs[n]):
			p++
			n++
		case star >= 0:
			taken++
			p, n = star+1, taken
		default:
			return false
		}
	}
	for p < len(g) && g[p] == "**" {
		p++
	}
	return p == len(g)
}

func matchSegment(pattern, segment string) bool {
	ok, err := path.Match(pattern, segment)
	return ok && err == nil
}
