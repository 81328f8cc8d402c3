package plant

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
)

// Apply returns the text of a file with the edits of a mutant. They must not overlap.
func Apply(src []byte, edits []finding.Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b finding.Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(src) {
			return nil, fmt.Errorf("edits overlap or lie outside of the file at byte %d", e.Start)
		}
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, src[at:]...), nil
}
