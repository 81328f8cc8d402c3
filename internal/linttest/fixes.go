package linttest

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
)

// overlap tells whether two different edits touch the same text. Equal edits are one edit that two fixes share.
func overlap(a, b analysis.TextEdit) bool {
	if a.Pos == b.Pos && end(a) == end(b) {
		return !bytes.Equal(a.NewText, b.NewText)
	}
	return a.Pos < end(b) && b.Pos < end(a)
}

func end(e analysis.TextEdit) token.Pos { return max(e.Pos, e.End) }

// overlaps tells whether any edit of as overlaps one of bs.
func overlaps(as, bs []analysis.TextEdit) bool {
	return slices.ContainsFunc(as, func(a analysis.TextEdit) bool {
		return slices.ContainsFunc(bs, func(b analysis.TextEdit) bool { return overlap(a, b) })
	})
}

// The two kinds of fixes, and what ends the names of their golden files.
var offers = []struct {
	golden string
	of     func(report.Record) *report.Fix
}{
	{".golden", func(rec report.Record) *report.Fix { return rec.Fix }},
	{".alternative.golden", func(rec report.Record) *report.Fix { return rec.Alternative }},
}

// checkFixes applies all fixes of one kind and compares with the golden files. The fixed text must compile with its tests, the rule must
// have nothing new to say about it, and no further fix to offer, except where two fixes were in each other's way.
func (h *harness) checkFixes(dir, abs string, out *outcome, kind int, load func(*world, bool) (*unit, error)) error {
	offer := offers[kind].of
	texts := map[string][]byte{} // file name to fixed text
	w := h.world
	for conflict := true; ; {
		accepted, left := chooseFixes(out.records, offer)
		if len(accepted) == 0 {
			break
		}
		if !conflict {
			h.errorf("%s: a second run offers another fix: %s", dir, accepted[0].Message)
			break
		}
		conflict = slices.ContainsFunc(left, func(rec report.Record) bool { return offer(rec) != nil })
		edits := editsByFile(w, accepted)
		allowed := map[string]bool{}
		for _, rec := range left {
			at := w.fset.Position(rec.Pos)
			allowed[spot(at, shift(w, edits[at.Filename], rec.Pos), rec)] = true
		}
		for name, es := range edits {
			src, err := w.read(name)
			if err != nil {
				return err
			}
			texts[name] = apply(w, src, es)
		}
		w = h.world.with(maps.Clone(texts))
		u, err := load(w, true)
		if err == nil {
			err = compilesOutside(w, u, abs)
		}
		if err == nil {
			out, err = h.outcome(w, u, policyFor(dir))
		}
		if err != nil {
			return fmt.Errorf("the fixed text does not stand: %w", err)
		}
		for _, rec := range out.records {
			if at := w.fset.Position(rec.Pos); !allowed[spot(at, 0, rec)] {
				h.errorf("%s: reported in the fixed text: %s\n%s", at, rec.Message, texts[at.Filename])
			}
		}
	}
	return h.compareGoldens(abs, kind, texts)
}

// spot names what stays the same about a finding when lines move.
func spot(at token.Position, shift int, rec report.Record) string {
	return fmt.Sprintf("%s:%d %s", at.Filename, at.Line+shift, rec.Category.ID)
}

func compilesOutside(w *world, u *unit, abs string) error {
	x, err := w.external(u, abs)
	if err == nil && x != nil && len(x.errs) > 0 {
		err = x.errs[0]
	}
	return err
}

// chooseFixes takes the fixes in order, leaving out those that overlap one already taken. left are the records not fixed.
func chooseFixes(records []report.Record, offer func(report.Record) *report.Fix) (accepted []*report.Fix, left []report.Record) {
	var taken []analysis.TextEdit
	for _, rec := range records {
		fix := offer(rec)
		if fix == nil || overlaps(fix.Edits, taken) {
			left = append(left, rec)
			continue
		}
		accepted = append(accepted, fix)
		taken = append(taken, fix.Edits...)
	}
	return accepted, left
}

// editsByFile sorts the edits of fixes by file and position, equal ones once.
func editsByFile(w *world, fixes []*report.Fix) map[string][]analysis.TextEdit {
	edits := map[string][]analysis.TextEdit{}
	for _, fix := range fixes {
		for _, e := range fix.Edits {
			name := w.fset.File(e.Pos).Name()
			edits[name] = append(edits[name], e)
		}
	}
	for name, es := range edits {
		slices.SortStableFunc(es, func(a, b analysis.TextEdit) int {
			return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(end(a), end(b)))
		})
		edits[name] = slices.CompactFunc(es, func(a, b analysis.TextEdit) bool {
			return a.Pos == b.Pos && end(a) == end(b) && bytes.Equal(a.NewText, b.NewText)
		})
	}
	return edits
}

func apply(w *world, src []byte, edits []analysis.TextEdit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		tf := w.fset.File(e.Pos)
		out = append(append(out, src[at:tf.Offset(e.Pos)]...), e.NewText...)
		at = tf.Offset(end(e))
	}
	return append(out, src[at:]...)
}

// shift tells by how many lines edits move what stands at pos.
func shift(w *world, edits []analysis.TextEdit, pos token.Pos) int {
	n := 0
	for _, e := range edits {
		if e.Pos < pos {
			tf := w.fset.File(e.Pos)
			n += bytes.Count(e.NewText, []byte("\n")) - (tf.Line(end(e)) - tf.Line(e.Pos))
		}
	}
	return n
}

// compareGoldens holds the fixed texts, formatted as every host that applies fixes does it, against the files
// *.golden.
func (h *harness) compareGoldens(abs string, kind int, texts map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		got, err := format.Source(texts[name])
		if err != nil {
			return err
		}
		golden := name + offers[kind].golden
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				return err
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			h.errorf("%v; go test -linttest.update writes it, read it then", err)
		} else if !bytes.Equal(got, want) {
			h.errorf("%s differs from the fixed text; go test -linttest.update rewrites it\n%s", golden, udiff.Unified("golden", "fixed", string(want), string(got)))
		}
	}
	goldens, err := filepath.Glob(filepath.Join(abs, "*.go"+offers[kind].golden))
	for _, golden := range goldens {
		if texts[strings.TrimSuffix(golden, offers[kind].golden)] == nil {
			h.errorf("%s is of no use: no fix changes the file beside it", golden)
		}
	}
	return err
}
