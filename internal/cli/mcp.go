package cli

// counterlint mcp: the commands that only look, as tools of the Model Context Protocol. Each call is a run of this very program, so that
// it says byte for byte what the command says, has a working directory of its own, ends when the client has lost interest, and leaves
// nothing in memory behind.

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/counterlint/counterlint/internal/mcp"
	"github.com/counterlint/counterlint/internal/suggest"
)

func mcpCommand() command {
	return command{
		name:    "mcp",
		summary: "serve tools over standard input and output, for programs that speak the Model Context Protocol",
		setup: func(a *app, fs *flag.FlagSet) action {
			return func(ctx context.Context, args []string) error {
				if err := noArgs("mcp", args); err != nil {
					return err
				}
				tools, err := a.tools()
				if err != nil {
					return err
				}
				return mcp.Run(ctx, os.Stdin, a.stdout, mcp.Options{
					Name: "counterlint", Version: version(), Tools: tools,
					Instructions: "counterlint finds mistakes with counters in Go programs: lost updates, races, leaks, exploding metrics. " +
						"Check packages after an edit, read explain on an analyzer before repairing what it found, and look at fix for repairs that are proved to compile.",
				})
			}
		},
	}
}

// A tool is a command whose flags are arguments.
type tool struct {
	name, description string
	line              []string          // how the call begins
	flags             []string          // of the command, that a client may set
	more              map[string]schema // arguments that are no flags
	required          []string
	analyses          bool   // it takes all cores: one such call at a time
	silence           string // what to say when the command says nothing
}

// A schema is a part of JSON Schema.
type schema struct {
	Type        string   `json:"type"`
	Description string   `json:"description,omitempty"`
	Enum        []string `json:"enum,omitempty"`
	Items       *schema  `json:"items,omitempty"`
}

var (
	packageArguments = map[string]schema{
		"patterns": {Type: "array", Items: &schema{Type: "string"}, Description: "packages as the go command names them; without any: ./..."},
		"dir":      {Type: "string", Description: "the folder in which to work, of a Go module; without one: that of the server"},
	}
	checkFlags = []string{"enable", "disable", "min-severity", "deep", "tests", "tags", "new-from", "baseline", "config"}
)

func allTools() []tool {
	return []tool{
		{
			name: "check", line: []string{"check", "-format=json"}, flags: checkFlags, more: packageArguments, analyses: true,
			description: "Report mistakes with counters in Go packages, as JSON: findings with place, message, evidence and edits, and errors of packages that did not load.",
		},
		{
			name: "fix", line: []string{"fix", "-diff"}, flags: append(slices.Clip(checkFlags), "unsafe-fixes"), more: packageArguments, analyses: true,
			description: "Show, as a diff, what the safe fixes would change. No file is written.", silence: "There is nothing to fix.",
		},
		{
			name: "explain", line: []string{"explain"}, more: map[string]schema{"rule": {Type: "string", Description: "the name of an analyzer"}}, required: []string{"rule"},
			description: "Tell what an analyzer reports, why, what it does not see, and how to repair it, with examples.",
		},
		{name: "rules", line: []string{"explain"}, description: "List all analyzers by group, with severity and a sentence each."},
	}
}

// tools readies all tools for a server.
func (a *app) tools() ([]mcp.Tool, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	turn := make(chan struct{}, 1)
	var tools []mcp.Tool
	for _, t := range allTools() {
		properties := a.properties(t)
		text, err := json.Marshal(map[string]any{"type": "object", "properties": properties, "required": append([]string{}, t.required...), "additionalProperties": false})
		if err != nil {
			return nil, err
		}
		tools = append(tools, mcp.Tool{
			Name: t.name, Description: t.description, Schema: text, Annotations: mcp.Annotations{ReadOnly: true},
			Call: func(ctx context.Context, arguments json.RawMessage) mcp.Result {
				line, err := t.commandLine(properties, arguments)
				if err != nil {
					return mcp.Result{Texts: []string{err.Error()}, Failed: true}
				}
				if t.analyses {
					select {
					case turn <- struct{}{}:
						defer func() { <-turn }()
					case <-ctx.Done():
						return mcp.Result{Failed: true}
					}
				}
				return t.run(exec.CommandContext(ctx, exe, line...))
			},
		})
	}
	return tools, nil
}

// properties are all arguments of a tool. Those that are flags are described as the flag is.
func (a *app) properties(t tool) map[string]schema {
	all := maps.Clone(t.more)
	if all == nil {
		all = map[string]schema{}
	}
	i := slices.IndexFunc(commands(), func(c command) bool { return c.name == t.line[0] })
	fs := flag.NewFlagSet(t.line[0], flag.ContinueOnError)
	commands()[i].setup(a, fs)
	for _, name := range t.flags {
		f := fs.Lookup(name)
		_, usage := flag.UnquoteUsage(f)
		p := schema{Type: "string", Description: usage}
		switch v := f.Value.(type) {
		case interface{ IsBoolFlag() bool }:
			p.Type = "boolean"
		case *nameList:
			p.Type, p.Items = "array", &schema{Type: "string"}
			p.Description, _, _ = strings.Cut(usage, " (") // how a command line lists them
		case *choice:
			p.Enum = v.Choices()
		}
		all[name] = p
	}
	return all
}

// commandLine turns arguments into those of the command. What a flag's value may be is for the command to judge.
func (t tool) commandLine(properties map[string]schema, arguments json.RawMessage) ([]string, error) {
	var given map[string]any
	if err := json.Unmarshal(arguments, &given); err != nil && len(arguments) > 0 {
		return nil, fmt.Errorf("the arguments of %s are no object", t.name)
	}
	for _, name := range t.required {
		if given[name] == nil {
			return nil, fmt.Errorf("%s needs the argument %s", t.name, name)
		}
	}
	line, operands := slices.Clone(t.line), []string{"--"}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		p, known := properties[name]
		if !known {
			return nil, fmt.Errorf("%s has no argument %s%s", t.name, name, suggest.Hint(name, slices.Sorted(maps.Keys(properties))))
		}
		words, ok := p.words(given[name])
		switch {
		case given[name] == nil:
		case !ok:
			return nil, fmt.Errorf("the argument %s of %s must be of type %s", name, t.name, p.Type)
		case name == "dir":
			line = append(line, "-C="+words[0])
		case !slices.Contains(t.flags, name):
			operands = append(operands, words...)
		case len(words) > 0:
			line = append(line, "-"+name+"="+strings.Join(words, ","))
		}
	}
	return append(line, operands...), nil
}

// words returns a value as words of a command line, if it is of the schema's type.
func (p schema) words(value any) ([]string, bool) {
	switch v := value.(type) {
	case string:
		return []string{v}, p.Type == "string"
	case bool:
		return []string{strconv.FormatBool(v)}, p.Type == "boolean"
	case []any:
		words := []string{}
		for _, item := range v {
			word, ok := item.(string)
			if !ok {
				return nil, false
			}
			words = append(words, word)
		}
		return words, p.Type == "array"
	}
	return nil, false
}

// patience is how long a command that is told to stop may take before it is killed.
const patience = 5 * time.Second

// run runs the command. Its result has what it printed, and failed if it says so.
func (t tool) run(cmd *exec.Cmd) mcp.Result {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &stdout, &stderr, patience
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	err := cmd.Run()
	r := mcp.Result{Failed: err != nil && cmd.ProcessState.ExitCode() != statusFindings}
	for _, text := range []string{stdout.String(), stderr.String()} {
		if text != "" {
			r.Texts = append(r.Texts, text)
		}
	}
	switch {
	case len(r.Texts) > 0:
	case err != nil:
		r.Texts = []string{err.Error()}
	default:
		r.Texts = []string{t.silence}
	}
	return r
}
