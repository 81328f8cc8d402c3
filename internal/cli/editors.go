package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"time"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/lsp/proxy"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/userrows"
)

// editPause is how long an analysis waits for the next key: less than most people need, and much less than they notice.
const editPause = 40 * time.Millisecond

func lspCommand() command {
	return command{
		name:    "lsp",
		summary: "serve an editor over standard input and output, beside another Go server",
		setup: func(a *app, fs *flag.FlagSet) action {
			return func(ctx context.Context, args []string) error {
				if err := noArgs("lsp", args); err != nil {
					return err
				}
				opts, release, err := a.serverOptions()
				if err != nil {
					return err
				}
				defer release()
				return ended(server.Run(ctx, os.Stdin, a.stdout, opts))
			}
		},
	}
}

func goplsCommand() command {
	return command{
		name:    "gopls",
		args:    "[gopls arguments]",
		summary: "serve an editor as gopls does, with findings and fixes among its own",
		raw:     true,
		setup: func(a *app, fs *flag.FlagSet) action {
			return func(ctx context.Context, args []string) error {
				gopls, err := findGopls()
				if err != nil {
					return err
				}
				if !servesStdio(args) {
					return passThrough(ctx, gopls, args)
				}
				opts, release, err := a.serverOptions()
				if err != nil {
					return err
				}
				defer release()
				opts.Gopls = true
				return ended(proxy.Run(ctx, os.Stdin, a.stdout, proxy.Options{
					Start: func() (*proxy.Child, error) { return startGopls(gopls, args) },
					Server: func(ctx context.Context, in io.Reader, out io.Writer) error {
						return server.Run(ctx, in, out, opts)
					},
				}))
			}
		},
	}
}

// ended is the error of a server that ran.
func ended(err error) error {
	if errors.Is(err, server.ErrNoShutdown) {
		return &exitError{statusFindings, err} // as the protocol wants it
	}
	return err
}

// serverOptions readies the engine for editors, until release.
func (a *app) serverOptions() (opts server.Options, release func(), err error) {
	tool, err := toolID()
	if err != nil {
		return opts, nil, err
	}
	store, shared, warnings := openCache()
	for _, w := range warnings {
		a.complain(errors.New("warning: " + w))
	}
	release = func() {
		if shared != nil {
			shared.Close()
		}
	}
	return server.Options{
		Rules: a.rules, Version: version(), Debounce: editPause,
		NewSession: func(b server.Build) (server.Session, error) {
			if err := needGo(); err != nil {
				return nil, err
			}
			return driver.NewSession(driver.Config{
				Dir: b.Dir, Tests: b.Tests, BuildFlags: b.Flags, Env: append(slices.Clip(os.Environ()), b.Env...),
				Rules: a.rules, Rows: userrows.New(b.Rows), Tool: tool, Cache: store,
			})
		},
	}, release, nil
}
