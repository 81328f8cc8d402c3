package review

import (
	"bytes"
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/inventory"
)

// The checks on what has to come with a counter: tests, benchmarks, dashboards, alerts, runbooks.

// reads tells whether a use in a test sees the value: by an operation, or by handing the metric to what reads it.
func (c *checker) reads(u inventory.Use) bool {
	for _, call := range c.source(u.Place.File).calls[u.Place.Line] {
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"ToFloat64", "CollectAndCompare", "CollectAndCount"}, sel.Sel.Name) {
			return true
		}
	}
	name, _, _ := strings.Cut(u.What, "(")
	switch name {
	case "Inc", "Dec", "Add", "Sub", "Set", "Observe", "Store", "++", "--", "Reset", "Delete", "DeleteLabelValues", "WithLabelValues", "With", "Record", "MustRegister", "Register":
		return false
	}
	return name != ""
}

func (c *checker) tested(it *inventory.Item) Answer {
	written := c.written(it)
	if written.Status != Pass {
		return written
	}
	run := c.raced(it)
	run.Text = written.Text + "; " + run.Text
	run.Evidence = append(written.Evidence, run.Evidence...)
	return run
}

// written answers whether a test looks at the value.
func (c *checker) written(it *inventory.Item) Answer {
	for _, u := range it.Tests {
		if c.reads(u) && !strings.HasPrefix(u.Func, "Benchmark") {
			return answer(Pass, u.Func+" reads it", usesEvidence([]inventory.Use{u})...)
		}
	}
	if len(it.Tests) > 0 {
		return answer(Human, "a test touches it; whether one looks at the value does not show", usesEvidence(it.Tests)...)
	}
	names := exported(it)
	words := slices.Clone(names)
	if v := variable(it); libraryOf(it) == handmade && len(v) > 1 {
		words = append(words, v)
	}
	if e := c.inTests(words); e != nil {
		return answer(Human, "a test names it; whether one looks at the value does not show", *e)
	}
	switch {
	case libraryOf(it) == handmade, len(names) == 0, len(it.Readers) > 0:
		return answer(Human, "no test was found that touches or names it", at(it.Place, it.Name))
	}
	return answer(Fail, "no test touches or names it", at(it.Place, it.Name))
}

// inTests finds the first line of a test file that holds one of the words.
func (c *checker) inTests(words []string) *Evidence {
	if c.tests == nil {
		for _, name := range c.in.Files.Names {
			if strings.HasSuffix(name, "_test.go") || strings.Contains("/"+name, "/testdata/") || strings.Contains("/"+path.Dir(name), "test") {
				c.tests = append(c.tests, name)
			}
		}
	}
	for _, name := range c.tests {
		text, err := c.in.Files.text(name)
		if err != nil {
			continue // a file that git lists and that is gone, or a link
		}
		if !slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(text, []byte(w)) }) {
			continue
		}
		if m := mentionIn(text, words); m != nil {
			m.File = c.in.Files.Shown(name)
			return m
		}
	}
	return nil
}

// raced answers whether CI runs the tests of the item's package with -race.
func (c *checker) raced(it *inventory.Item) Answer {
	t := c.testing()
	file := c.in.Files.Rel(it.Place.File)
	module := c.in.Files.moduleOf(file)
	var plain *testRun
	for i := range t.runs {
		r := &t.runs[i]
		if !r.inCI {
			continue
		}
		if r.race && r.all && module == "." {
			return answer(Pass, "CI runs all tests with -race", r.Evidence)
		}
		if !r.race && plain == nil {
			plain = r
		}
	}
	switch {
	case len(t.files) == 0:
		return answer(Human, "no CI file was found that would run it with -race")
	case plain != nil && !t.racing && !t.foreign && !slices.ContainsFunc(t.runs, func(r testRun) bool { return r.race }):
		return answer(Fail, "CI runs the tests without -race", plain.Evidence)
	}
	for i := range t.runs {
		if t.runs[i].race {
			return answer(Human, "whether CI runs them with -race does not show", t.runs[i].Evidence)
		}
	}
	return answer(Human, "no run with -race was found in the CI files")
}

func (c *checker) benchmark(it *inventory.Item) Answer {
	if it.Kind == inventory.Sequence {
		return answer(None, "it hands out numbers, and counts nothing")
	}
	var bench *inventory.Use
	for i := range it.Tests {
		if strings.HasPrefix(it.Tests[i].Func, "Benchmark") {
			bench = &it.Tests[i]
			break
		}
	}
	if bench == nil {
		if ev := c.found(it, "hotcounter", "falsesharing"); len(ev) > 0 {
			return answer(Fail, "it is contended, and no benchmark touches it", ev...)
		}
		return answer(Human, "no benchmark touches it; needed if the path is hot", usesEvidence(it.Writers)...)
	}
	here := usesEvidence([]inventory.Use{*bench})
	var without *testRun
	for i := range c.testing().runs {
		r := &c.runs.runs[i]
		switch {
		case r.bench && r.cpu && r.inCI:
			return answer(Pass, bench.Func+" measures it, and CI runs benchmarks on several numbers of cores", append(here, r.Evidence)...)
		case r.bench && r.inCI && without == nil:
			without = r
		}
	}
	if without != nil {
		return answer(Fail, bench.Func+" measures it, but CI runs benchmarks without several values of -cpu", append(here, without.Evidence)...)
	}
	return answer(Human, bench.Func+" measures it; no run with several values of -cpu was found", here...)
}

func (c *checker) dashboard(it *inventory.Item) Answer {
	return c.lookedUp(it, "dashboards", c.in.Options.Dashboards, func(q *query) Answer {
		return answer(Pass, "a dashboard shows it", q.Evidence)
	}, Fail)
}

func (c *checker) alert(it *inventory.Item) Answer {
	return c.lookedUp(it, "alerts", c.in.Options.Alerts, func(q *query) Answer {
		switch {
		case q.alert != "":
			return answer(Pass, "the alert "+q.alert+" watches it", q.Evidence)
		case q.record != "":
			return answer(Human, "it is recorded as "+q.record+"; whether an alert watches that is for a person to see", q.Evidence)
		}
		return answer(Human, "a rule uses it, which is no alert", q.Evidence)
	}, Human)
}

func (c *checker) runbook(it *inventory.Item) Answer {
	if it.Runbook != "" {
		return answer(Pass, it.Runbook, at(it.Place, ""))
	}
	if a, ok := c.unnamed(it, "runbooks", c.in.Options.Runbooks); ok {
		return a
	}
	for _, file := range c.in.Files.match(c.in.Options.Runbooks) {
		text, err := c.in.Files.text(file)
		if err != nil {
			c.fail(err)
			continue
		}
		if m := mentionIn(text, exported(it)); m != nil {
			m.File = c.in.Files.Shown(file)
			return answer(Pass, "a runbook names it", *m)
		}
	}
	return answer(Fail, "no runbook names it", at(it.Place, it.Name))
}

// unnamed answers for what cannot be looked up.
func (c *checker) unnamed(it *inventory.Item, key string, patterns []string) (Answer, bool) {
	switch {
	case libraryOf(it) == handmade:
		return answer(None, "a variable of the program, which has no name outside"), true
	case len(exported(it)) == 0:
		return answer(Human, "its name is not known as a whole, so that it cannot be looked up", at(it.Place, it.Expr)), true
	case len(patterns) == 0:
		return answer(Human, "the configuration names no "+key+" to look in"), true
	case len(c.in.Files.match(patterns)) == 0:
		return answer(Human, "no file is called as review."+key+" of the configuration says"), true
	}
	return Answer{}, false
}

// lookedUp answers by the queries in some files. missing is the answer where none uses the item.
func (c *checker) lookedUp(it *inventory.Item, key string, patterns []string, used func(*query) Answer, missing Status) Answer {
	if a, ok := c.unnamed(it, key, patterns); ok {
		return a
	}
	q, mention := c.use(c.in.Files.match(patterns), exported(it))
	switch {
	case q != nil:
		return used(q)
	case mention != nil:
		return answer(Human, "it is named there, in what is not read as a query", *mention)
	}
	return answer(missing, "no query in the "+key+" uses it", at(it.Place, it.Name))
}
