package report

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// An Ignore is one //counterlint:ignore comment.
type Ignore struct {
	Comment *ast.Comment
	Names   []string // as written; nil if the comment is malformed
	Problem string   // why it is malformed; "" otherwise
	Used    map[string]bool

	file     *token.File
	from, to int // the lines that it covers
}

type ignores struct {
	mu  sync.Mutex
	all []*Ignore
}

const ignorePrefix = "//counterlint:"

var ignoreForm = regexp.MustCompile(`^//counterlint:ignore[ \t]+([a-z0-9]+(?:[ \t]*,[ \t]*[a-z0-9]+)*)(?:[ \t]+(.*))?$`)

// readIgnores finds the ignore comments of files. A comment behind code covers its own line, one that stands alone the next line
// too; in the doc comment of a declaration, or of a spec or field, it covers all of that.
func readIgnores(fset *token.FileSet, files []*ast.File) *ignores {
	igs := &ignores{}
	for _, f := range files {
		var spans map[*ast.CommentGroup]ast.Node // built only if the file has an ignore comment
		var code map[int]token.Pos
		tf := fset.File(f.FileStart)
		for _, group := range f.Comments {
			for _, c := range group.List {
				if !strings.HasPrefix(c.Text, ignorePrefix) {
					continue
				}
				if spans == nil {
					spans, code = documented(f), firstCode(tf, f)
				}
				ig := parseIgnore(c)
				ig.file = tf
				ig.from = tf.Line(c.Pos())
				ig.to = ig.from
				if first := code[ig.from]; !first.IsValid() || first > c.Pos() {
					ig.to = tf.Line(group.End()) + 1
				}
				if n := spans[group]; n != nil {
					ig.to = tf.Line(n.End())
				}
				igs.all = append(igs.all, ig)
			}
		}
	}
	return igs
}

func parseIgnore(c *ast.Comment) *Ignore {
	ig := &Ignore{Comment: c, Used: map[string]bool{}}
	m := ignoreForm.FindStringSubmatch(strings.TrimRight(c.Text, " \t\r"))
	switch {
	case m == nil:
		ig.Problem = "want //counterlint:ignore NAME[,NAME] reason"
	case m[2] == "":
		ig.Problem = "the reason is missing: //counterlint:ignore " + m[1] + " reason"
	default:
		for name := range strings.SplitSeq(m[1], ",") {
			ig.Names = append(ig.Names, strings.TrimSpace(name))
		}
	}
	return ig
}

// documented maps each doc comment of f to what it documents.
func documented(f *ast.File) map[*ast.CommentGroup]ast.Node {
	spans := map[*ast.CommentGroup]ast.Node{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			spans[n.Doc] = n
		case *ast.GenDecl:
			spans[n.Doc] = n
		case *ast.TypeSpec:
			spans[n.Doc] = n
		case *ast.ValueSpec:
			spans[n.Doc] = n
		case *ast.Field:
			spans[n.Doc] = n
		}
		return true
	})
	delete(spans, nil)
	return spans
}

// firstCode maps each line on which something other than a comment begins or ends to the first such place.
func firstCode(tf *token.File, f *ast.File) map[int]token.Pos {
	first := map[int]token.Pos{}
	note := func(pos token.Pos) {
		if pos <= 0 { // an empty list has no place
			return
		}
		if line := tf.Line(pos); !first[line].IsValid() || pos < first[line] {
			first[line] = pos
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File:
			return true
		case *ast.Comment, *ast.CommentGroup:
			return false
		}
		note(n.Pos())
		note(n.End() - 1)
		return true
	})
	note(f.Package)
	return first
}

// match tells whether a finding of one of the named analyzers at pos is ignored, and marks the comments that do it as used.
func (igs *ignores) match(fset *token.FileSet, pos token.Pos, names []string) bool {
	if len(igs.all) == 0 {
		return false
	}
	file := fset.File(pos)
	line := file.Line(pos)
	igs.mu.Lock()
	defer igs.mu.Unlock()
	hit := false
	for _, ig := range igs.all {
		if ig.file != file || line < ig.from || line > ig.to {
			continue
		}
		for _, name := range names {
			if slices.Contains(ig.Names, name) {
				ig.Used[name] = true
				hit = true
			}
		}
	}
	return hit
}
