package cache

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestMain turns the test binary into a cache program where the environment says so.
func TestMain(m *testing.M) {
	if mode := os.Getenv("TEST_CACHEPROG"); mode != "" && len(os.Args) > 1 && os.Args[1] == "serve" {
		serve(mode, os.Args[2])
		return
	}
	os.Exit(m.Run())
}

// serve is a cache program that keeps bodies in dir. mode says what is wrong with it.
func serve(mode, dir string) {
	out := json.NewEncoder(os.Stdout)
	in := bufio.NewReader(os.Stdin)
	switch mode {
	case "mute":
		return
	case "nonsense":
		fmt.Println("<html>")
		return
	case "reader":
		out.Encode(response{KnownCommands: []string{"get"}})
	default:
		out.Encode(response{KnownCommands: []string{"get", "put", "close"}})
	}
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			panic(err)
		}
		body := ""
		if r.BodySize > 0 {
			body, _ = in.ReadString('\n')
		}
		name := filepath.Join(dir, hex.EncodeToString(r.ActionID))
		switch {
		case mode == "dies":
			return
		case mode == "refuses":
			out.Encode(response{ID: r.ID, Err: "no room"})
		case mode == "liar":
			out.Encode(response{ID: r.ID, DiskPath: filepath.Join(dir, "gone")})
		case r.Command == "put":
			data, err := base64.StdEncoding.DecodeString(strings.Trim(body, "\"\n"))
			if err != nil || int64(len(data)) != r.BodySize {
				panic(fmt.Sprint(err, len(data), r.BodySize))
			}
			if mode == "damages" {
				data[len(data)-1]++
			}
			if err := os.WriteFile(name, data, 0o666); err != nil {
				panic(err)
			}
			out.Encode(response{ID: r.ID, DiskPath: name})
		case r.Command == "get":
			_, err := os.Stat(name)
			out.Encode(response{ID: r.ID, Miss: err != nil, DiskPath: name})
		case r.Command == "close":
			out.Encode(response{ID: r.ID})
			return
		}
	}
}

// sharing returns a new store that shares by a program with the given mode, which keeps its bodies in dir.
func sharing(t *testing.T, mode, dir string) (*Store, *Prog) {
	t.Helper()
	t.Setenv("TEST_CACHEPROG", mode)
	p, err := StartProg(os.Args[0] + " serve " + dir)
	if err != nil {
		t.Fatal(err)
	}
	s := Open(t.TempDir())
	s.Share(p)
	return s, p
}

func TestShare(t *testing.T) {
	dir := t.TempDir()
	one, p := sharing(t, "fine", dir)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if _, ok := one.Get(Key{byte(i), 1}); ok {
				t.Errorf("%d is there already", i)
			}
			if !one.Put(Key{byte(i), 1}, bytes.Repeat([]byte{byte(i)}, i*1000)) {
				t.Errorf("%d is not kept", i)
			}
		})
	}
	wg.Wait()
	p.Close()

	for _, mode := range []string{"fine", "reader"} {
		two, p := sharing(t, mode, dir)
		for i := range 50 {
			if blob, ok := two.Get(Key{byte(i), 1}); !ok || len(blob) != i*1000 {
				t.Errorf("%s: %d: %d bytes, %v", mode, i, len(blob), ok)
			}
		}
		two.Put(Key{200}, nil)
		p.Close()
		if w := two.Warnings(); len(w) != 0 {
			t.Errorf("%s: %q", mode, w)
		}
		alone := Open(two.Dir()) // what came from afar stays here
		if _, ok := alone.Get(Key{49, 1}); !ok {
			t.Errorf("%s: it is not kept", mode)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, hex.EncodeToString(append([]byte{200}, make([]byte, 31)...)))); err != nil {
		t.Error("what the second stored did not arrive:", err)
	}
}

// A program that is broken costs its answers and one warning, never a wrong answer or an entry of the store itself.
func TestShareBroken(t *testing.T) {
	for mode, want := range map[string]string{"dies": "it left", "refuses": "no room", "liar": "it names a file that cannot be read", "damages": ""} {
		dir := t.TempDir()
		s, p := sharing(t, mode, dir)
		if !s.Put(Key{1}, []byte("one")) {
			t.Errorf("%s: it is not kept", mode)
		}
		fresh := Open(t.TempDir())
		fresh.Share(p)
		if blob, ok := fresh.Get(Key{1}); ok {
			t.Errorf("%s: it gives %q", mode, blob)
		}
		if blob, ok := s.Get(Key{1}); !ok || string(blob) != "one" {
			t.Errorf("%s: %q, %v", mode, blob, ok)
		}
		p.Close()
		warns := s.Warnings()
		if want == "" != (len(warns) == 0) || want != "" && (len(warns) != 1 || !strings.Contains(warns[0], want)) {
			t.Errorf("%s: warnings %q, want %q", mode, warns, want)
		}
	}
}

func TestStartProgFails(t *testing.T) {
	t.Setenv("TEST_CACHEPROG", "nonsense")
	if _, err := StartProg(os.Args[0] + " serve x"); err == nil || !strings.Contains(err.Error(), "invalid character") {
		t.Errorf("nonsense: %v", err)
	}
	t.Setenv("TEST_CACHEPROG", "mute")
	if _, err := StartProg(os.Args[0] + " serve x"); err == nil || err.Error() != "it left" {
		t.Errorf("mute: %v", err)
	}
	for _, command := range []string{" ", filepath.Join(t.TempDir(), "gone")} {
		if _, err := StartProg(command); err == nil {
			t.Errorf("%q starts", command)
		}
	}
}
