// Package client is the other side of a language server, for tests and measurements: what an editor sends, by a script. Since both
// sides of the protocol are alike, it also stands in for a server.
//
// It promises that nothing which the server says is lost: a message that nobody waits for yet is kept. It waits for messages and
// never for time.
package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// A Client is one connection. Its calls may be made from one goroutine at a time.
type Client struct {
	out *rpc.Writer

	mu      sync.Mutex
	cond    *sync.Cond
	log     []*rpc.Message // notifications and requests of the server
	answers map[string]*rpc.Message
	err     error // why no more will come
	lastID  int

	// Answer gives the result of a request of the other side, an [*rpc.Error], or [Silence]; nil answers null.
	Answer func(method string, params json.RawMessage) any
}

// New reads what the server says until it ends.
func New(in io.Reader, out io.Writer, answer func(method string, params json.RawMessage) any) *Client {
	c := &Client{out: rpc.NewWriter(out), answers: map[string]*rpc.Message{}, Answer: answer}
	c.cond = sync.NewCond(&c.mu)
	go c.read(rpc.NewReader(in))
	return c
}

func (c *Client) read(r *rpc.Reader) {
	for {
		m, err := r.Read()
		if err == nil && m.Bad != nil {
			err = fmt.Errorf("%w: %s", m.Bad, m.Body)
		}
		if err == nil && m.IsRequest() {
			c.answer(m)
		}
		c.mu.Lock()
		switch {
		case err != nil:
			c.err = err
		case m.IsResponse():
			c.answers[string(m.ID)] = m
		default:
			c.log = append(c.log, m)
		}
		c.cond.Broadcast()
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (c *Client) answer(m *rpc.Message) {
	var result any
	if c.Answer != nil {
		result = c.Answer(m.Method, m.Params)
	}
	switch result := result.(type) {
	case silence:
	case *rpc.Error:
		c.out.Send(rpc.Failure(m.ID, result.Code, result.Message))
	default:
		c.out.Send(rpc.Response(m.ID, result))
	}
}

type silence struct{}

// Silence, given as the answer to a request, is none.
var Silence = silence{}

// Send sends a message as it is.
func (c *Client) Send(m *rpc.Message) { c.out.Send(m) }

// Notify sends a notification.
func (c *Client) Notify(method string, params any) { c.out.Send(rpc.Request(nil, method, params)) }

// Start sends a request and returns its identity.
func (c *Client) Start(method string, params any) json.RawMessage {
	c.mu.Lock()
	c.lastID++
	id, _ := json.Marshal(c.lastID) // a number
	c.mu.Unlock()
	c.out.Send(rpc.Request(id, method, params))
	return id
}

// Finish waits for the answer to a request. The error may be an [*rpc.Error].
func (c *Client) Finish(id json.RawMessage, result any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.answers[string(id)] == nil {
		if c.err != nil {
			return fmt.Errorf("the server ended: %w", c.err)
		}
		c.cond.Wait()
	}
	m := c.answers[string(id)]
	delete(c.answers, string(id))
	if m.Error != nil {
		return m.Error
	}
	if result == nil || m.Result == nil {
		return nil
	}
	return json.Unmarshal(m.Result, result)
}

// Call sends a request and waits for its answer.
func (c *Client) Call(method string, params, result any) error {
	return c.Finish(c.Start(method, params), result)
}

// Mark is the number of messages that came so far.
func (c *Client) Mark() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.log)
}

// Wait returns the first message after a mark that ok accepts, and the mark behind it.
func (c *Client) Wait(mark int, ok func(*rpc.Message) bool) (*rpc.Message, int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for ; mark < len(c.log); mark++ {
			if ok(c.log[mark]) {
				return c.log[mark], mark + 1, nil
			}
		}
		if c.err != nil {
			return nil, mark, fmt.Errorf("the server ended: %w", c.err)
		}
		c.cond.Wait()
	}
}

// Published returns the last diagnostics of a file that were published before a mark; nil if there were none.
func (c *Client) Published(mark int, uri string) *protocol.PublishParams {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := min(mark, len(c.log)) - 1; i >= 0; i-- {
		if p, ok := publication(c.log[i]); ok && protocol.Key(p.URI) == protocol.Key(uri) {
			return p
		}
	}
	return nil
}

// WaitPublished waits for diagnostics of a file that ok accepts.
func (c *Client) WaitPublished(mark int, uri string, ok func(*protocol.PublishParams) bool) (p *protocol.PublishParams, next int, err error) {
	_, next, err = c.Wait(mark, func(m *rpc.Message) bool {
		var is bool
		p, is = publication(m)
		return is && protocol.Key(p.URI) == protocol.Key(uri) && ok(p)
	})
	return p, next, err
}

func publication(m *rpc.Message) (*protocol.PublishParams, bool) {
	if m.Method != "textDocument/publishDiagnostics" {
		return nil, false
	}
	p := &protocol.PublishParams{}
	return p, json.Unmarshal(m.Params, p) == nil
}

// Close sends what is left and no more, and waits until the server has ended. It returns nil if that was in order.
func (c *Client) Close() error {
	c.out.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.err == nil {
		c.cond.Wait()
	}
	if errors.Is(c.err, io.EOF) || errors.Is(c.err, io.ErrClosedPipe) {
		return nil
	}
	return c.err
}
