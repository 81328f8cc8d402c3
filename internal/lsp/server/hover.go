package server

import (
	"fmt"
	"regexp"

	"github.com/counterlint/counterlint/internal/doctext"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

var (
	ignoreForm = regexp.MustCompile(`//counterlint:ignore[ \t]+([a-z0-9]+(?:[ \t]*,[ \t]*[a-z0-9]+)*)`)
	nameForm   = regexp.MustCompile(`[a-z0-9]+`)
)

// hover shows the page of a rule whose name in an ignore comment is pointed at.
func (s *server) hover(m *rpc.Message, p protocol.PositionParams) {
	doc := s.docs.Get(p.TextDocument.URI)
	if doc == nil {
		s.reply(m, nil)
		return
	}
	t := protocol.NewText(doc.Text, s.docs.Encoding)
	begin := t.Offset(protocol.Position{Line: p.Position.Line})
	at := t.Offset(p.Position) - begin
	line := t.Line(p.Position.Line)
	names := ignoreForm.FindStringSubmatchIndex(line)
	if names == nil {
		s.reply(m, nil)
		return
	}
	for _, span := range nameForm.FindAllStringIndex(line[names[2]:names[3]], -1) {
		from, to := names[2]+span[0], names[2]+span[1]
		page := s.page(line[from:to])
		if from <= at && at <= to && page != "" {
			s.reply(m, protocol.Hover{
				Contents: protocol.MarkupContent{Kind: "markdown", Value: page},
				Range:    &protocol.Range{Start: t.Position(begin + from), End: t.Position(begin + to)},
			})
			return
		}
	}
	s.reply(m, nil)
}

// page is the text of a rule; "" if there is none of that name.
func (s *server) page(name string) string {
	for _, r := range s.opts.Rules {
		if r.Name() == name {
			doc := doctext.MustParse(r.Analyzer.Doc)
			return fmt.Sprintf("**%s**: %s\n\n%s, %s, [page](%s)\n%s", name, doc.Summary, r.Group, r.Severity, r.Analyzer.URL, doc.Markdown())
		}
	}
	return ""
}
