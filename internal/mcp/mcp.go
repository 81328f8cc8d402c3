// Package mcp is a server of the Model Context Protocol over two streams: a program at the other end finds out which tools there are,
// and calls them.
//
// It promises an answer to each request, in whatever order the calls end, one line for each mistake of the client, and none for a call
// that the client took back. At the end of its input it finishes what it was asked for. It knows tools and nothing else of the
// protocol: no resources, no prompts, no requests to the client; and it knows no tool, those are handed to it.
package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/counterlint/counterlint/internal/rpc"
)

// A Tool is something that a client may ask to have done.
type Tool struct {
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Schema      json.RawMessage `json:"inputSchema"` // of its arguments, an object
	Annotations Annotations     `json:"annotations"`

	// Call does it. The arguments are an object, or null. It runs on a goroutine of its own, until ctx ends at the latest.
	Call func(ctx context.Context, arguments json.RawMessage) Result `json:"-"`
}

// Annotations tell a client whether to ask its user first.
type Annotations struct {
	ReadOnly  bool `json:"readOnlyHint"`
	OpenWorld bool `json:"openWorldHint"` // it deals with more than the files here
}

// A Result is what a call has to say, in one text or several.
type Result struct {
	Texts  []string
	Failed bool // the texts say why
}

// MarshalJSON writes the result as the protocol has it.
func (r Result) MarshalJSON() ([]byte, error) {
	type content struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	list := []content{}
	for _, text := range r.Texts {
		list = append(list, content{"text", text})
	}
	return json.Marshal(struct {
		Content []content `json:"content"`
		Failed  bool      `json:"isError"`
	}{list, r.Failed})
}

// Options say what the server offers.
type Options struct {
	Name, Version string
	Instructions  string // when to use which tool
	Tools         []Tool
}

// versions are those of the protocol that are spoken, the oldest first. In that of 2025-03-26 several messages may come as one array,
// which no other version has; its clients speak an older one too.
var versions = []string{"2024-11-05", "2025-06-18", "2025-11-25"}

// A session is one connection. All of it is the loop's own.
type session struct {
	Options
	out      *rpc.Writer
	greeted  bool
	calls    map[string]context.CancelFunc // under way, by the identity of their requests
	running  int                           // calls that were taken back but have not ended included
	finished chan finished
}

type finished struct {
	id     json.RawMessage
	result Result
}

// Run serves a client until it says no more, or ctx ends. The error is that of the input.
func Run(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &session{Options: o, out: rpc.NewLineWriter(out), calls: map[string]context.CancelFunc{}, finished: make(chan finished)}
	defer s.out.Close()
	messages, broken := read(ctx, in)
	var err error
	for open := true; open || s.running > 0; {
		select {
		case m := <-messages:
			s.take(ctx, m)
		case err = <-broken:
			open = false
		case <-ctx.Done():
			for open = false; s.running > 0; s.running-- {
				<-s.finished
			}
		case f := <-s.finished:
			s.running--
			if s.calls[string(f.id)] != nil {
				s.out.Send(rpc.Response(f.id, f.result))
				s.forget(f.id)
			}
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func read(ctx context.Context, in io.Reader) (messages chan *rpc.Message, broken chan error) {
	messages, broken = make(chan *rpc.Message), make(chan error, 1)
	go func() {
		for r := rpc.NewLineReader(in); ; {
			m, err := r.Read()
			if err != nil {
				broken <- err
				return
			}
			select {
			case messages <- m:
			case <-ctx.Done():
				return
			}
		}
	}()
	return messages, broken
}

func (s *session) take(ctx context.Context, m *rpc.Message) {
	switch {
	case m.Bad != nil && !json.Valid(m.Body):
		s.out.Send(rpc.Failure(nil, rpc.ParseError, "no JSON: "+m.Bad.Error()))
	case m.Bad != nil:
		s.out.Send(rpc.Failure(nil, rpc.InvalidRequest, "no message: "+m.Bad.Error()))
	case m.IsRequest():
		if err := s.answer(ctx, m); err != nil {
			s.out.Send(rpc.Failure(m.ID, err.Code, err.Message))
		}
	case m.Method == "notifications/cancelled":
		var p struct {
			RequestID json.RawMessage `json:"requestId"`
		}
		if json.Unmarshal(m.Params, &p) == nil && s.calls[string(p.RequestID)] != nil {
			s.forget(p.RequestID) // and say nothing of it
		}
	}
}

// forget ends a call.
func (s *session) forget(id json.RawMessage) {
	s.calls[string(id)]()
	delete(s.calls, string(id))
}

func (s *session) answer(ctx context.Context, m *rpc.Message) *rpc.Error {
	switch {
	case m.Method == "ping":
		s.out.Send(rpc.Response(m.ID, struct{}{}))
	case m.Method == "initialize":
		return s.greet(m)
	case m.Method != "tools/list" && m.Method != "tools/call":
		return &rpc.Error{Code: rpc.MethodNotFound, Message: fmt.Sprintf("there is no method %q", m.Method)}
	case !s.greeted:
		return &rpc.Error{Code: rpc.InvalidRequest, Message: m.Method + " before initialize"}
	case m.Method == "tools/list":
		s.out.Send(rpc.Response(m.ID, map[string]any{"tools": s.Tools}))
	default:
		return s.call(ctx, m)
	}
	return nil
}

// greet agrees on a version: the client's, or the newest that is older, or the oldest.
func (s *session) greet(m *rpc.Message) *rpc.Error {
	var p struct {
		Version string `json:"protocolVersion"`
	}
	if err := json.Unmarshal(m.Params, &p); err != nil || p.Version == "" {
		return &rpc.Error{Code: rpc.InvalidParams, Message: "initialize without a protocolVersion"}
	}
	version := versions[0]
	for _, v := range versions {
		if v <= p.Version {
			version = v
		}
	}
	s.greeted = true
	s.out.Send(rpc.Response(m.ID, map[string]any{
		"protocolVersion": version,
		"capabilities":    map[string]any{"tools": struct{}{}},
		"serverInfo":      map[string]string{"name": s.Name, "version": s.Version},
		"instructions":    s.Instructions,
	}))
	return nil
}

func (s *session) call(ctx context.Context, m *rpc.Message) *rpc.Error {
	var p struct {
		Name      string
		Arguments json.RawMessage
	}
	if err := json.Unmarshal(m.Params, &p); err != nil {
		return &rpc.Error{Code: rpc.InvalidParams, Message: "tools/call: " + err.Error()}
	}
	i := slices.IndexFunc(s.Tools, func(t Tool) bool { return t.Name == p.Name })
	if i < 0 {
		return &rpc.Error{Code: rpc.InvalidParams, Message: fmt.Sprintf("there is no tool %q", p.Name)}
	}
	if s.calls[string(m.ID)] != nil {
		return &rpc.Error{Code: rpc.InvalidRequest, Message: fmt.Sprintf("request %s is under way already", m.ID)}
	}
	ctx, s.calls[string(m.ID)] = context.WithCancel(ctx)
	s.running++
	go func() { s.finished <- finished{m.ID, s.Tools[i].Call(ctx, p.Arguments)} }()
	return nil
}
