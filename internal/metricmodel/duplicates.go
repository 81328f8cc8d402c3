package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A Duplicate is that one name gets into one registry twice in one execution.
type Duplicate struct {
	Name    string
	Library string
	At      ast.Node // the second registration, or the second call of what registers
	First   ast.Node // the first one; nil where it is another run of the same code, or in another package
	Why     string   // how it comes to run twice
	Decl    *Decl    // nil: another package's
	Other   *Decl    // the first one; nil: another package's, or the same
}

// OtherLabels tells whether the two metrics have different labels, as far as that is known.
func (d Duplicate) OtherLabels() bool {
	return d.Decl != nil && d.Other != nil && d.Decl.HasLabels && d.Other.HasLabels && !slices.Equal(d.Decl.Labels, d.Other.Labels)
}

// Duplicates lists the names that are registered twice, in source order.
func (m *Model) Duplicates() []Duplicate {
	m.mu.Lock()
	defer m.mu.Unlock()
	var dups []Duplicate
	told := map[ast.Node]bool{}
	add := func(d Duplicate) {
		if !told[d.At] {
			told[d.At] = true
			dups = append(dups, d)
		}
	}
	initial := m.initial()
	m.pairs(initial, add)
	for _, file := range m.files {
		ast.Inspect(file, func(n ast.Node) bool {
			if b := m.byNode[n]; b != nil {
				m.duplicatesIn(b, initial, add)
			}
			return true
		})
	}
	m.acrossPackages(initial, add)
	return dups
}

// pairs finds the same identity twice in a list of what one execution registers.
func (m *Model) pairs(rs []registration, add func(Duplicate)) {
	first := map[identity]registration{}
	for _, r := range rs {
		f, ok := first[r.id]
		if !ok {
			first[r.id] = r
			continue
		}
		if f.at != r.at {
			add(Duplicate{Name: r.id.name, Library: r.id.lib, At: r.at, First: f.at, Why: "both run in one execution", Decl: r.decl, Other: f.decl})
		}
	}
}

func (m *Model) duplicatesIn(b *body, initial []registration, add func(Duplicate)) {
	rs := m.registered(b, nil, 0)
	if len(rs) == 0 {
		return
	}
	m.pairs(rs, add)
	fd, declared := b.node.(*ast.FuncDecl)
	isInit := declared && fd.Recv == nil && fd.Name.Name == "init"
	request := m.runOf(b)&Request != 0 && m.root(b)&Request != 0
	for _, r := range rs {
		one := Duplicate{Name: r.id.name, Library: r.id.lib, At: r.at, Decl: r.decl}
		switch v, local := r.id.registry.(*types.Var); {
		case local && !v.IsField() && v.Parent() != m.pass.Pkg.Scope() && (r.loop == nil || r.loop.Pos() <= v.Pos() && v.Pos() < r.loop.End()):
		case r.loop != nil && !leaves(r.loop):
			one.Why = "the loop comes here again"
			add(one)
		case request && !r.guarded && !local:
			one.Why = "the handler runs for every request"
			add(one)
		case !isInit && !r.guarded && m.called(b, map[*body]bool{}):
			for _, f := range initial {
				if f.id == r.id && f.at != r.at {
					one.First, one.Other, one.Why = f.at, f.decl, "the first runs when the package is initialised"
					add(one)
				}
			}
		}
	}
}

// called tells whether somebody can call the body beside what runs when the package is initialised: it is exported, main, or called here
// by what can be.
func (m *Model) called(b *body, seen map[*body]bool) bool {
	fd, ok := b.node.(*ast.FuncDecl)
	if !ok || seen[b] || fd.Recv == nil && fd.Name.Name == "init" {
		return false
	}
	seen[b] = true
	return fd.Name.IsExported() || fd.Name.Name == "main" || slices.ContainsFunc(m.sites[b.obj], func(site *ast.CallExpr) bool {
		by := m.byNode[m.EnclosingDecl(site)]
		return by != nil && m.called(by, seen)
	})
}

// leaves tells whether the loop can be left from within.
func leaves(loop ast.Stmt) bool {
	found := false
	ast.Inspect(loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

// acrossPackages compares what the dependencies register when they are initialised with each other and with this package.
func (m *Model) acrossPackages(initial []registration, add func(Duplicate)) {
	owner := map[string]string{}
	for _, p := range m.facts.packages {
		for _, name := range p.names {
			if owner[name] == "" {
				owner[name] = p.path
				continue
			}
			if spec := m.importOf(p.path); spec != nil && m.pass.Pkg.Name() == "main" {
				lib, short, _ := strings.Cut(name, " ")
				add(Duplicate{Name: short, Library: lib, At: spec, Why: owner[name] + " and " + p.path + " both register it when they are initialised"})
			}
		}
	}
	check := func(r registration) {
		if by := owner[r.id.String()]; by != "" && r.id.registry == "global" && !r.guarded {
			add(Duplicate{Name: r.id.name, Library: r.id.lib, At: r.at, Decl: r.decl, Why: by + " registers it when it is initialised"})
		}
	}
	for _, r := range initial {
		check(r)
	}
}

// importOf finds the import spec that brings in one of the packages.
func (m *Model) importOf(paths ...string) *ast.ImportSpec {
	for _, file := range m.files {
		for _, spec := range file.Imports {
			if path := strings.Trim(spec.Path.Value, `"`); slices.Contains(paths, path) {
				return spec
			}
		}
	}
	for _, file := range m.files {
		for _, spec := range file.Imports {
			for _, imp := range m.pass.Pkg.Imports() {
				if imp.Path() == strings.Trim(spec.Path.Value, `"`) && reaches(imp, paths, map[*types.Package]bool{}) {
					return spec
				}
			}
		}
	}
	return nil
}

func reaches(pkg *types.Package, paths []string, seen map[*types.Package]bool) bool {
	if seen[pkg] {
		return false
	}
	seen[pkg] = true
	if slices.Contains(paths, pkg.Path()) {
		return true
	}
	return slices.ContainsFunc(pkg.Imports(), func(imp *types.Package) bool { return reaches(imp, paths, seen) })
}
