package mcp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/counterlint/counterlint/internal/mcp"
)

// A client writes lines and reads lines.
type client struct {
	t     *testing.T
	in    *io.PipeWriter
	out   *bufio.Scanner
	ended chan error
}

func serve(t *testing.T, ctx context.Context, tools ...mcp.Tool) *client {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	c := &client{t: t, in: inW, out: bufio.NewScanner(outR), ended: make(chan error, 1)}
	go func() {
		err := mcp.Run(ctx, inR, outW, mcp.Options{Name: "test", Version: "1", Instructions: "Use it.", Tools: tools})
		outW.Close()
		c.ended <- err
	}()
	return c
}

func (c *client) say(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		if _, err := io.WriteString(c.in, line+"\n"); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *client) want(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		if !c.out.Scan() {
			c.t.Fatalf("the server ended, want %s", line)
		}
		if got := c.out.Text(); got != line {
			c.t.Errorf("got\n%s\nwant\n%s", got, line)
		}
	}
}

// over wants the end of the output, and of the server without an error.
func (c *client) over() {
	c.t.Helper()
	if c.out.Scan() {
		c.t.Errorf("one more: %s", c.out.Text())
	}
	if err := <-c.ended; err != nil {
		c.t.Error(err)
	}
}

const hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}`

func (c *client) greet() {
	c.t.Helper()
	c.say(hello, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	c.want(`{"jsonrpc":"2.0","id":0,"result":{"capabilities":{"tools":{}},"instructions":"Use it.","protocolVersion":"2025-06-18","serverInfo":{"name":"test","version":"1"}}}`)
}

func call(id, tool, arguments string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, id, tool, arguments)
}

func answer(id, text string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":{"content":[{"type":"text","text":%q}],"isError":false}}`, id, text)
}

func failure(id string, code int, message string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"error":{"code":%d,"message":%q}}`, id, code, message)
}

var echo = mcp.Tool{
	Name: "echo", Description: "Says it again.", Schema: json.RawMessage(`{"type":"object"}`), Annotations: mcp.Annotations{ReadOnly: true},
	Call: func(_ context.Context, arguments json.RawMessage) mcp.Result {
		return mcp.Result{Texts: []string{string(arguments)}}
	},
}

// patient is a tool that says when it began and when it was told to stop, and ends when it may.
func patient() (t mcp.Tool, began chan string, let chan bool, stopped *atomic.Int32) {
	began, let, stopped = make(chan string), make(chan bool), &atomic.Int32{}
	return mcp.Tool{Name: "wait", Schema: json.RawMessage(`{}`), Call: func(ctx context.Context, arguments json.RawMessage) mcp.Result {
		began <- string(arguments)
		select {
		case <-ctx.Done():
			stopped.Add(1)
		case <-let:
		}
		return mcp.Result{Texts: []string{string(arguments)}}
	}}, began, let, stopped
}

func TestConversation(t *testing.T) {
	failing := mcp.Tool{Name: "fail", Schema: json.RawMessage(`{}`), Call: func(context.Context, json.RawMessage) mcp.Result { return mcp.Result{Failed: true} }}
	c := serve(t, t.Context(), echo, failing)
	c.say(`{"jsonrpc":"2.0","id":"p","method":"ping"}`, `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	c.want(`{"jsonrpc":"2.0","id":"p","result":{}}`, failure("1", -32600, "tools/list before initialize"))
	c.greet()
	c.say(`{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}`)
	c.want(`{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"echo","description":"Says it again.","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true,"openWorldHint":false}},` +
		`{"name":"fail","description":"","inputSchema":{},"annotations":{"readOnlyHint":false,"openWorldHint":false}}]}}`)
	c.say(call("3", "echo", `{"a":"b"}`))
	c.want(answer("3", `{"a":"b"}`))
	c.say(call("4", "fail", `null`))
	c.want(`{"jsonrpc":"2.0","id":4,"result":{"content":[],"isError":true}}`)
	c.in.Close()
	c.over()
}

func TestVersions(t *testing.T) {
	for asked, want := range map[string]string{
		"2024-11-05": "2024-11-05", "2025-03-26": "2024-11-05", "2025-06-18": "2025-06-18", "2025-11-25": "2025-11-25", "2026-07-28": "2025-11-25", "0": "2024-11-05",
	} {
		c := serve(t, t.Context())
		c.say(strings.Replace(hello, "2025-06-18", asked, 1))
		if !c.out.Scan() || !strings.Contains(c.out.Text(), `"protocolVersion":"`+want+`"`) {
			t.Errorf("%s: %s", asked, c.out.Text())
		}
		c.in.Close()
		c.over()
	}
}

// Each mistake is answered, and the conversation goes on.
func TestBadInput(t *testing.T) {
	c := serve(t, t.Context(), echo)
	c.greet()
	for _, tt := range []struct{ say, want string }{
		{`{"jsonrpc":`, failure("null", -32700, "no JSON: unexpected end of JSON input")},
		{`Content-Length: 2`, failure("null", -32700, "no JSON: invalid character 'C' looking for beginning of value")},
		{`{"id":null}`, failure("null", -32600, "no message: neither a request nor a response")},
		{`{"id":1,"method":"server/discover"}`, failure("1", -32601, `there is no method "server/discover"`)},
		{`{"id":1,"method":"resources/list"}`, failure("1", -32601, `there is no method "resources/list"`)},
		{`{"id":1,"method":"initialize"}`, failure("1", -32602, "initialize without a protocolVersion")},
		{`{"id":1,"method":"tools/call"}`, failure("1", -32602, "tools/call: unexpected end of JSON input")},
		{call("1", "ecko", `{}`), failure("1", -32602, `there is no tool "ecko"`)},
	} {
		c.say(tt.say)
		c.want(tt.want)
	}
	c.say(`{"method":"notifications/unknown"}`, `{"id":7,"result":{}}`, `{"method":"notifications/cancelled","params":{"requestId":99}}`, `{"method":"notifications/cancelled"}`, ``)
	c.say(call("2", "echo", `{}`))
	c.want(answer("2", "{}"))
	c.in.Close()
	c.over()
}

// Calls run side by side, and one that is taken back ends unanswered.
func TestCancellation(t *testing.T) {
	wait, began, let, stopped := patient()
	c := serve(t, t.Context(), wait, echo)
	c.greet()
	c.say(call(`"a"`, "wait", `1`))
	<-began
	c.say(call(`"a"`, "wait", `2`))
	c.want(failure(`"a"`, -32600, `request "a" is under way already`))
	c.say(call(`"b"`, "wait", `3`))
	<-began
	c.say(call(`"c"`, "echo", `4`))
	c.want(answer(`"c"`, "4"))
	c.say(`{"method":"notifications/cancelled","params":{"requestId":"a","reason":"enough"}}`, `{"id":9,"method":"ping"}`)
	c.want(`{"jsonrpc":"2.0","id":9,"result":{}}`)
	let <- true
	c.want(answer(`"b"`, "3"))
	c.say(call(`"a"`, "echo", `5`)) // free again
	c.want(answer(`"a"`, "5"))
	c.in.Close()
	c.over()
	if stopped.Load() != 1 {
		t.Errorf("%d calls were told to stop", stopped.Load())
	}
}

// What was asked for before the end is answered.
func TestEnd(t *testing.T) {
	wait, began, let, stopped := patient()
	c := serve(t, t.Context(), wait)
	c.greet()
	c.say(call("1", "wait", `1`))
	<-began
	c.in.Close()
	let <- true
	c.want(answer("1", "1"))
	c.over()
	if stopped.Load() != 0 {
		t.Error("the call was told to stop")
	}
}

// A signal ends all calls, and nobody is answered.
func TestStop(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	wait, began, _, stopped := patient()
	c := serve(t, ctx, wait)
	c.greet()
	c.say(call("1", "wait", `1`), call("2", "wait", `2`))
	<-began
	<-began
	stop()
	c.over()
	if stopped.Load() != 2 {
		t.Errorf("%d calls were told to stop", stopped.Load())
	}
}

func TestBrokenInput(t *testing.T) {
	c := serve(t, t.Context())
	broken := errors.New("no more")
	c.in.CloseWithError(broken)
	if err := <-c.ended; !errors.Is(err, broken) {
		t.Error(err)
	}
}
