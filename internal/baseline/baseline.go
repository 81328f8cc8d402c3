// Package baseline keeps the findings that a project knows already, so that only new ones are reported.
//
// It promises that an entry survives moved lines and renamed files: its key is the analyzer, the category, the package, the
// enclosing declaration and the source line with white space folded. An entry counts its findings, and no operation on a baseline
// lets the number of an analyzer's findings in a package grow.
//
// It does not see severities or settings: what is not reported is not in a baseline, and what stands in one is silent whatever its
// severity.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
)

// Name is the file that is written without a name.
const Name = ".counterlint-baseline.json"

// A Key is what findings have in common that count as the same.
type Key struct {
	Analyzer string `json:"analyzer"`
	Category string `json:"category"`
	Package  string `json:"package"`
	Decl     string `json:"decl"`
	Snippet  string `json:"snippet"`
}

func keyOf(f *finding.Finding) Key { return Key{f.Analyzer, f.Category, f.Package, f.Decl, f.Snippet} }

func compare(a, b Key) int {
	return cmp.Or(
		cmp.Compare(a.Package, b.Package), cmp.Compare(a.Decl, b.Decl), cmp.Compare(a.Analyzer, b.Analyzer),
		cmp.Compare(a.Category, b.Category), cmp.Compare(a.Snippet, b.Snippet),
	)
}

// A Baseline is a number of known findings for each key.
type Baseline map[Key]int

// Of returns the baseline that knows fs.
func Of(fs []finding.Finding) Baseline {
	b := Baseline{}
	for i := range fs {
		b[keyOf(&fs[i])]++
	}
	return b
}

// New returns the findings of fs that b does not know. Of several with one key the first ones are taken for the known.
func (b Baseline) New(fs []finding.Finding) []finding.Finding {
	used := map[Key]int{}
	var out []finding.Finding
	for _, f := range fs {
		k := keyOf(&f)
		if used[k]++; used[k] > b[k] {
			out = append(out, f)
		}
	}
	return out
}

// Total is the number of known findings.
func (b Baseline) Total() int {
	n := 0
	for _, count := range b {
		n += count
	}
	return n
}

// Prune returns b without what is gone: of the packages for which judged reports true, no count is above that of fs.
func (b Baseline) Prune(fs []finding.Finding, judged func(pkg string) bool) Baseline {
	now, out := Of(fs), Baseline{}
	for k, n := range b {
		if judged(k.Package) {
			n = min(n, now[k])
		}
		if n > 0 {
			out[k] = n
		}
	}
	return out
}

// Update returns b with the keys that the findings have today, in the packages for which judged reports true: after an edit of a
// known line or a renamed function. Where an analyzer finds more in a package than b knows there, the keys stay as they are,
// pruned, and what is new comes back too.
func (b Baseline) Update(fs []finding.Finding, judged func(pkg string) bool) (Baseline, []finding.Finding) {
	type group struct{ pkg, analyzer string }
	known, found := map[group]int{}, map[group]int{}
	for k, n := range b {
		known[group{k.Package, k.Analyzer}] += n
	}
	for _, f := range fs {
		found[group{f.Package, f.Analyzer}]++
	}
	out := b.Prune(fs, judged)
	for k, n := range Of(fs) {
		if g := (group{k.Package, k.Analyzer}); judged(k.Package) && found[g] <= known[g] {
			out[k] = n
		}
	}
	return out, out.New(fs)
}

// A file is a baseline on disk: one entry a line, so that changes of it can be read and merged.
type file struct {
	Version  int     `json:"version"`
	Findings []entry `json:"findings"`
}

type entry struct {
	Key
	Count int `json:"count"`
}

// Marshal returns the text of a file. It is the same for equal baselines.
func (b Baseline) Marshal() ([]byte, error) {
	var keys []Key
	for k := range b {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compare)
	var out bytes.Buffer
	out.WriteString(`{"version":1,"findings":[`)
	for i, k := range keys {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(entry{k, b[k]}); err != nil {
			return nil, err
		}
		out.Write(bytes.TrimSpace(line.Bytes()))
	}
	out.WriteString("\n]}\n")
	return out.Bytes(), nil
}

// Parse reads the text of a file. Its errors are one line without the file's name.
func Parse(text []byte) (Baseline, error) {
	var f file
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		at := d.InputOffset()
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = min(e.Offset, int64(len(text)))
		}
		return nil, fmt.Errorf("line %d: not a baseline: %w", 1+bytes.Count(text[:at], []byte("\n")), err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("line %d: not a baseline: text behind its end", 1+bytes.Count(text[:d.InputOffset()], []byte("\n")))
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("version is %d, want 1", f.Version)
	}
	b := Baseline{}
	for i, e := range f.Findings {
		if _, twice := b[e.Key]; twice || e.Count < 1 || e.Analyzer == "" {
			return nil, fmt.Errorf("entry %d (%s in %s): want an analyzer, a count above 0, and each entry once", i+1, e.Analyzer, e.Package)
		}
		b[e.Key] = e.Count
	}
	return b, nil
}
