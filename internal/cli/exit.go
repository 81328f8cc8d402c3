package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
)

// The exit statuses. Behind them stand those of a shell: 128 and the number of a signal.
const (
	statusClean    = 0 // nothing found that fails
	statusFindings = 1 // findings at or above -fail-on
	statusUsage    = 2 // a wrong call, configuration or environment; also a report that could not be written
	statusLoad     = 3 // packages that could not be loaded or type-checked; wins over findings
)

// An exitError ends the program with a status. Without an error nothing is printed: all has been said.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usagef is the error of a wrong call.
func usagef(format string, args ...any) error {
	return &exitError{statusUsage, fmt.Errorf(format, args...)}
}

// exit prints err, one line for each error in it, and returns the status that it stands for.
func (a *app) exit(ctx context.Context, err error) int {
	var sig interrupted
	if errors.As(context.Cause(ctx), &sig) {
		// Whatever failed, failed because of the signal.
		a.complain(sig)
		return 128 + int(sig.Signal)
	}
	if err == nil {
		return statusClean
	}
	status := statusUsage
	if e, ok := errors.AsType[*exitError](err); ok {
		status = e.status
		err = e.err
	}
	a.complain(err)
	return status
}

// complain prints err on standard error, one line for each error in it.
func (a *app) complain(err error) {
	if err == nil {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			a.complain(e)
		}
		return
	}
	fmt.Fprintf(a.stderr, "counterlint: %s\n", emit.Clean(finding.FoldSpace(err.Error())))
}

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ syscall.Signal }

func (i interrupted) Error() string {
	if i.Signal == syscall.SIGINT {
		return "interrupted"
	}
	return "terminated"
}

// withSignals returns a context that ends with SIGINT and SIGTERM; a second signal kills the process. A closed pipe becomes an
// error of the write instead of a signal; it is caught, not ignored, because child processes would inherit that.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case sig := <-c:
			signal.Stop(c)
			cancel(interrupted{sig.(syscall.Signal)})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// A pipe is an output whose reader may leave: what it would not read is dropped.
type pipe struct {
	io.Writer
	closed bool
}

func (p *pipe) Write(b []byte) (int, error) {
	if !p.closed {
		n, err := p.Writer.Write(b)
		if !errors.Is(err, syscall.EPIPE) {
			return n, err
		}
		p.closed = true
	}
	return len(b), nil
}
