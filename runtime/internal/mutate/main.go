// Command mutate asks whether the tests of a package would notice if its code were wrong: it changes one operator, number, condition
// or call at a time and runs the tests, which must fail.
//
//	go run ./internal/mutate ./counter            all mutants of a package
//	go run ./internal/mutate -n 30 ./counter ./label    a sample, the same each time
//
// It prints the mutants that survive, and the share that does not. A change that does not compile is no mutant. It does not see
// changes of several places at once, nor whether a survivor means the same as the original; a reader must.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	n := flag.Int("n", 0, "how many mutants of all packages together; 0: all")
	seed := flag.Uint64("seed", 1, "which sample")
	flag.Parse()
	if flag.NArg() == 0 || *n < 0 {
		fmt.Fprintln(os.Stderr, "mutate: want the folders of packages")
		os.Exit(2)
	}
	killed, survived, err := run(flag.Args(), *n, *seed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	fmt.Printf("%d of %d mutants killed, %.0f %%\n", killed, killed+survived, 100*float64(killed)/float64(max(killed+survived, 1)))
}

// A mutant is a file with one change.
type mutant struct {
	file string
	at   token.Position
	what string
	text []byte
}

// run tries the mutants of the packages in some folders; n of them, a sample that depends on seed, if n is not 0.
func run(dirs []string, n int, seed uint64) (killed, survived int, err error) {
	var all []mutant
	for _, dir := range dirs {
		// The files that this machine builds; a mutant in another one would always survive.
		out, err := exec.Command("go", "list", "-f", "{{range .GoFiles}}{{$.Dir}}/{{.}}\n{{end}}", dir).Output()
		if err != nil {
			return 0, 0, fmt.Errorf("go list %s: %w", dir, err)
		}
		for file := range strings.Lines(string(out)) {
			if file = strings.TrimSpace(file); file == "" {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return 0, 0, err
			}
			ms, err := mutants(file, text)
			if err != nil {
				return 0, 0, err
			}
			all = append(all, ms...)
		}
	}
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, m := range all {
		if n > 0 && killed+survived == n {
			break
		}
		compiled, failed, err := try(m)
		switch {
		case err != nil:
			return 0, 0, err
		case !compiled:
		case failed:
			killed++
		default:
			survived++
			fmt.Printf("%s:%d:%d: survived: %s\n", filepath.Base(m.file), m.at.Line, m.at.Column, m.what)
		}
	}
	return killed, survived, nil
}

var swaps = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.ADD, token.QUO: token.MUL, token.REM: token.QUO,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR, token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LAND: token.LOR, token.LOR: token.LAND, token.SHL: token.SHR, token.SHR: token.SHL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN, token.INC: token.DEC, token.DEC: token.INC,
}

// mutants returns all changes of a file, in its order.
func mutants(file string, text []byte) ([]mutant, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var all []mutant
	replace := func(pos token.Pos, old, new string) {
		at := fset.Position(pos)
		changed := slices.Concat(text[:at.Offset], []byte(new), text[at.Offset+len(old):])
		all = append(all, mutant{file, at, strings.TrimSpace(strings.Split(old, "\n")[0]) + " becomes " + new, changed})
	}
	swap := func(pos token.Pos, op token.Token) {
		if other, ok := swaps[op]; ok {
			replace(pos, op.String(), other.String())
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok == token.CONST || n.Tok == token.VAR // types have lengths, and imports names
		case *ast.BinaryExpr:
			swap(n.OpPos, n.Op)
		case *ast.AssignStmt:
			swap(n.TokPos, n.Tok)
		case *ast.IncDecStmt:
			swap(n.TokPos, n.Tok)
		case *ast.BasicLit:
			if n.Value == "0" || n.Value == "1" {
				replace(n.Pos(), n.Value, string(n.Value[0]^1))
			}
		case *ast.Ident:
			if n.Name == "true" {
				replace(n.Pos(), "true", "false")
			} else if n.Name == "false" {
				replace(n.Pos(), "false", "true")
			}
		case *ast.ExprStmt:
			call := string(text[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset])
			if !strings.HasPrefix(call, "runtime.KeepAlive(") { // what it forbids does not happen in a test
				replace(n.Pos(), call, "{}")
			}
		}
		return true
	})
	return all, nil
}

// try runs the tests of the mutant's package.
func try(m mutant) (compiled, failed bool, err error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return false, false, err
	}
	defer os.RemoveAll(dir)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: filepath.Join(dir, "mutant.go")}})
	if err != nil {
		return false, false, err
	}
	for name, text := range map[string][]byte{"mutant.go": m.text, "overlay.json": overlay} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return false, false, err
		}
	}
	cmd := exec.Command("go", "test", "-short", "-vet=off", "-failfast", "-timeout=60s", "-overlay="+filepath.Join(dir, "overlay.json"), ".")
	cmd.Dir = filepath.Dir(m.file)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return true, false, nil
	case !errors.As(err, &exit):
		return false, false, err
	}
	return !strings.Contains(string(out), "[build failed]") && !strings.Contains(string(out), "[setup failed]"), true, nil
}
