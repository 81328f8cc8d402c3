// Package rpc carries JSON-RPC messages over a stream: each behind a header with its length, as language servers do, or each on a
// line of its own, as servers of the Model Context Protocol do.
//
// It promises that a message is read whole or the stream is at its end, that the bytes of a message can be passed on as they
// came, and that sending never waits for the reader at the other end, so that a loop which answers both sides of a proxy cannot
// lock up. It knows nothing of methods.
package rpc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// maxBody bounds one message. A header that asks for more is no header.
const maxBody = 1 << 30

// A Message is a request, a notification or a response.
type Message struct {
	ID     json.RawMessage // null or absent: none
	Method string          // "": it is a response
	Params json.RawMessage
	Result json.RawMessage // of a response; null without an error, if it has none
	Error  *Error

	Body []byte // as it was read; nil: made here
	Bad  error  // the body is no message: nothing else is set
}

// An Error is a response that says why there is no result.
type Error struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// Codes of errors.
const (
	ParseError       = -32700
	InvalidRequest   = -32600
	MethodNotFound   = -32601
	InvalidParams    = -32602
	InternalError    = -32603
	NotInitialized   = -32002
	RequestFailed    = -32803
	RequestCancelled = -32800
)

// IsRequest tells whether m wants a response.
func (m *Message) IsRequest() bool { return m.Method != "" && m.ID != nil }

// IsResponse tells whether m is one.
func (m *Message) IsResponse() bool { return m.Method == "" && m.Bad == nil }

// wire is a message as it is written. Of a response, exactly one of Result and Error is there.
type wire struct {
	Version string           `json:"jsonrpc"`
	ID      json.RawMessage  `json:"id,omitempty"`
	Method  string           `json:"method,omitempty"`
	Params  json.RawMessage  `json:"params,omitempty"`
	Result  *json.RawMessage `json:"result,omitempty"`
	Error   *Error           `json:"error,omitempty"`
}

// Request makes a request with the given identity, or a notification if that is nil. params must be fit for JSON.
func Request(id json.RawMessage, method string, params any) *Message {
	return &Message{ID: id, Method: method, Params: marshal(params)}
}

// Response makes the answer to a request.
func Response(id json.RawMessage, result any) *Message {
	return &Message{ID: id, Result: marshal(result)}
}

// Failure makes the answer to a request that cannot be met.
func Failure(id json.RawMessage, code int, message string) *Message {
	return &Message{ID: id, Error: &Error{Code: code, Message: message}}
}

// marshal writes v, which is a type of this program: only a mistake in it makes this fail.
func marshal(v any) json.RawMessage {
	if raw, ok := v.(json.RawMessage); ok {
		return raw
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// bytes is the body of m.
func (m *Message) bytes() []byte {
	if m.Body != nil {
		return m.Body
	}
	w := wire{Version: "2.0", ID: m.ID, Method: m.Method, Params: m.Params, Error: m.Error}
	if m.Method == "" {
		if w.ID == nil {
			w.ID = json.RawMessage("null")
		}
		if m.Error == nil {
			result := m.Result
			if result == nil {
				result = json.RawMessage("null")
			}
			w.Result = &result
		}
	}
	return marshal(w)
}

func parse(body []byte) *Message {
	var w wire
	if err := json.Unmarshal(body, &w); err != nil {
		return &Message{Body: body, Bad: err}
	}
	m := &Message{ID: w.ID, Method: w.Method, Params: w.Params, Error: w.Error, Body: body}
	if string(m.ID) == "null" {
		m.ID = nil
	}
	if w.Result != nil {
		m.Result = *w.Result
	}
	if m.Method == "" && m.ID == nil && m.Error == nil {
		return &Message{Body: body, Bad: errors.New("neither a request nor a response")}
	}
	return m
}

// A Reader reads messages.
type Reader struct {
	in   *bufio.Reader
	next func(*bufio.Reader) ([]byte, error)
}

// NewReader reads messages behind headers.
func NewReader(r io.Reader) *Reader { return &Reader{bufio.NewReader(r), headed} }

// NewLineReader reads a message from each line; empty ones are none.
func NewLineReader(r io.Reader) *Reader { return &Reader{bufio.NewReader(r), line} }

// Read returns the next message. The error is io.EOF at an end between messages.
func (r *Reader) Read() (*Message, error) {
	body, err := r.next(r.in)
	if err != nil {
		return nil, err
	}
	return parse(body), nil
}

// line reads a body that is a line. The last one may lack its end.
func line(in *bufio.Reader) ([]byte, error) {
	for {
		text, err := in.ReadBytes('\n')
		if text = bytes.TrimSpace(text); len(text) > 0 {
			return text, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// headed reads a body behind its header.
func headed(in *bufio.Reader) ([]byte, error) {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadString('\n')
		if err == io.EOF && (!first || line != "") {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" && first {
			return nil, errors.New("malformed header: an empty line")
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("malformed header: %.60q", line)
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			length, err = strconv.Atoi(strings.TrimSpace(value))
			if err != nil || length < 0 || length > maxBody {
				return nil, fmt.Errorf("malformed header: %.60q", line)
			}
		}
	}
	if length < 0 {
		return nil, errors.New("malformed header: no Content-Length")
	}
	var body bytes.Buffer // grows as the bytes come: a length may promise more than there is
	if _, err := io.CopyN(&body, in, int64(length)); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return body.Bytes(), nil
}

// A Writer sends messages in the order in which it is given them.
type Writer struct {
	out   io.Writer
	frame func(body []byte) []byte
	mu    sync.Mutex
	cond  *sync.Cond
	todo  [][]byte
	done  bool // no more will come
	gone  bool // the other end cannot be reached, or all is written
}

// NewWriter starts a writer of messages behind headers; it ends with Close.
func NewWriter(w io.Writer) *Writer {
	return newWriter(w, func(body []byte) []byte {
		return append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...)
	})
}

// NewLineWriter starts a writer of messages on lines of their own; it ends with Close. The messages must be made here: one that was
// read may have line ends within.
func NewLineWriter(w io.Writer) *Writer {
	return newWriter(w, func(body []byte) []byte { return append(body, '\n') })
}

func newWriter(w io.Writer, frame func([]byte) []byte) *Writer {
	out := &Writer{out: w, frame: frame}
	out.cond = sync.NewCond(&out.mu)
	go out.work()
	return out
}

// Send takes a message; it never waits. What the other end will not read is dropped.
func (w *Writer) Send(m *Message) {
	body := m.bytes()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done || w.gone {
		return
	}
	w.todo = append(w.todo, body)
	w.cond.Broadcast()
}

// Close waits until all is written or cannot be.
func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = true
	w.cond.Broadcast()
	for !w.gone {
		w.cond.Wait()
	}
}

func (w *Writer) work() {
	for {
		w.mu.Lock()
		for len(w.todo) == 0 && !w.done {
			w.cond.Wait()
		}
		todo := w.todo
		w.todo = nil
		w.mu.Unlock()
		failed := false
		for _, body := range todo {
			if _, err := w.out.Write(w.frame(body)); err != nil {
				failed = true
				break
			}
		}
		w.mu.Lock()
		if failed || w.done && len(w.todo) == 0 {
			w.gone, w.todo = true, nil
			w.cond.Broadcast()
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}
