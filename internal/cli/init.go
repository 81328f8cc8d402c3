package cli

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"

	"github.com/counterlint/counterlint/internal/config"
)

// configTemplate is a configuration that says what holds without one, with each key explained.
//
//go:embed template.yml
var configTemplate []byte

func initCommand() command {
	return command{
		name:    "init",
		summary: "write a commented " + config.Name + " here",
		setup: func(a *app, fs *flag.FlagSet) action {
			dir := fs.String("C", "", "change to this `folder` first")
			return func(_ context.Context, args []string) error {
				if err := noArgs("init", args); err != nil {
					return err
				}
				if err := chdir(*dir); err != nil {
					return err
				}
				f, err := os.OpenFile(config.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
				if os.IsExist(err) {
					return usagef("%s is there already; it is left as it is", config.Name)
				}
				if err != nil {
					return usagef("%s: %w", config.Name, bare(err))
				}
				_, err = f.Write(configTemplate)
				if closeErr := f.Close(); err == nil {
					err = closeErr
				}
				if err != nil {
					os.Remove(config.Name) // half a file would be refused by the next run
					return usagef("%s: %w", config.Name, bare(err))
				}
				_, err = fmt.Fprintf(a.stdout, "wrote %s\n", config.Name)
				return err
			}
		},
	}
}

// chdir goes to the folder of -C, if there is one.
func chdir(dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.Chdir(dir); err != nil {
		return usagef("-C %s: %w", dir, bare(err))
	}
	return nil
}
