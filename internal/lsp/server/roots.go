package server

// Which modules have open files, and whose turn it is to be analysed.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// A root is a module with open files.
type root struct {
	dir     string
	session Session // of build; nil: none yet. While an analysis runs, it is that one's.
	build   string
	due     bool     // something changed since the last analysis began
	found   *outcome // of the last analysis; nil: none has ended
}

// A job is what runs beside the loop.
type job struct {
	analyses *root // nil: it is a task
	cancel   context.CancelFunc
}

// A waiter is a request that wants the outcome for the present text.
type waiter struct {
	id     json.RawMessage
	root   *root
	answer func(*outcome)
}

// A task is other work on behalf of a request, with the session of a root.
type task struct {
	id   json.RawMessage
	root *root
	work func(context.Context) func()
}

// rootOf returns the root of a Go file in the workspace, or nil.
func (s *server) rootOf(doc *protocol.Document) *root {
	if doc == nil || filepath.Ext(doc.Path) != ".go" {
		return nil
	}
	if _, ok := s.folderOf(doc.Path); !ok && len(s.folders) > 0 {
		return nil
	}
	dir := moduleOf(filepath.Dir(doc.Path))
	if s.roots[dir] == nil {
		s.roots[dir] = &root{dir: dir}
	}
	return s.roots[dir]
}

// moduleOf returns the folder of the module around a folder, or that folder itself.
func moduleOf(dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if info, err := os.Stat(filepath.Join(d, "go.mod")); err == nil && info.Mode().IsRegular() {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

// open returns the open files of a root.
func (s *server) open(r *root) []*protocol.Document {
	return slices.DeleteFunc(s.docs.All(), func(doc *protocol.Document) bool { return s.rootOf(doc) != r })
}

// textChanged is told of new text in a document. Other modules may import it; its own goes first.
func (s *server) textChanged(doc *protocol.Document) {
	own := s.rootOf(doc)
	if own == nil {
		return
	}
	for _, r := range s.roots {
		if r != own {
			s.touch(r)
		}
	}
	s.touch(own)
}

// fileChanged is told of a change on disk. Any could matter: a configuration, a module file, a package that open ones import.
// To look at a module in which nothing has changed costs little.
func (s *server) fileChanged() {
	for _, r := range s.roots {
		s.touch(r)
	}
	for _, doc := range s.docs.All() {
		s.touch(s.rootOf(doc))
	}
}

// touch has a root analysed, after the pause that an edit waits for the next one. What runs is called off: its text is old, or it
// stands in the way.
func (s *server) touch(r *root) {
	if r == nil || s.phase != initialized {
		return
	}
	r.due = true
	s.queue = append(slices.DeleteFunc(s.queue, func(other *root) bool { return other == r }), r)
	if s.running != nil {
		s.running.cancel()
	}
	if s.timer == nil {
		s.timer = time.AfterFunc(s.opts.Debounce, func() { s.later(s.next) })
	} else {
		s.timer.Reset(s.opts.Debounce)
	}
}

// next does what waits, unless something is under way: tasks first, whose texts are old otherwise, then the root that changed
// last.
func (s *server) next() {
	if s.running != nil || s.phase != initialized {
		return
	}
	if len(s.tasks) > 0 {
		t := s.tasks[0]
		s.tasks = s.tasks[1:]
		s.start(nil, t.work)
		return
	}
	if len(s.queue) == 0 {
		return
	}
	r := s.queue[len(s.queue)-1]
	s.queue = s.queue[:len(s.queue)-1]
	r.due = false
	docs := s.open(r)
	if len(docs) == 0 {
		delete(s.roots, r.dir)
		s.finish(r, &outcome{})
		s.next()
		return
	}
	folder, _ := s.folderOf(r.dir)
	if folder == "" {
		folder, _ = s.folderOf(docs[0].Path)
	}
	settings, ok := s.settings[folder]
	if !ok {
		settings = s.settings[""]
	}
	a := &analysis{
		opts: &s.opts, root: r, folder: folder, settings: settings, docs: docs, all: s.docs.All(), encoding: s.docs.Encoding,
	}
	s.start(r, func(ctx context.Context) func() {
		found, err := a.run(ctx)
		return func() {
			switch {
			case ctx.Err() != nil: // called off; the root is due if its text changed, and must be if another's did
				if !r.due {
					r.due = true
					s.queue = slices.Insert(s.queue, 0, r)
				}
			case err != nil:
				s.finish(r, s.refusal(r, err))
			default:
				s.finish(r, found)
			}
		}
	})
}

// start runs work beside the loop, for the outcome of a root or, without one, a task, and then in the loop what it returns.
func (s *server) start(r *root, work func(context.Context) func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	s.running = &job{r, cancel}
	s.jobs.Go(func() {
		defer func() {
			if e := recover(); e != nil {
				s.later(func() { s.failed = fmt.Errorf("panic: %v", e) })
			}
		}()
		then := work(ctx)
		s.later(func() {
			s.running = nil
			then()
			cancel()
			s.next()
		})
	})
}

// stop calls off what runs, and all that waits.
func (s *server) stop() {
	if s.running != nil {
		s.running.cancel()
	}
	for _, w := range s.waiting {
		s.out.Send(rpc.Failure(w.id, rpc.RequestCancelled, "shut down"))
	}
	for _, t := range s.tasks {
		s.out.Send(rpc.Failure(t.id, rpc.RequestCancelled, "shut down"))
	}
	s.queue, s.waiting, s.tasks = nil, nil, nil
}

// whenFound calls f with what is found in the present text of a root, now or later.
func (s *server) whenFound(id json.RawMessage, r *root, f func(*outcome)) {
	if r.found != nil && !r.due && (s.running == nil || s.running.analyses != r) {
		f(r.found)
		return
	}
	s.waiting = append(s.waiting, &waiter{id, r, f})
}

// finish takes in what was found, tells the client, and answers who waits for it.
func (s *server) finish(r *root, found *outcome) {
	old := r.found
	r.found = found
	for _, line := range found.log {
		s.log(protocol.Error, line)
	}
	s.publish(r, old)
	if r.due {
		return
	}
	var ready []*waiter
	s.waiting = slices.DeleteFunc(s.waiting, func(w *waiter) bool {
		if w.root == r {
			ready = append(ready, w)
		}
		return w.root == r
	})
	for _, w := range ready {
		w.answer(found)
	}
}

// cancel answers a request that waits.
func (s *server) cancel(id json.RawMessage) {
	cancelled := func(other json.RawMessage) bool {
		if string(other) != string(id) {
			return false
		}
		s.out.Send(rpc.Failure(id, rpc.RequestCancelled, "cancelled"))
		return true
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(w *waiter) bool { return cancelled(w.id) })
	s.tasks = slices.DeleteFunc(s.tasks, func(t *task) bool { return cancelled(t.id) })
}
