package cli

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/emit"
)

var configActions = []string{"verify", "print"}

func configCommand() command {
	return command{
		name:    "config",
		args:    "verify|print",
		summary: "check the configuration file, or print what is in force",
		words:   func(*app) []string { return configActions },
		setup: func(a *app, fs *flag.FlagSet) action {
			file := addConfigFile(fs)
			dir := fs.String("C", "", "change to this `folder` first")
			return func(_ context.Context, args []string) error {
				verb, err := oneOf("config", args, configActions)
				if err != nil {
					return err
				}
				if err := chdir(*dir); err != nil {
					return err
				}
				s, err := a.loadConfig(*file)
				if err != nil {
					return err
				}
				where, err := a.where(s)
				if err != nil {
					return err
				}
				if verb == "verify" {
					if s.file == "" {
						return usagef("no %s here or above", config.Name)
					}
					_, err = fmt.Fprintf(a.stdout, "%s is valid\n", where)
					return err
				}
				s.complete(a)
				text, err := s.Marshal()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.stdout, "# from %s\n%s", where, text)
				return err
			}
		},
	}
}

// where names the file that the settings come from.
func (a *app) where(s *settings) (string, error) {
	if s.file == "" {
		return "the defaults; there is no " + config.Name, nil
	}
	dir, err := os.Getwd()
	return emit.Clean(shorter(dir, s.file)), err
}
