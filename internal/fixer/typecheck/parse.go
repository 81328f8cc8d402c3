package typecheck

import (
	"crypto/sha256"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"sync"
)

// current returns the text of a file before the change: what the fixer holds, else what lies on disk.
func (p *Program) current(name string) ([]byte, error) {
	if text, ok := p.before[p.Real(name)]; ok {
		return text, nil
	}
	return os.ReadFile(name)
}

// A parseCache keeps syntax by name and text, for all constraints and rounds. Type-checking does not change it.
type parseCache struct {
	fset *token.FileSet
	mu   sync.Mutex
	done map[parseKey]parsed
}

type parseKey struct {
	name   string
	bodies bool
	sum    [sha256.Size]byte
}

type parsed struct {
	file *ast.File
	err  error
}

// file parses text. Without bodies it keeps the declarations only, which is what importers need and far smaller.
func (c *parseCache) file(name string, text []byte, bodies bool) (*ast.File, error) {
	key := parseKey{name, bodies, sha256.Sum256(text)}
	c.mu.Lock()
	got, ok := c.done[key]
	c.mu.Unlock()
	if ok {
		return got.file, got.err
	}
	mode := parser.SkipObjectResolution
	if bodies {
		mode |= parser.ParseComments | parser.AllErrors
	}
	f, err := parser.ParseFile(c.fset, name, text, mode)
	if f != nil && !bodies {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				fn.Body = &ast.BlockStmt{Lbrace: fn.Body.Lbrace, Rbrace: fn.Body.Rbrace}
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		c.done = map[parseKey]parsed{}
	}
	c.done[key] = parsed{f, err}
	return f, err
}
