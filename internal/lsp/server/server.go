// Package server is counterlint as a language server: findings in the packages of the open files while they are edited, the fixes
// that go with them, and the page of a rule where an ignore comment names it.
//
// It promises that what it says is what counterlint says of the same texts; that a fix is offered for the very text that was
// analysed, never for another; and that nothing it does waits for an analysis but requests that want its outcome. One goroutine
// owns all state; at most one analysis runs at a time, and newer text calls it off.
//
// It keeps the texts of open files, findings, and what internal/driver's Session keeps: no syntax and no types. It does not look
// at packages without an open file, at files outside of the workspace folders, or at what does not compile, which other servers
// and compilers report.
package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// Options say what the server works with.
type Options struct {
	Rules   []*rule.Rule // all
	Version string       // of the program
	Gopls   bool         // it stands beside gopls, whose settings say how the go command is called

	NewSession func(Build) (Session, error)
	Debounce   time.Duration // how long an edit waits for the next one before it is analysed
}

// A Build says how a module is analysed.
type Build struct {
	Dir   string
	Tests bool
	Rows  userrows.Rows
	Flags []string // for the go command
	Env   []string // beside that of the process
}

// A Session is [driver.Session], or a stand-in of a test.
type Session interface {
	Run(ctx context.Context, patterns []string, overlay map[string][]byte) (*driver.Result, error)
	Sum(file string) (cache.Key, bool)
}

// ErrNoShutdown says that the client left without a word.
var ErrNoShutdown = errors.New("the editor is gone without a shutdown request")

// A server is one connection. All but events is the loop's own.
type server struct {
	opts   Options
	out    *rpc.Writer
	events chan func()   // to be done by the loop
	done   chan struct{} // closed when the loop has ended
	ctx    context.Context
	jobs   sync.WaitGroup

	client   protocol.ClientCapabilities
	phase    phase
	pull     bool // what is found in open files is asked for, not published
	docs     protocol.Documents
	folders  []string // of the workspace
	settings map[string]clientSettings
	calls    map[string]func(json.RawMessage) // by the identity of a request to the client
	lastCall int
	waiting  []*waiter
	tasks    []*task
	said     map[string]bool // messages that were shown

	roots   map[string]*root
	queue   []*root // that are due, the one that changed last at the end
	running *job
	timer   *time.Timer
	failed  error           // why the server cannot go on
	told    map[string]told // by the names of files
}

type phase int

const (
	fresh phase = iota
	initialized
	shutdown
)

// Run serves a client until it says exit. The error is nil if it asked for a shutdown before. A panic is an error too: whoever
// shares the process goes on.
func Run(ctx context.Context, in io.Reader, out io.Writer, opts Options) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{
		opts: opts, out: rpc.NewWriter(out), events: make(chan func()), done: make(chan struct{}), ctx: ctx,
		settings: map[string]clientSettings{}, calls: map[string]func(json.RawMessage){}, said: map[string]bool{},
		roots: map[string]*root{}, told: map[string]told{},
	}
	defer s.out.Close()
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v", e)
		}
	}()
	defer s.jobs.Wait()
	defer cancel()
	defer close(s.done)
	messages := make(chan *rpc.Message)
	broken := make(chan error, 1)
	go func() {
		r := rpc.NewReader(in)
		for {
			m, err := r.Read()
			if err != nil {
				broken <- err
				return
			}
			select {
			case messages <- m:
			case <-s.done:
				return
			}
		}
	}()
	for {
		select {
		case m := <-messages:
			if m.Method == "exit" {
				if s.phase == shutdown {
					return nil
				}
				return ErrNoShutdown
			}
			s.handle(m)
		case f := <-s.events:
			if f(); s.failed != nil {
				return s.failed
			}
		case err := <-broken:
			if err == io.EOF {
				err = ErrNoShutdown
			}
			return err
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// later has the loop do f, unless it has ended.
func (s *server) later(f func()) {
	select {
	case s.events <- f:
	case <-s.done:
	}
}

func (s *server) handle(m *rpc.Message) {
	switch {
	case m.Bad != nil:
		s.out.Send(rpc.Failure(nil, rpc.ParseError, m.Bad.Error()))
	case m.IsResponse():
		answer := s.calls[string(m.ID)]
		delete(s.calls, string(m.ID))
		if answer != nil {
			answer(m.Result)
		}
	case m.IsRequest():
		s.request(m)
	case s.phase == initialized:
		s.notification(m)
	}
}

func (s *server) request(m *rpc.Message) {
	switch {
	case s.phase == fresh && m.Method != "initialize":
		s.fail(m, rpc.NotInitialized, "not initialized")
		return
	case s.phase == shutdown:
		s.fail(m, rpc.InvalidRequest, "shut down")
		return
	}
	switch m.Method {
	case "initialize":
		with(s, m, s.initialize)
	case "shutdown":
		s.phase = shutdown
		s.stop()
		s.reply(m, nil)
	case "textDocument/codeAction":
		with(s, m, s.codeAction)
	case "textDocument/hover":
		with(s, m, s.hover)
	case "textDocument/diagnostic":
		with(s, m, s.diagnostic)
	case "workspace/diagnostic":
		s.workspaceDiagnostic(m)
	default:
		s.fail(m, rpc.MethodNotFound, "counterlint does not know "+m.Method)
	}
}

// with has f answer a request whose parameters are a T.
func with[T any](s *server, m *rpc.Message, f func(*rpc.Message, T)) {
	var params T
	if err := json.Unmarshal(m.Params, &params); err != nil {
		s.fail(m, rpc.InvalidParams, m.Method+": "+err.Error())
		return
	}
	f(m, params)
}

func (s *server) notification(m *rpc.Message) {
	var err error
	switch m.Method {
	case "initialized":
		s.register()
		s.askSettings()
	case "textDocument/didOpen":
		err = on(m, func(p protocol.DidOpenParams) error {
			s.docs.Open(p)
			s.textChanged(s.docs.Get(p.TextDocument.URI))
			return nil
		})
	case "textDocument/didChange":
		err = on(m, func(p protocol.DidChangeParams) error {
			err := s.docs.Change(p)
			s.textChanged(s.docs.Get(p.TextDocument.URI))
			return err
		})
	case "textDocument/didClose":
		err = on(m, func(p protocol.DocumentParams) error {
			doc := s.docs.Get(p.TextDocument.URI)
			s.docs.Close(p.TextDocument.URI)
			s.textChanged(doc)
			return nil
		})
	case "textDocument/didSave", "workspace/didChangeWatchedFiles":
		s.fileChanged()
	case "workspace/didChangeWorkspaceFolders":
		err = on(m, func(p protocol.DidChangeFoldersParams) error {
			s.changeFolders(p.Event.Removed, p.Event.Added)
			return nil
		})
	case "workspace/didChangeConfiguration":
		err = on(m, func(p protocol.DidChangeConfigurationParams) error {
			s.configurationChanged(p.Settings)
			return nil
		})
	case "$/cancelRequest":
		err = on(m, func(p protocol.CancelParams) error {
			s.cancel(p.ID)
			return nil
		})
	}
	if err != nil {
		s.log(protocol.Error, m.Method+": "+err.Error())
	}
}

// on has f act on a notification whose parameters are a T.
func on[T any](m *rpc.Message, f func(T) error) error {
	var params T
	if err := json.Unmarshal(m.Params, &params); err != nil {
		return err
	}
	return f(params)
}

func (s *server) reply(m *rpc.Message, result any) { s.out.Send(rpc.Response(m.ID, result)) }

func (s *server) fail(m *rpc.Message, code int, text string) {
	s.out.Send(rpc.Failure(m.ID, code, text))
}

func (s *server) notify(method string, params any) { s.out.Send(rpc.Request(nil, method, params)) }

// log writes to the log of the client.
func (s *server) log(kind int, text string) {
	s.notify("window/logMessage", protocol.MessageParams{Type: kind, Message: "counterlint: " + text})
}

// show tells the user something, once.
func (s *server) show(kind int, text string) {
	if !s.said[text] {
		s.said[text] = true
		s.notify("window/showMessage", protocol.MessageParams{Type: kind, Message: "counterlint: " + text})
	}
}

// call sends a request to the client; answer, if there is one, is given its result, null where
// it failed.
func (s *server) call(method string, params any, answer func(json.RawMessage)) {
	s.lastCall++
	id, _ := json.Marshal(s.lastCall) // a number
	s.calls[string(id)] = answer
	s.out.Send(rpc.Request(id, method, params))
}
