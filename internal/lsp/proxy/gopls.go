package proxy

// gopls as a process: how it begins, ends, and begins again.

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// A Child is a running gopls.
type Child struct {
	In   io.WriteCloser
	Out  io.Reader
	Wait func() error // until it has ended; called once
	Kill func()
}

// gopls is one life of the child.
type gopls struct {
	child *Child
	out   *rpc.Writer
	life  int  // 0: the first
	ready bool // it takes requests; before that they are held
	held  []*rpc.Message

	registered map[string]string // capabilities that it registered: identities and methods
	progress   map[string]bool   // tokens of work that it said has begun

	stopping sync.Once
	why      error // that it ended
}

const (
	maxCrashes  = 4
	crashWindow = 3 * time.Minute
	grace       = 3 * time.Second // that a child has to exit
)

func (p *proxy) startGopls() error {
	child, err := p.opts.Start()
	if err != nil {
		return err
	}
	g := &gopls{child: child, out: rpc.NewWriter(child.In), ready: true, registered: map[string]string{}, progress: map[string]bool{}}
	if p.gopls != nil {
		g.life, g.ready, g.held = p.gopls.life+1, false, p.gopls.held
	}
	p.gopls = g
	go p.read(child.Out, func(m *rpc.Message) {
		if p.gopls == g {
			p.fromGopls(m)
		}
	}, func(error) {
		why := g.stop()
		p.later(func() { p.goplsEnded(why) })
	})
	return nil
}

// stop waits for the end of a child that was told to exit or has ended. One that takes its time is killed.
func (g *gopls) stop() error {
	g.stopping.Do(func() {
		timer := time.AfterFunc(grace, g.child.Kill)
		defer timer.Stop()
		g.out.Close()
		g.child.In.Close()
		g.why = g.child.Wait()
	})
	return g.why
}

func (g *gopls) send(m *rpc.Message) {
	if g.ready {
		g.out.Send(m)
	} else {
		g.held = append(g.held, m)
	}
}

// goplsEnded starts it again, or gives up.
func (p *proxy) goplsEnded(why error) {
	if why == nil {
		why = fmt.Errorf("exit status 0")
	}
	switch {
	case p.phase == shutdown:
		for id := range p.asked { // it did not answer, and is gone all the same
			p.client.Send(rpc.Response(json.RawMessage(id), nil))
		}
		clear(p.asked)
		p.gopls.ready = false
		return
	case p.phase == starting:
		err := fmt.Errorf("gopls ended before it was ready: %w", why)
		if p.initialize != nil {
			p.client.Send(rpc.Failure(p.initialize.ID, rpc.InternalError, err.Error()))
		}
		p.finish(err)
		return
	}
	now := time.Now()
	p.crashes = append(p.crashes, now)
	for len(p.crashes) > 0 && now.Sub(p.crashes[0]) > crashWindow {
		p.crashes = p.crashes[1:]
	}
	if len(p.crashes) > maxCrashes {
		err := fmt.Errorf("gopls ended %d times within %v, the last time with: %w", len(p.crashes), crashWindow, why)
		p.show(protocol.Error, err.Error())
		p.finish(err)
		return
	}
	p.show(protocol.Warning, fmt.Sprintf("gopls has ended (%v) and is started again", why))
	p.forget()
	if err := p.startGopls(); err != nil {
		p.show(protocol.Error, err.Error())
		p.finish(err)
		return
	}
	init := rpc.Request(goplsInitialize, "initialize", p.initialize.Params)
	p.gopls.out.Send(init)
}

var goplsInitialize = json.RawMessage(`"counterlint:initialize"`)

// forget takes back what the last gopls has left in the editor, and answers what it has not.
func (p *proxy) forget() {
	g := p.gopls
	held := map[string]bool{}
	for _, m := range g.held {
		held[string(m.ID)] = true
	}
	for id := range p.asked {
		if !held[id] {
			p.client.Send(rpc.Failure(json.RawMessage(id), contentModified, "gopls has ended"))
			delete(p.asked, id)
		}
	}
	for id, m := range p.merges {
		if !held[id] {
			m.gopls.miss()
		}
	}
	p.settle()
	for token := range g.progress {
		p.client.Send(rpc.Request(nil, "$/progress", map[string]any{"token": json.RawMessage(token), "value": map[string]string{"kind": "end"}}))
	}
	if len(g.registered) > 0 {
		var list []map[string]string
		for id, method := range g.registered {
			list = append(list, map[string]string{"id": id, "method": method})
		}
		id, _ := json.Marshal(fmt.Sprintf("%sunregister-%d", deadPrefix, g.life)) // a string
		p.client.Send(rpc.Request(id, "client/unregisterCapability", map[string]any{"unregisterations": list}))
	}
	for key, f := range p.files {
		f.gopls = source{}
		p.publish(key, f, true)
	}
}

// goplsAgain gives a gopls that was started again the state of the editor, and what was held for it.
func (p *proxy) goplsAgain() {
	g := p.gopls
	g.out.Send(rpc.Request(nil, "initialized", struct{}{}))
	for _, m := range p.folders {
		g.out.Send(m)
	}
	for _, doc := range p.docs.All() {
		g.out.Send(rpc.Request(nil, "textDocument/didOpen", protocol.DidOpenParams{TextDocument: doc.TextDocumentItem}))
	}
	g.ready = true
	for _, m := range g.held {
		if m.Method != "workspace/didChangeWorkspaceFolders" {
			g.out.Send(m)
		}
	}
	g.held = nil
}

// The identity of a request of a gopls that was started again says which life it is of: an answer to an earlier one must not
// reach it.
const deadPrefix = "gopls-"

func (g *gopls) prefix() string { return fmt.Sprintf("%s%d:", deadPrefix, g.life) }

// outward returns a request as the editor gets it.
func (g *gopls) outward(m *rpc.Message) *rpc.Message {
	if g.life == 0 {
		return m
	}
	id, _ := json.Marshal(g.prefix() + string(m.ID)) // a string
	return renamed(m, id)
}

// answered passes an answer of the editor on, if this gopls asked.
func (g *gopls) answered(m *rpc.Message) {
	if g.life == 0 {
		g.send(m)
		return
	}
	var name string
	if json.Unmarshal(m.ID, &name) != nil {
		return
	}
	if id, ok := strings.CutPrefix(name, g.prefix()); ok {
		g.out.Send(renamed(m, json.RawMessage(id))) // while it starts, too: it may wait for this
	}
}

// noteRequest notes what a request leaves in the editor.
func (g *gopls) noteRequest(m *rpc.Message) {
	switch m.Method {
	case "client/registerCapability":
		decode(m, func(r protocol.RegistrationParams) {
			for _, reg := range r.Registrations {
				g.registered[reg.ID] = reg.Method
			}
		})
	case "client/unregisterCapability":
		decode(m, func(r struct {
			Unregisterations []protocol.Registration `json:"unregisterations"`
		}) {
			for _, reg := range r.Unregisterations {
				delete(g.registered, reg.ID)
			}
		})
	}
}

// noteProgress notes which work is under way.
func (g *gopls) noteProgress(m *rpc.Message) {
	if m.Method != "$/progress" {
		return
	}
	decode(m, func(w struct {
		Token json.RawMessage `json:"token"`
		Value struct {
			Kind string `json:"kind"`
		} `json:"value"`
	}) {
		switch w.Value.Kind {
		case "begin":
			g.progress[string(w.Token)] = true
		case "end":
			delete(g.progress, string(w.Token))
		}
	})
}
