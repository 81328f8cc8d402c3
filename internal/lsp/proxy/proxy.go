// Package proxy stands between an editor and gopls, and makes the answers of two servers those of one: gopls, a child process,
// and counterlint's own, in this process.
//
// It promises that whatever is not merged passes byte for byte, in order; that counterlint's part never keeps gopls's from the
// editor for longer than it takes to look something up, and is left out where it fails; and that gopls can end at any time without
// loss: it is started again and given the texts as the editor has them. One goroutine owns all state and never waits.
//
// What is merged stands in merge.go and diagnostics.go. It does not know what the messages are about otherwise.
package proxy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

// Options say what the proxy works with.
type Options struct {
	Start  func() (*Child, error) // starts gopls
	Server func(ctx context.Context, in io.Reader, out io.Writer) error
}

// A proxy is one connection. All but events is the loop's own.
type proxy struct {
	opts   Options
	events chan func()
	done   chan struct{}

	client *rpc.Writer
	ours   *rpc.Writer // nil: it is gone
	gopls  *gopls

	phase       phase
	initialize  *rpc.Message   // as the editor sent it
	goplsAnswer *rpc.Message   // to that, until counterlint has answered too
	pull        bool           // both servers are asked for diagnostics
	folders     []*rpc.Message // changes of the workspace
	docs        protocol.Documents
	past        map[string][]past  // texts of open documents, by keys of URIs
	merges      map[string]*merge  // requests that both servers answer, by identity
	asked       map[string]bool    // requests that gopls alone answers, by identity
	files       map[string]*merged // diagnostics, by keys of URIs
	crashes     []time.Time
	end         error // why the loop is to end
	ended       bool
}

type phase int

const (
	starting phase = iota
	running
	shutdown
)

// Run serves an editor until it says exit. The error is nil if it asked for a shutdown before.
func Run(ctx context.Context, in io.Reader, out io.Writer, opts Options) error {
	p := &proxy{
		opts: opts, events: make(chan func()), done: make(chan struct{}), client: rpc.NewWriter(out),
		past: map[string][]past{}, merges: map[string]*merge{}, asked: map[string]bool{}, files: map[string]*merged{},
	}
	p.docs.Encoding = protocol.UTF16
	defer p.client.Close()
	if err := p.startGopls(); err != nil {
		return err
	}
	defer func() { p.gopls.stop() }()
	stopOurs := p.startOurs(ctx)
	defer stopOurs()
	defer close(p.done)
	go p.read(in, p.fromClient, func(err error) {
		if err == io.EOF {
			err = server.ErrNoShutdown
		}
		p.later(func() { p.finish(err) })
	})
	for !p.ended {
		select {
		case f := <-p.events:
			f()
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return p.end
}

// finish ends the loop.
func (p *proxy) finish(err error) { p.end, p.ended = err, true }

// later has the loop do f, unless it has ended.
func (p *proxy) later(f func()) {
	select {
	case p.events <- f:
	case <-p.done:
	}
}

// read hands each message to the loop, and calls last when there are no more.
func (p *proxy) read(in io.Reader, each func(*rpc.Message), last func(error)) {
	r := rpc.NewReader(in)
	for {
		m, err := r.Read()
		if err != nil {
			last(err)
			return
		}
		p.later(func() { each(m) })
	}
}

// startOurs runs counterlint's server in this process.
func (p *proxy) startOurs(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	toOurs, fromProxy := io.Pipe()
	toProxy, fromOurs := io.Pipe()
	p.ours = rpc.NewWriter(fromProxy)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		fromOurs.CloseWithError(p.opts.Server(ctx, toOurs, fromOurs)) // nil is io.EOF
		toOurs.Close()
	}()
	go p.read(toProxy, p.fromOurs, func(err error) { p.later(func() { p.oursEnded(err) }) })
	return func() {
		cancel()
		toProxy.Close()
		<-stopped
	}
}

// oursEnded goes on with gopls alone.
func (p *proxy) oursEnded(err error) {
	if p.phase == shutdown || p.ours == nil {
		return
	}
	p.ours = nil
	if p.phase == starting && p.goplsAnswer != nil {
		p.phase = running
		p.client.Send(p.goplsAnswer)
	}
	p.show(protocol.Error, fmt.Sprintf("counterlint has ended, gopls goes on: %v", err))
	for _, m := range p.merges {
		m.ours.miss()
	}
	p.settle()
	for key, f := range p.files {
		f.ours = source{}
		p.publish(key, f, false)
	}
}

func (p *proxy) toOurs(m *rpc.Message) {
	if p.ours != nil {
		p.ours.Send(m)
	}
}

// What of the editor's notifications concerns counterlint.
var shared = map[string]bool{
	"initialized": true, "textDocument/didOpen": true, "textDocument/didChange": true, "textDocument/didClose": true,
	"textDocument/didSave": true, "workspace/didChangeWatchedFiles": true, "workspace/didChangeWorkspaceFolders": true,
	"workspace/didChangeConfiguration": true, "$/cancelRequest": true,
}

func (p *proxy) fromClient(m *rpc.Message) {
	switch {
	case m.IsResponse():
		p.answered(m)
	case m.IsRequest():
		p.request(m)
	case m.Method == "exit":
		p.gopls.send(m)
		if p.phase != shutdown {
			p.finish(server.ErrNoShutdown)
			return
		}
		p.finish(nil)
	default:
		p.notification(m)
	}
}

func (p *proxy) notification(m *rpc.Message) {
	text := true // it is about the text of a document
	switch m.Method {
	case "textDocument/didOpen":
		decode(m, p.open)
	case "textDocument/didChange":
		decode(m, p.change)
	case "textDocument/didClose":
		decode(m, func(d protocol.DocumentParams) {
			p.docs.Close(d.TextDocument.URI)
			delete(p.past, protocol.Key(d.TextDocument.URI))
		})
	default:
		text = false
	}
	if m.Method == "workspace/didChangeWorkspaceFolders" {
		p.folders = append(p.folders, m)
	}
	if !text || p.gopls.ready {
		p.gopls.send(m)
	} // else it gets the texts when it is
	if shared[m.Method] {
		p.toOurs(m)
	}
}

// decode hands the parameters of a message to f if they are a T; gopls says what is wrong otherwise.
func decode[T any](m *rpc.Message, f func(T)) {
	var params T
	if json.Unmarshal(m.Params, &params) == nil {
		f(params)
	}
}

func (p *proxy) request(m *rpc.Message) {
	switch m.Method {
	case "initialize":
		p.initialize = m
	case "shutdown":
		p.phase = shutdown
		p.toOurs(m)
	case "codeAction/resolve":
		if isOurs(m.Params) { // it is whole
			p.client.Send(rpc.Response(m.ID, m.Params))
			return
		}
	}
	if rule := rules[m.Method]; rule.join != nil && p.ours != nil && p.phase == running && (p.pull || !rule.pull) {
		p.merges[string(m.ID)] = &merge{id: m.ID, join: rule.join}
		p.toOurs(m)
		if rule.pull {
			m = wholeReport(m)
		}
		p.gopls.send(m)
		return
	}
	if m.Method != "initialize" {
		p.asked[string(m.ID)] = true
	}
	p.gopls.send(m)
}

// The identities of requests to the editor: gopls's own as they are, until it is started again, and ours by another name.
const oursPrefix = "counterlint:"

// answered passes the editor's answer on to who asked.
func (p *proxy) answered(m *rpc.Message) {
	var name string
	if json.Unmarshal(m.ID, &name) == nil {
		if id, ok := strings.CutPrefix(name, oursPrefix); ok {
			p.toOurs(renamed(m, json.RawMessage(id)))
			return
		}
	}
	p.gopls.answered(m)
}

// renamed returns m with another identity.
func renamed(m *rpc.Message, id json.RawMessage) *rpc.Message {
	next := *m
	next.ID, next.Body = id, nil
	return &next
}

func (p *proxy) fromOurs(m *rpc.Message) {
	switch {
	case m.IsResponse() && string(m.ID) == string(ourInitialize):
		p.initialized(m)
	case m.IsResponse():
		if merge := p.merges[string(m.ID)]; merge != nil {
			merge.ours.set(m)
			p.settle()
		}
	case m.IsRequest():
		id, _ := json.Marshal(oursPrefix + string(m.ID)) // a string
		p.client.Send(renamed(m, id))
	case m.Method == "textDocument/publishDiagnostics":
		decode(m, p.publishedByOurs)
	default:
		p.client.Send(m)
	}
}

func (p *proxy) fromGopls(m *rpc.Message) {
	switch {
	case m.IsResponse() && p.initialize != nil && p.phase == starting && string(m.ID) == string(p.initialize.ID):
		p.goplsInitialized(m)
	case m.IsResponse() && !p.gopls.ready && string(m.ID) == string(goplsInitialize):
		p.goplsAgain()
	case m.IsResponse():
		if merge := p.merges[string(m.ID)]; merge != nil {
			merge.gopls.set(m)
			p.settle()
			return
		}
		delete(p.asked, string(m.ID))
		p.client.Send(m)
	case m.IsRequest():
		p.gopls.noteRequest(m)
		p.client.Send(p.gopls.outward(m))
	case m.Method == "textDocument/publishDiagnostics":
		p.publishedByGopls(m)
	default:
		p.gopls.noteProgress(m)
		p.client.Send(m)
	}
}

// show tells the user something.
func (p *proxy) show(kind int, text string) {
	p.client.Send(rpc.Request(nil, "window/showMessage", protocol.MessageParams{Type: kind, Message: text}))
}
