package rpc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func TestRead(t *testing.T) {
	in := frame(`{"jsonrpc":"2.0","id":1,"method":"a","params":{"x": 1}}`) +
		"content-type: text\r\nCONTENT-LENGTH:32 \n\n" + `{"method":"b","params":[1,"é"]}` +
		frame(`{"id":"s","result":null}`) + frame(`{"id":2,"error":{"code":-1,"message":"no"}}`) + frame(`[]`) + frame(`{"id":null}`) + frame("")
	r := NewReader(strings.NewReader(in))
	var got []string
	for {
		m, err := r.Read()
		if err != nil {
			got = append(got, err.Error())
			break
		}
		got = append(got, fmt.Sprintf("%s %s %s %s %v %v %v", m.ID, m.Method, m.Params, m.Result, m.Error != nil, m.Bad != nil, m.IsRequest()))
	}
	want := []string{
		`1 a {"x": 1}  false false true`,
		` b [1,"é"]  false false false`,
		`"s"    false false false`, `2    true false false`, `    false true false`, `    false true false`, `    false true false`, "EOF",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestReadErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "EOF",
		"Content-Length: 5\r\n\r\nabc":    "unexpected EOF",
		"Content-Length: 5\r\n":           "unexpected EOF",
		"Content-Le":                      "unexpected EOF",
		"\r\n{}":                          "malformed header: an empty line",
		"nonsense\r\n\r\n":                `malformed header: "nonsense"`,
		"Content-Length: -1\r\n\r\n":      `malformed header: "Content-Length: -1"`,
		"Content-Length: 9e9\r\n\r\n":     `malformed header: "Content-Length: 9e9"`,
		"Content-Type: x\r\n\r\n{}":       "malformed header: no Content-Length",
		"Content-Length: 99999999999\r\n": `malformed header: "Content-Length: 99999999999"`,
	} {
		if _, err := NewReader(strings.NewReader(in)).Read(); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

// Whatever is sent comes out as it went in, and a message that was read goes on byte for byte.
func TestRoundTrip(t *testing.T) {
	odd := `{ "method":"x" ,"jsonrpc":"2.0", "unknown":1 }`
	var out bytes.Buffer
	w := NewWriter(&out)
	w.Send(parse([]byte(odd)))
	w.Send(Request(json.RawMessage("7"), "m", map[string]int{"a": 1}))
	w.Send(Response(json.RawMessage(`"x"`), nil))
	w.Send(Failure(nil, ParseError, "bad"))
	w.Close()
	w.Send(Response(nil, nil)) // too late, and no harm
	want := frame(odd) + frame(`{"jsonrpc":"2.0","id":7,"method":"m","params":{"a":1}}`) + frame(`{"jsonrpc":"2.0","id":"x","result":null}`) +
		frame(`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"bad"}}`)
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// A line is a message; what is no message is said to be none, and the next line is read all the same.
func TestLines(t *testing.T) {
	in := "\n" + `{"id":1,"method":"a"}` + "\r\n  \n" + `{"method":"b","params":{"x": "\n"}}` + "\n{\n[]\n" + `{"id":"s","result":null}`
	r := NewLineReader(strings.NewReader(in))
	var got []string
	for {
		m, err := r.Read()
		if err != nil {
			got = append(got, err.Error())
			break
		}
		got = append(got, fmt.Sprintf("%s %s %s %v", m.ID, m.Method, m.Params, m.Bad != nil))
	}
	want := []string{"1 a  false", ` b {"x": "\n"} false`, "   true", "   true", `"s"   false`, "EOF"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var out bytes.Buffer
	w := NewLineWriter(&out)
	w.Send(Request(json.RawMessage("7"), "m", json.RawMessage("{\n\"a\": 1\n}")))
	w.Send(Response(json.RawMessage(`"x"`), "two\nlines"))
	w.Close()
	if want := `{"jsonrpc":"2.0","id":7,"method":"m","params":{"a":1}}` + "\n" + `{"jsonrpc":"2.0","id":"x","result":"two\nlines"}` + "\n"; out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

type refuses struct{}

func (refuses) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// An end that does not read costs nobody time.
func TestWriterWithoutReader(t *testing.T) {
	pr, pw := io.Pipe()
	w := NewWriter(pw)
	for range 1000 {
		w.Send(Request(nil, "m", nil))
	}
	pr.Close()
	w.Close()
	broken := NewWriter(refuses{})
	broken.Send(Request(nil, "m", nil))
	broken.Close()
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(frame(`{"id":1,"method":"x"}`) + frame(`{"id":1,"result":{}}`)))
	f.Add([]byte("Content-Length: 2\n\n{}"))
	f.Add([]byte("Content-Length: 1000000000\r\n\r\n{"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewReader(bytes.NewReader(in))
		for {
			m, err := r.Read()
			if err != nil {
				return
			}
			again, err := NewReader(strings.NewReader(frame(string(m.bytes())))).Read()
			if err != nil || !bytes.Equal(again.Body, m.Body) || (again.Bad == nil) != (m.Bad == nil) {
				t.Fatalf("%q came back as %q, %v", m.Body, again.Body, err)
			}
			if m.Bad == nil {
				m.Body = nil
				if again := parse(m.bytes()); again.Bad != nil || again.Method != m.Method || string(again.ID) != string(m.ID) {
					t.Fatalf("%+v came back as %+v", m, again)
				}
			}
		}
	})
}
