package review

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/counterlint/counterlint/internal/inventory"
)

// A query is one that stands in a rule file or a dashboard.
type query struct {
	Evidence
	alert  string // the name of the alert that it fires; ""
	record string // the name that its result is recorded under; ""
}

// queryKeys are the keys that hold a query in rule files of Prometheus and in dashboards.
var queryKeys = []string{"expr", "expression", "query", "definition", "q"}

// queriesIn finds the queries in a YAML or JSON text, which is read as YAML too. It reports false for what is neither: a template, Jsonnet,
// a page.
func queriesIn(text []byte) (qs []query, ok bool) {
	docs := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc yaml.Node
		if err := docs.Decode(&doc); err != nil {
			return qs, err.Error() == "EOF"
		}
		walkQueries(&doc, &qs)
	}
}

func walkQueries(n *yaml.Node, qs *[]query) {
	if n.Kind != yaml.MappingNode {
		for _, c := range n.Content {
			walkQueries(c, qs)
		}
		return
	}
	var alert, record string
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key, value := n.Content[i].Value, n.Content[i+1]; key {
		case "alert":
			alert = value.Value
		case "record":
			record = value.Value
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind != yaml.ScalarNode {
			walkQueries(value, qs)
		} else if slices.Contains(queryKeys, key.Value) {
			*qs = append(*qs, query{Evidence{Line: value.Line, Text: value.Value}, alert, record})
		}
	}
}

// exported are the names under which the values of an item reach a query: of a metric of OpenTelemetry several, of a histogram its parts.
func exported(it *inventory.Item) []string {
	name, _, _ := strings.Cut(it.Name, "{")
	if it.Library == "" || !known(name) {
		return nil
	}
	names := []string{name}
	if libraryOf(it) == otel {
		flat := strings.Map(func(r rune) rune {
			if r == '.' || r == '-' || r == '/' {
				return '_'
			}
			return r
		}, name)
		names = nil
		for _, n := range []string{flat, flat + unitSuffix(it.Unit)} {
			names = append(names, n)
			if it.Kind == inventory.Counter {
				names = append(names, n+"_total")
			}
		}
	}
	for _, n := range slices.Clone(names) {
		if it.Kind == inventory.Histogram || it.Kind == inventory.Summary {
			names = append(names, n+"_bucket", n+"_sum", n+"_count")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// unitSuffix is what exporters of OpenTelemetry put behind the name for a unit.
func unitSuffix(unit string) string {
	switch unit {
	case "s":
		return "_seconds"
	case "ms":
		return "_milliseconds"
	case "By":
		return "_bytes"
	case "1":
		return "_ratio"
	}
	return ""
}

// known tells whether a name is known as a whole: what stands in one that is put together at run time is no part of a name.
func known(name string) bool {
	return name != "" && !strings.ContainsAny(name, "{}<>%*… ()$?")
}

// use finds the first use of one of the names in a query of the files, and the first mere mention of one in files that hold no queries.
func (c *checker) use(files, names []string) (found *query, mention *Evidence) {
	for _, file := range files {
		text, err := c.in.Files.text(file)
		if err != nil {
			c.fail(err)
			continue
		}
		if !slices.ContainsFunc(names, func(n string) bool { return bytes.Contains(text, []byte(n)) }) {
			continue
		}
		qs, ok := c.queries(file, text)
		for _, q := range qs {
			if usesOne(q.Text, names) {
				q.File = c.in.Files.Shown(file)
				q.Text = oneLine(q.Text)
				if found == nil || found.alert == "" && q.alert != "" {
					found = &q
				}
			}
		}
		if m := mentionIn(text, names); m != nil && mention == nil && (!ok || len(qs) == 0) {
			m.File = c.in.Files.Shown(file)
			mention = m
		}
	}
	return found, mention
}

// queries reads the queries of a file once.
func (c *checker) queries(file string, text []byte) ([]query, bool) {
	if p, ok := c.parsed[file]; ok {
		return p.queries, p.ok
	}
	var p parsedQueries
	switch path.Ext(file) {
	case ".yml", ".yaml", ".json", ".rules":
		p.queries, p.ok = queriesIn(text)
	}
	c.parsed[file] = p
	return p.queries, p.ok
}

type parsedQueries struct {
	queries []query
	ok      bool
}

func usesOne(query string, names []string) bool {
	return slices.ContainsFunc(tokens(query), func(t string) bool { return slices.Contains(names, t) })
}

// mentionIn finds the first line that holds one of the names, whole.
func mentionIn(text []byte, names []string) *Evidence {
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if slices.ContainsFunc(names, func(name string) bool { return holdsWord(string(line), name) }) {
			return &Evidence{Line: n, Text: oneLine(string(line))}
		}
	}
	return nil
}

// holdsWord tells whether a line holds a name that is no part of a longer one.
func holdsWord(line, name string) bool {
	for from := 0; ; {
		i := strings.Index(line[from:], name)
		if i < 0 {
			return false
		}
		i += from
		before := i == 0 || !isNamePart(line[i-1])
		after := i+len(name) == len(line) || !isNamePart(line[i+len(name)])
		if before && after {
			return true
		}
		from = i + 1
	}
}

func isNamePart(c byte) bool { return isWord(c) || c >= '0' && c <= '9' }

// oneLine folds white space and bounds the length of what is quoted.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 160 {
		return string(r[:159]) + "…"
	}
	return s
}
