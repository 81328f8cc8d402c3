package typecheck

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// goCommand runs the go command in the directory of the program and decodes its JSON into out. It never reaches the network:
// what the run before this one could not load needs no check.
func (p *Program) goCommand(ctx context.Context, env []string, out any, args ...string) error {
	output, err := p.goOutput(ctx, env, args...)
	if err != nil {
		return err
	}
	return json.Unmarshal(output, out)
}

func (p *Program) goOutput(ctx context.Context, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = p.config.Dir
	cmd.Env = slices.Concat(p.config.Env, []string{"PWD=" + p.config.Dir, "GOPROXY=off"}, env)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		message, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		if message == "" {
			message = err.Error()
		}
		return nil, fmt.Errorf("go %s: %s", args[0], message)
	}
	return stdout.Bytes(), nil
}

func (p *Program) listModules(ctx context.Context) ([]Module, error) {
	output, err := p.goOutput(ctx, nil, "list", "-m", "-json")
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, exec.ErrNotFound) {
			return nil, err
		}
		return nil, nil // GOPATH mode, or no go.mod above
	}
	var mods []Module
	for dec := json.NewDecoder(bytes.NewReader(output)); ; {
		var m Module
		if err := dec.Decode(&m); err == io.EOF {
			return mods, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list -m: %w", err)
		}
		if m.Dir != "" {
			mods = append(mods, m)
		}
	}
}

// A pkgMeta is what the go command knows of one package under one constraint. File names are absolute.
type pkgMeta struct {
	path, dir           string
	files, tests, xtest []string
	imports             []string // of files, as on disk, resolved
	testImports         []string // of tests
	xtestImports        []string // of xtest
	importMap           map[string]string
	goVersion           string // "go1.24"; "" for std
	std                 bool
	err                 string
}

// list adds the packages in the given directories, or with the given import paths, and what they and their tests need.
func (w *world) list(ctx context.Context, patterns []string) error {
	for chunk := range slices.Chunk(patterns, 500) { // keeps the command line short
		args := []string{"list", "-e", "-deps", "-test", "-tags=" + strings.TrimSuffix(w.tags, ","),
			"-json=ImportPath,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports,ImportMap,Standard,ForTest,Module,Error", "--"}
		output, err := w.p.goOutput(ctx, w.env(), append(args, chunk...)...)
		if err != nil {
			return err
		}
		for dec := json.NewDecoder(bytes.NewReader(output)); ; {
			var l listed
			if err := dec.Decode(&l); err == io.EOF {
				break
			} else if err != nil {
				return fmt.Errorf("go list: %w", err)
			}
			// The recompiled variants and test mains hold no file that the plain packages do not name.
			if l.ForTest != "" || strings.HasSuffix(l.ImportPath, ".test") {
				continue
			}
			w.add(l.meta())
		}
	}
	return nil
}

func (w *world) add(m *pkgMeta) {
	if w.metas[m.path] != nil {
		return // listed as the dependency of another
	}
	w.metas[m.path] = m
	if !m.std && m.dir != "" {
		if _, ok := w.p.Module(filepath.Join(m.dir, "x.go")); ok {
			w.dirs[m.dir] = append(w.dirs[m.dir], m)
		}
	}
}

type listed struct {
	ImportPath, Dir, ForTest                     string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports           []string
	ImportMap                                    map[string]string
	Standard                                     bool
	Module                                       *struct{ GoVersion string }
	Error                                        *struct{ Err string }
}

func (l *listed) meta() *pkgMeta {
	abs := func(names ...string) []string {
		out := make([]string, len(names))
		for i, n := range names {
			out[i] = filepath.Join(l.Dir, n)
		}
		slices.Sort(out)
		return out
	}
	m := &pkgMeta{
		path: l.ImportPath, dir: l.Dir, imports: l.Imports, testImports: l.TestImports, xtestImports: l.XTestImports, importMap: l.ImportMap, std: l.Standard,
		files: abs(slices.Concat(l.GoFiles, l.CgoFiles)...), tests: abs(l.TestGoFiles...), xtest: abs(l.XTestGoFiles...),
	}
	if l.Module != nil && l.Module.GoVersion != "" {
		m.goVersion = "go" + l.Module.GoVersion
	}
	if l.Error != nil {
		m.err = strings.Join(strings.Fields(l.Error.Err), " ")
	}
	return m
}
