package driver

// From a unit to syntax and types.

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"sync/atomic"

	"github.com/counterlint/counterlint/internal/driver/shape"
)

// A checked package is a unit with its syntax and types, as long as its analysis takes.
type checked struct {
	unit       *unit
	fset       *token.FileSet
	files      []*ast.File
	source     map[string][]byte // by physical file name
	pkg        *types.Package
	info       *types.Info
	typeErrors []types.Error
	errors     []PackageError
	stale      atomic.Bool // a file is no longer what it was when the run began: the key does not tell the truth
}

// check parses and type-checks u. Without bodies only declarations are looked at.
func (v *universe) check(u *unit, bodies bool) *checked {
	c := &checked{unit: u, fset: token.NewFileSet(), source: map[string][]byte{}}
	for _, f := range u.files {
		c.parse(v.w.run.cfg, f, bodies)
	}
	c.pkg = types.NewPackage(u.path, u.name)
	if bodies {
		c.info = newInfo(int(u.size()))
	}
	conf := &types.Config{
		Importer:         v.importer(u),
		Sizes:            u.sizes,
		GoVersion:        u.goVersion,
		FakeImportC:      u.fakeC,
		IgnoreFuncBodies: !bodies,
		Error: func(err error) {
			if te, ok := errors.AsType[types.Error](err); ok {
				c.typeErrors = append(c.typeErrors, te)
				pos := te.Fset.Position(te.Pos)
				if pos.IsValid() || len(c.errors) == 0 { // where the parser gave up there is no place, and no news
					c.errors = append(c.errors, c.errorAt(pos, te.Msg, TypeError))
				}
			}
		},
	}
	err := types.NewChecker(conf, c.fset, c.pkg, c.info).Files(c.files)
	if err != nil && len(c.errors) == 0 {
		c.errors = append(c.errors, c.errorAt(token.Position{}, err.Error(), TypeError))
	}
	return c
}

// newInfo makes the tables of a package of n bytes of source, about as large as they get: growing them costs a tenth of checking.
func newInfo(n int) *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue, n/18),
		Defs:         make(map[*ast.Ident]types.Object, n/130),
		Uses:         make(map[*ast.Ident]types.Object, n/26),
		Implicits:    make(map[ast.Node]types.Object, n/800),
		Instances:    map[*ast.Ident]types.Instance{},
		Scopes:       make(map[ast.Node]*types.Scope, n/150),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection, n/170),
		FileVersions: map[*ast.File]string{},
	}
}

func (c *checked) parse(cfg *Config, f file, bodies bool) {
	src, err := c.read(cfg, f)
	if err != nil {
		c.errors = append(c.errors, c.errorAt(token.Position{Filename: f.name}, err.Error(), ParseError))
		return
	}
	mode := parser.SkipObjectResolution
	if bodies {
		c.source[f.name] = src
		mode |= parser.ParseComments
	} else {
		src = trimBodies(src)
	}
	syntax, err := parser.ParseFile(c.fset, f.name, src, mode)
	if syntax != nil {
		c.files = append(c.files, syntax)
	}
	if err == nil {
		return
	}
	list, ok := errors.AsType[scanner.ErrorList](err)
	if !ok {
		list = scanner.ErrorList{{Pos: token.Position{Filename: f.name}, Msg: err.Error()}}
	}
	for _, e := range list {
		c.errors = append(c.errors, c.errorAt(e.Pos, e.Msg, ParseError))
	}
}

func (c *checked) errorAt(pos token.Position, msg string, kind ErrorKind) PackageError {
	return PackageError{Package: c.unit.path, File: pos.Filename, Line: pos.Line, Column: pos.Column, Message: msg, Kind: kind}
}

// export writes the exported types without positions. It returns nil if the package is too broken for that.
func (c *checked) export() []byte {
	data, err := shape.Encode(c.pkg, len(c.errors) > 0)
	if err != nil && len(c.errors) == 0 { // else these say it better
		c.errors = append(c.errors, c.errorAt(token.Position{}, err.Error(), InternalError))
	}
	return data
}

func (c *checked) read(cfg *Config, f file) ([]byte, error) {
	src, err := cfg.readFile(f.name)
	if err == nil && f.sum != sha256.Sum256(src) {
		c.stale.Store(true)
	}
	return src, err
}

// readFile serves analyzers: they may read the files that are part of the key.
func (c *checked) readFile(cfg *Config, name string) ([]byte, error) {
	if src, ok := c.source[name]; ok {
		return slices.Clone(src), nil
	}
	for _, list := range [][]file{c.unit.other, c.unit.ignored, c.unit.beside} {
		if i := slices.IndexFunc(list, func(f file) bool { return f.name == name }); i >= 0 {
			return c.read(cfg, list[i])
		}
	}
	return nil, fmt.Errorf("%s is no file of package %s", name, c.unit.path)
}
