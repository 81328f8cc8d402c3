package review

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
)

// What reads a changed item: queries that use its old name or a label that it no longer has.

// A Use is a place in the repository that reads an item.
type Use struct {
	Evidence
	Kind string `json:"kind"` // rule, dashboard, code, test or text
	sure bool   // it is a query, in a file that was parsed
}

// usesOf finds the places that name the item as it was.
func (c *checker) usesOf(ch *Change) ([]Use, error) {
	names := exported(ch.old)
	if len(names) == 0 || c.in.Grep == nil {
		return nil, nil
	}
	lines, err := c.in.Grep(names)
	if err != nil {
		return nil, err
	}
	var uses []Use
	for _, l := range lines {
		if isMade(l) {
			ch.madeElsewhere = true
		}
		kind := kindOfUse(l, names)
		if kind == "" || slices.ContainsFunc(uses, func(u Use) bool { return u.File == l.File && u.Line == l.Line }) || l.File == ch.Item.Place.File && l.Line == ch.Item.Place.Line {
			continue
		}
		sure := (kind == "rule" || kind == "dashboard") && c.isQuery(l, names)
		l.Text = oneLine(l.Text)
		uses = append(uses, Use{l, kind, sure})
	}
	slices.SortFunc(uses, func(a, b Use) int {
		return cmp.Or(cmp.Compare(slices.Index(useKinds, a.Kind), slices.Index(useKinds, b.Kind)), compareEvidence(a.Evidence, b.Evidence))
	})
	return uses, nil
}

// isMade tells whether a line of Go may make a metric of the name that was looked for: another one that goes on under it.
func isMade(l Evidence) bool {
	return strings.HasSuffix(l.File, ".go") && !strings.HasSuffix(l.File, "_test.go") && !strings.HasPrefix(strings.TrimSpace(l.Text), "//")
}

// isQuery tells whether a parsed file has a query of one of the names that begins on the line, or is a block under it.
func (c *checker) isQuery(l Evidence, names []string) bool {
	name := c.in.Files.Rel(l.File)
	text, err := c.in.Files.text(name)
	if err != nil {
		return false
	}
	qs, _ := c.queries(name, text)
	return slices.ContainsFunc(qs, func(q query) bool {
		return q.Line <= l.Line && l.Line <= q.Line+strings.Count(q.Text, "\n") && usesOne(q.Text, names)
	})
}

var useKinds = []string{"rule", "dashboard", "code", "test", "text"}

// kindOfUse sorts a line by its file and text; "" is no use: the definition itself, a comment, a vendored copy.
func kindOfUse(l Evidence, names []string) string {
	slash := strings.ReplaceAll(l.File, `\`, "/")
	switch {
	case strings.HasPrefix(slash, "vendor/"), strings.Contains(slash, "/vendor/"):
		return ""
	case strings.HasPrefix(strings.ToUpper(path.Base(slash)), "CHANGELOG"):
		return ""
	}
	switch path.Ext(slash) {
	case ".go":
		isTest := strings.HasSuffix(slash, "_test.go")
		switch {
		case !inString(l.Text, names):
			return ""
		case isTest:
			return "test"
		}
		return "code"
	case ".yml", ".yaml", ".rules":
		return "rule"
	case ".json", ".jsonnet", ".libsonnet":
		return "dashboard"
	}
	return "text"
}

// inString tells whether a string in a line of Go uses one of the names in a query. A string that is nothing but a name, or prose, may as well
// be the declaration or a description.
func inString(line string, names []string) bool {
	return slices.ContainsFunc(literals(line), func(lit string) bool {
		return strings.ContainsAny(lit, "([") && usesOne(lit, names)
	})
}

// literals are the strings in one line of Go, as far as they begin and end in it.
func literals(line string) []string {
	var lits []string
	for at := 0; at < len(line); {
		i := strings.IndexAny(line[at:], "\"`")
		if i < 0 {
			break
		}
		lit, err := strconv.QuotedPrefix(line[at+i:])
		if err != nil { // a string of several lines
			break
		}
		if s, err := strconv.Unquote(lit); err == nil {
			lits = append(lits, s)
		}
		at += i + len(lit)
	}
	return lits
}

// wayOut is how a name or meaning changes without a gap for those who read it.
const wayOut = "Count under both for a while (runtime/ramp of counterlint shows one meaning and compares it with the other), move dashboards and alerts, then remove the old one."

// compatible answers whether the readers of a changed item were thought of.
func compatible(ch *Change) Answer {
	a := Answer{Check: changeName, Status: Human}
	var broken []Use
	sure := 0
	for _, u := range ch.Uses {
		if u.sure {
			sure++
		}
		if u.Kind == "rule" || u.Kind == "dashboard" || u.Kind == "code" {
			broken = append(broken, u)
		}
	}
	gone := ch.What == Removed || ch.What == Renamed
	for _, u := range broken[:min(len(broken), 3)] {
		a.Evidence = append(a.Evidence, u.Evidence)
	}
	switch {
	case libraryOf(ch.old) == handmade && len(ch.old.Exposed) == 0:
		a.Status, a.Text = Human, "a variable of the program; whether what shows it changes is for a person to see"
		a.Evidence = []Evidence{at(ch.Item.Place, describe(ch))}
	case gone && !ch.madeElsewhere && sure > 0:
		a.Status, a.Text = Fail, "the old name is still used in "+plural(sure, "query")+" of the repository. "+wayOut
	case len(broken) > 0:
		a.Text = "the repository names it in " + plural(len(broken), "place") + ". " + wayOut
	default:
		a.Text = "nothing in the repository uses it in a query; what lies elsewhere is not seen. " + wayOut
		a.Evidence = []Evidence{at(ch.Item.Place, describe(ch))}
	}
	return a
}

// describe says in a few words what became of an item.
func describe(ch *Change) string {
	if ch.What == Removed {
		return "was here in the base"
	}
	var words []string
	for _, d := range ch.Differences {
		if d.breaks() {
			words = append(words, d.Property)
		}
	}
	return strings.Join(words, ", ")
}

// reviewedBy returns the commit whose trailer NAME/CHECK answers for a person.
func reviewedBy(trailers [][2]string, ch *Change, check string) string {
	for _, t := range trailers {
		i := strings.LastIndexByte(t[0], '/')
		if i > 0 && t[0][i+1:] == check && (t[0][:i] == ch.Name || t[0][:i] == ch.OldName) {
			return t[1]
		}
	}
	return ""
}
