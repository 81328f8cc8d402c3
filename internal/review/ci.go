package review

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// ciFiles are where the common systems keep what they run.
var ciFiles = []string{
	".github/workflows/*.yml", ".github/workflows/*.yaml", ".gitlab-ci.yml", ".gitlab/ci/**", ".circleci/config.yml", ".travis.yml", "azure-pipelines.yml",
	".azure-pipelines/**", ".drone.yml", ".cirrus.yml", ".buildkite/**", ".semaphore/*.yml", "Jenkinsfile", "bitbucket-pipelines.yml", ".woodpecker.yml", ".woodpecker/**",
}

// buildFiles are where commands stand that a CI file calls by a name.
var buildFiles = []string{"Makefile", "makefile", "GNUmakefile", "**/Makefile", "**/*.mk", "**/*.mak", "Taskfile.yml", "justfile", "Justfile", "magefile.go", "**/*.sh"}

// A testRun is one call of go test.
type testRun struct {
	Evidence
	race, cpu, bench, all bool // all: every package of the module, with every test
	inCI                  bool // a CI file holds it, or the target that it stands in is called by one
}

// A testRuns is what the files of a repository say of how its tests are run.
type testRuns struct {
	runs    []testRun
	files   []string // that were looked at, of CI
	racing  bool     // the word -race stands somewhere
	foreign bool     // CI calls what is not in the repository, or not seen through
}

var (
	goTest    = regexp.MustCompile(`(^|[\s"'=(&;|@-])(go|\$\(GO\)|\$\{GO\}|\$GO|\$\(GOCMD\)|\$\{GOCMD\}) test(\s|$|"|')|gotestsum`)
	raceFlag  = regexp.MustCompile(`(^|[\s"'=])--?race(=true)?($|[\s"'])`)
	cpuFlag   = regexp.MustCompile(`(^|[\s"'])--?(test\.)?cpu[= ]["']?\d+,\d`)
	benchFlag = regexp.MustCompile(`(^|[\s"'])--?(test\.)?bench[= ]`)
	someTests = regexp.MustCompile(`(^|[\s"'])--?(test\.)?(run|skip|short)([= ]|$)`)
	target    = regexp.MustCompile(`^([A-Za-z0-9_./-]+)\s*:([^=]|$)`)
	makeCall  = regexp.MustCompile(`\b(make|task|just|mage)((\s+-\S+)*\s+[A-Za-z0-9_./=-]+)+`)
	elsewhere = regexp.MustCompile(`uses:\s*\S+/\.github/workflows/|^\s*include:|extends:|template:`)
)

// testing reads the CI and build files once.
func (c *checker) testing() *testRuns {
	if c.runs != nil {
		return c.runs
	}
	patterns := c.in.Options.CI
	if len(patterns) == 0 {
		patterns = ciFiles
	}
	t := &testRuns{files: c.in.Files.match(patterns)}
	c.runs = t
	called := map[string]bool{} // words behind make and its like, in CI
	scripts := ""               // all that CI says, to find scripts that it calls
	for _, name := range t.files {
		for _, l := range c.commands(name) {
			t.racing = t.racing || raceFlag.MatchString(l.Text)
			t.foreign = t.foreign || elsewhere.MatchString(l.Text)
			for _, m := range makeCall.FindAllString(l.Text, -1) {
				for _, w := range strings.Fields(m)[1:] {
					called[w] = true
				}
			}
			scripts += l.Text + "\n"
			if r, ok := runOf(l); ok {
				r.inCI = true
				t.runs = append(t.runs, r)
			}
		}
	}
	for _, name := range c.in.Files.match(buildFiles) {
		if slices.Contains(t.files, name) || strings.Contains("/"+name, "/vendor/") || strings.Contains("/"+name, "/testdata/") {
			continue
		}
		isScript := path.Ext(name) == ".sh"
		at := ""
		for _, l := range c.commands(name) {
			if m := target.FindStringSubmatch(l.Text); m != nil && !isScript {
				at = m[1]
			}
			t.racing = t.racing || raceFlag.MatchString(l.Text)
			if r, ok := runOf(l); ok {
				r.inCI = isScript && strings.Contains(scripts, name) || !isScript && path.Dir(name) == "." && called[at]
				t.runs = append(t.runs, r)
			}
		}
	}
	return t
}

// commands are the lines of a file without comments, each with those that continue it.
func (c *checker) commands(name string) []Evidence {
	text, err := c.in.Files.text(name)
	if err != nil {
		c.fail(err)
		return nil
	}
	var lines []Evidence
	n, joined := 0, false
	for line := range bytes.Lines(text) {
		n++
		s := strings.TrimRight(string(line), "\r\n")
		if strings.HasPrefix(strings.TrimSpace(s), "#") || strings.HasPrefix(strings.TrimSpace(s), "//") {
			continue
		}
		cut, continues := strings.CutSuffix(s, `\`)
		if joined {
			lines[len(lines)-1].Text += " " + strings.TrimSpace(cut)
		} else {
			lines = append(lines, Evidence{c.in.Files.Shown(name), n, cut})
		}
		joined = continues
	}
	return lines
}

// runOf reads a call of go test.
func runOf(l Evidence) (testRun, bool) {
	if !goTest.MatchString(l.Text) {
		return testRun{}, false
	}
	r := testRun{Evidence: l}
	r.race, r.cpu, r.bench = raceFlag.MatchString(l.Text), cpuFlag.MatchString(l.Text), benchFlag.MatchString(l.Text)
	r.all = holdsAll(l.Text) && !someTests.MatchString(l.Text)
	r.Text = oneLine(l.Text)
	return r, true
}

// holdsAll tells whether ./... is among the words.
func holdsAll(line string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\"'`);|&", r) }), func(w string) bool { return w == "./..." })
}
