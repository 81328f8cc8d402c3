package linttest

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/counterlint/counterlint/internal/doctext"
)

// checkDoc compiles the examples of doc.go: each block of Bad is reported, each block of Good is not.
func (h *harness) checkDoc() {
	doc, err := doctext.Parse(h.rule.Analyzer.Doc)
	if err != nil {
		h.errorf("%v", err)
		return
	}
	if err := doc.CheckHeadings(); err != nil {
		h.errorf("doc.go: %v", err)
		return
	}
	for _, heading := range []string{"Bad", "Good"} {
		examples := doc.Section(heading).Examples()
		if len(examples) == 0 {
			h.errorf("%s holds no code", heading)
		}
		for i, code := range examples {
			name := fmt.Sprintf("%s%d.go", strings.ToLower(heading), i+1)
			out, err := h.example(name, code)
			switch {
			case err != nil:
				h.errorf("%s of doc.go does not compile: %v", heading, err)
			case heading == "Bad" && len(out.records) == 0:
				h.errorf("%s of doc.go is not reported:\n%s", heading, code)
			case heading == "Good" && len(out.records) > 0:
				h.errorf("%s of doc.go is reported:\n%s%s", heading, out.brief(), code)
			}
		}
	}
}

// example runs the rule over one file of code that is in no folder.
func (h *harness) example(name, code string) (*outcome, error) {
	dir := filepath.Join(Testdata(), "src", h.rule.Name())
	w := h.world.with(map[string][]byte{filepath.Join(dir, name): []byte(code)})
	u, err := w.check(h.rule.Name(), dir, []string{name}, true)
	if err == nil && len(u.errs) > 0 {
		err = u.errs[0]
	}
	if err != nil {
		return nil, err
	}
	return h.outcome(w, u, policyFor(""))
}
