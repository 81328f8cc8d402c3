package cli

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a shell offers at the end of a line. The folder holds sub/ and own.yml.
var completionTests = []struct {
	line   string
	want   []string // among what is offered
	absent []string
}{
	{"counterlint ", []string{"check", "fix", "explain", "sub"}, []string{"-format", "lost"}},
	{"counterlint fi", []string{"fix"}, []string{"check", "sub"}},
	{"counterlint su", []string{"sub"}, []string{"check"}},
	{"counterlint -f", []string{"-format", "-fail-on", "-fix"}, []string{"-deep", "fix"}},
	{"counterlint -format ", []string{"json", "sarif", "text"}, []string{"check", "sub"}},
	{"counterlint -format js", []string{"json"}, []string{"sarif"}},
	{"counterlint -fail-on ", []string{"never", "error"}, []string{"sub"}},
	{"counterlint fix -enable l", []string{"lost"}, []string{"hot", "sub"}},
	{"counterlint -config o", []string{"own.yml"}, []string{"sub"}},
	{"counterlint -C ", []string{"sub"}, []string{"own.yml", "check"}},
	{"counterlint -deep fi", []string{"fix"}, nil},
	{"counterlint explain ", []string{"lost", "hot", "ignore"}, []string{"race", "sub", "check"}},
	{"counterlint explain h", []string{"hot"}, []string{"lost"}},
	{"counterlint cache ", []string{"stat", "clean"}, []string{"sub"}},
	{"counterlint completion ", []string{"bash", "zsh", "fish", "powershell"}, nil},
	{"counterlint help ch", []string{"check"}, []string{"fix"}},
	{"counterlint fix ", []string{"sub"}, []string{"check", "explain"}},
	{"counterlint cache -", nil, []string{"-format", "-deep"}},
}

func completionFiles(t *testing.T) (dir, script string, shell string) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "sub", "p.go"), cleanGo)
	write(t, filepath.Join(dir, "own.yml"), "")
	shell = strings.ToLower(strings.TrimPrefix(t.Name(), "TestCompletion"))
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip(err)
	}
	got := run(t, dir, "completion", shell)
	if got.status != 0 {
		t.Fatalf("%+v", got)
	}
	script = filepath.Join(t.TempDir(), "counterlint.completion")
	write(t, script, got.stdout)
	return dir, script, shell
}

func checkCompletion(t *testing.T, line string, offered, want, absent []string) {
	t.Helper()
	for i, o := range offered {
		offered[i] = strings.TrimRight(o, "/ ")
	}
	for _, w := range want {
		if !slices.Contains(offered, w) {
			t.Errorf("%q offers %q, without %s", line, offered, w)
		}
	}
	for _, a := range absent {
		if slices.Contains(offered, a) {
			t.Errorf("%q offers %q, with %s", line, offered, a)
		}
	}
}

// bash splits a line at "=" too; the words are given here as it splits them.
func TestCompletionBash(t *testing.T) {
	dir, script, shell := completionFiles(t)
	complete := func(words []string) []string {
		t.Helper()
		cmd := exec.Command(shell, "--norc", "--noprofile", "-c", `
			set -u
			source "$1"; shift
			complete -p counterlint >/dev/null
			COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMPREPLY=()
			_counterlint counterlint "${@: -1}" "${@: -2:1}"
			((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"`, "-", script)
		cmd.Args = append(cmd.Args, words...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v\n%s", words, err, out)
		}
		return strings.Fields(string(out))
	}
	for _, tt := range completionTests {
		checkCompletion(t, tt.line, complete(strings.Split(tt.line, " ")), tt.want, tt.absent)
	}
	for _, tt := range []struct {
		words        string
		want, absent []string
	}{
		{"counterlint -format =", []string{"json", "sarif"}, []string{"check"}},
		{"counterlint --format = j", []string{"json"}, []string{"sarif"}},
		{"counterlint --format j", []string{"json"}, []string{"sarif"}},
		{"counterlint --fo", []string{"--format"}, []string{"-format"}},
		{"counterlint -enable lost,h", []string{"lost,hot"}, []string{"hot"}},
		{"counterlint -o s", []string{"sarif="}, []string{"json=", "sub"}},
		{"counterlint -o sarif = o", []string{"own.yml"}, []string{"sub"}},
		{"counterlint -o = sarif = o", []string{"own.yml"}, []string{"sub"}},
		{"counterlint -j ", nil, []string{"check", "sub"}},
	} {
		checkCompletion(t, tt.words, complete(strings.Split(tt.words, " ")), tt.want, tt.absent)
	}
}

func TestCompletionFish(t *testing.T) {
	dir, script, shell := completionFiles(t)
	for _, tt := range completionTests {
		cmd := exec.Command(shell, "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, tt.line)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v\n%s", tt.line, err, out)
		}
		var offered []string
		for line := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
			offered = append(offered, word)
		}
		checkCompletion(t, tt.line, offered, tt.want, tt.absent)
	}
}

// zsh completes only in an interactive shell: one runs in a pseudo-terminal that zsh makes, with a compadd that writes down what
// it is given.
func TestCompletionZsh(t *testing.T) {
	dir, script, shell := completionFiles(t)
	offers, setup, driver := script+".offers", script+".setup", script+".driver"
	write(t, setup, `
PROMPT= RPROMPT= LISTMAX=-1
autoload -Uz compinit
compinit -u -D
source `+script+`
cd `+dir+`
compadd() {
	[[ $* == *(-[OAD] )* ]] && { builtin compadd "$@"; return }
	local -a hits
	builtin compadd -O hits "$@"
	print -rl -- $hits >>`+offers+`
	builtin compadd "$@"
}
zle-line-init() { print -n EDITING }
zle -N zle-line-init
`)
	write(t, driver, `
zmodload zsh/zpty
zpty z zsh -f -i
await() { local text; zpty -r z text '*EDITING*' } # keys that come before the line editor would go to the terminal
zpty -w z "source $1"
await
for line in "${@[3,-1]}"; do
	zpty -w z "print -r -- '>'${(q)line} >>$2"
	await
	zpty -w -n z "$line"$'\t\C-u'
done
zpty -w z "print -n"
await
zpty -d z
`)
	args := []string{"-f", driver, setup, offers}
	for _, tt := range completionTests {
		args = append(args, tt.line)
	}
	if out, err := exec.Command(shell, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	offered := map[string][]string{}
	line := ""
	for text := range strings.Lines(read(t, offers)) {
		text = strings.TrimSuffix(text, "\n")
		if asked, ok := strings.CutPrefix(text, ">"); ok {
			line = asked
			continue
		}
		word, _, _ := strings.Cut(text, ":")
		offered[line] = append(offered[line], strings.TrimSuffix(word, "="))
	}
	for _, tt := range completionTests {
		checkCompletion(t, tt.line, offered[tt.line], tt.want, tt.absent)
	}
}

// There is no PowerShell to run here: its script must at least hold each command, flag and value as a quoted word, and close what it
// opens.
func TestCompletionPowershell(t *testing.T) {
	got := run(t, t.TempDir(), "completion", "powershell")
	a := &app{rules: toyRules()}
	for _, c := range a.completions() {
		words := append([]string{c.Name}, c.Words...)
		for _, f := range c.Flags {
			words = append(append(words, f.Name), f.Values...)
		}
		for _, w := range words {
			if !strings.Contains(got.stdout, "'"+w+"'") {
				t.Errorf("%s: no %s", c.Name, w)
			}
		}
	}
	for _, pair := range []string{"{}", "()", "[]"} {
		if open, shut := strings.Count(got.stdout, pair[:1]), strings.Count(got.stdout, pair[1:]); open != shut {
			t.Errorf("%d %c and %d %c", open, pair[0], shut, pair[1])
		}
	}
	if n := strings.Count(got.stdout, "'"); n%2 != 0 {
		t.Errorf("%d quotes", n)
	}
}
