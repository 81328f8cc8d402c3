package cli

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		name:    "version",
		summary: "print the version",
		setup: func(a *app, _ *flag.FlagSet) action {
			return func(_ context.Context, args []string) error {
				if err := noArgs("version", args); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "counterlint %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			}
		},
	}
}

// version is that of the module from which the program was built: a tag, a pseudo-version, or devel.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
