package cache

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Prog is a program that keeps blobs somewhere else, for several machines. It speaks the protocol that the go command has for
// GOCACHEPROG (see cmd/go/internal/cacheprog): lines of JSON on its standard input and output. A program that fails is not asked
// again, and [Prog.Err] says why.
type Prog struct {
	cmd *exec.Cmd
	can []string // commands that it knows

	write sync.Mutex // a request and its body go out in one piece
	in    *bufio.Writer
	pipe  io.WriteCloser

	mu      sync.Mutex
	last    int64
	waiting map[int64]chan response
	err     error
	closing bool
	left    chan struct{} // closed when its output has ended
}

type request struct {
	ID       int64
	Command  string
	ActionID []byte `json:",omitempty"`
	OutputID []byte `json:",omitempty"`
	BodySize int64  `json:",omitempty"`
}

type response struct {
	ID            int64
	Err           string
	KnownCommands []string
	Miss          bool
	DiskPath      string
}

// patience is how long a program may take for its first line, and to leave. Requests in between have no limit of their own: what
// they wait for may be a slow network.
const patience = 10 * time.Second

// StartProg starts the program of a command line: its name and flags, separated by blanks.
func StartProg(command string) (*Prog, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return nil, errors.New("no command")
	}
	p := &Prog{cmd: exec.Command(words[0], words[1:]...), waiting: map[int64]chan response{}, left: make(chan struct{})}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.pipe, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.in = bufio.NewWriter(p.pipe)
	hello := p.expect(0)
	go p.read(out)
	select {
	case r, ok := <-hello:
		if !ok {
			return nil, p.quit()
		}
		p.can = r.KnownCommands
		return p, nil
	case <-time.After(patience):
		p.fail(errors.New("it does not answer"))
		return nil, p.quit()
	}
}

// read hands responses to those who wait for them.
func (p *Prog) read(out io.Reader) {
	defer close(p.left)
	lines := json.NewDecoder(out)
	for {
		var r response
		if err := lines.Decode(&r); err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("it left")
			}
			p.fail(err)
			return
		}
		p.mu.Lock()
		c := p.waiting[r.ID]
		delete(p.waiting, r.ID)
		p.mu.Unlock()
		if c != nil {
			c <- r
		}
	}
}

func (p *Prog) expect(id int64) <-chan response {
	c := make(chan response, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		close(c)
	} else {
		p.waiting[id] = c
	}
	return c
}

// fail ends the conversation. The first error is the one that tells.
func (p *Prog) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing { // it may leave as it likes
		err = errClosed
	}
	if p.err == nil {
		p.err = err
	}
	for id, c := range p.waiting {
		delete(p.waiting, id)
		close(c)
	}
}

// quit kills the program and returns what was wrong with it.
func (p *Prog) quit() error {
	_ = p.cmd.Process.Kill() // it may be gone already
	<-p.left
	_ = p.cmd.Wait() // how it died says no more than that it did
	return p.Err()
}

// errClosed ends a conversation that nothing was wrong with.
var errClosed = errors.New("closed")

// Err says what was wrong with the program; nil: nothing so far.
func (p *Prog) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == errClosed {
		return nil
	}
	return p.err
}

// ask sends a request and waits for the answer. It reports false if none came.
func (p *Prog) ask(r request, body []byte) (response, bool) {
	p.mu.Lock()
	p.last++
	r.ID = p.last
	p.mu.Unlock()
	answer := p.expect(r.ID)
	if err := p.send(r, body); err != nil {
		p.fail(err)
	}
	got, ok := <-answer
	if ok && got.Err != "" {
		p.fail(errors.New(got.Err))
		return got, false
	}
	return got, ok
}

func (p *Prog) send(r request, body []byte) error {
	p.write.Lock()
	defer p.write.Unlock()
	values := []any{r}
	if r.BodySize > 0 {
		values = append(values, body) // as a string in base 64
	}
	for _, v := range values {
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if _, err := p.in.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return p.in.Flush()
}

// get returns what the program has under key.
func (p *Prog) get(key Key) ([]byte, bool) {
	if !slices.Contains(p.can, "get") {
		return nil, false
	}
	r, ok := p.ask(request{Command: "get", ActionID: key[:]}, nil)
	if !ok || r.Miss {
		return nil, false
	}
	data, err := os.ReadFile(r.DiskPath)
	if err != nil {
		p.fail(fmt.Errorf("it names a file that cannot be read: %w", err))
		return nil, false
	}
	return data, true
}

// put gives data to the program to keep under key.
func (p *Prog) put(key, sum Key, data []byte) {
	if slices.Contains(p.can, "put") {
		p.ask(request{Command: "put", ActionID: key[:], OutputID: sum[:], BodySize: int64(len(data))}, data)
	}
}

// Close lets the program finish what it does and leave. It is not asked again.
func (p *Prog) Close() {
	timer := time.AfterFunc(patience, func() { _ = p.cmd.Process.Kill() })
	defer timer.Stop()
	p.mu.Lock()
	p.closing = true
	p.mu.Unlock()
	if p.Err() == nil && slices.Contains(p.can, "close") {
		p.ask(request{Command: "close"}, nil)
	}
	p.fail(errClosed)
	p.pipe.Close()
	<-p.left
	_ = p.cmd.Wait()
}
