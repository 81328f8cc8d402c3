package cli

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/counterlint/counterlint/internal/emit"
)

// A progress is a line on a terminal that says how far a long run is. It shows itself only after progressAfter, changes at most
// once every progressEvery, and is never written anywhere but on a terminal.
type progress struct {
	terminal *os.File
	start    time.Time

	mu    sync.Mutex
	last  time.Time
	drawn bool
	ended bool
}

const (
	progressAfter = time.Second
	progressEvery = 100 * time.Millisecond
)

// startProgress readies a line on f, which is standard error.
func startProgress(f *os.File, quiet bool) *progress {
	p := &progress{terminal: f, start: time.Now(), ended: quiet || !term.IsTerminal(int(f.Fd()))}
	if !p.ended {
		time.AfterFunc(progressAfter, p.load)
	}
	return p
}

// load says what goes on before the first package is done.
func (p *progress) load() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended && !p.drawn {
		p.draw("loading packages")
	}
}

// step is told after each package.
func (p *progress) step(done, total int, pkg string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.ended || now.Sub(p.start) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	p.draw(fmt.Sprintf("%d of %d packages  %s", done, total, emit.Clean(pkg)))
}

// draw puts line in place of the last one, cut where the terminal ends.
func (p *progress) draw(line string) {
	p.drawn = true
	if width, _, err := term.GetSize(int(p.terminal.Fd())); err == nil && width > 0 && len(line) >= width {
		line = line[:width-1]
	}
	fmt.Fprintf(p.terminal, "\r\x1b[K%s", line)
}

// stop wipes the line; nothing is drawn afterwards.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if p.drawn {
		p.drawn = false
		fmt.Fprint(p.terminal, "\r\x1b[K")
	}
}
