package cli

import (
	"context"
	_ "embed"
	"flag"
	"strings"
	"text/template"
)

//go:embed completion.tmpl
var completionText string

var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand() command {
	return command{
		name:    "completion",
		args:    strings.Join(shells, "|"),
		summary: "print a script that completes commands, flags and their values in a shell",
		words:   func(*app) []string { return shells },
		setup: func(a *app, _ *flag.FlagSet) action {
			return func(_ context.Context, args []string) error {
				shell, err := oneOf("completion", args, shells)
				if err != nil {
					return err
				}
				return completionScripts.ExecuteTemplate(a.stdout, shell, a.completions())
			}
		},
	}
}

var completionScripts = template.Must(template.New("").Funcs(template.FuncMap{
	"words":   func(words []string) string { return strings.Join(words, " ") },
	"quote":   func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }, // of PowerShell
	"fish":    func(s string) string { return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'" },
	"zsh":     zshWord,
	"zshflag": zshFlag,
}).Parse(completionText))

// A completion is what can stand behind a command.
type completion struct {
	Name    string
	Summary string
	Words   []string // first arguments; none: files and folders
	Flags   []flagCompletion
}

type flagCompletion struct {
	Name   string
	Usage  string
	Values []string // what its value can be or begin with
	Kind   string   // "none" for a switch, "file", "dir", "values" or "any"
}

// completions reads the flag sets, which are thereby the only place where a flag is named.
func (a *app) completions() []completion {
	var all []completion
	for _, c := range commands() {
		comp := completion{Name: c.name, Summary: c.summary}
		if c.words != nil {
			comp.Words = c.words(a)
		}
		fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
		c.setup(a, fs)
		fs.VisitAll(func(f *flag.Flag) { comp.Flags = append(comp.Flags, completeFlag(f)) })
		all = append(all, comp)
	}
	return all
}

func completeFlag(f *flag.Flag) flagCompletion {
	value, usage := flag.UnquoteUsage(f)
	c := flagCompletion{Name: f.Name, Usage: usage, Kind: "any"}
	if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
		c.Kind = "none"
	} else if v, ok := f.Value.(interface{ Choices() []string }); ok {
		c.Kind, c.Values = "values", v.Choices()
	} else if value == "file" {
		c.Kind = "file"
	} else if value == "folder" {
		c.Kind = "dir"
	}
	return c
}

func zshWord(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// zshFlag is what _arguments of zsh wants to know of a flag: *-NAME=[USAGE]:MESSAGE:ACTION.
func zshFlag(f flagCompletion) string {
	usage := "[" + strings.NewReplacer("[", `\[`, "]", `\]`, ":", `\:`).Replace(f.Usage) + "]"
	action := ""
	switch f.Kind {
	case "none":
		return zshWord("*-" + f.Name + usage)
	case "values":
		action = "(" + strings.Join(f.Values, " ") + ")"
	case "file":
		action = "_files"
	case "dir":
		action = "_files -/"
	}
	return zshWord("*-" + f.Name + "=" + usage + ":value:" + action)
}
