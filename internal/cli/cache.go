package cli

import (
	"context"
	"flag"
	"fmt"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/suggest"
)

var cacheActions = []string{"stat", "clean"}

func cacheCommand() command {
	return command{
		name:    "cache",
		args:    "stat|clean",
		summary: "show how much the cache holds, or empty it",
		words:   func(*app) []string { return cacheActions },
		setup: func(a *app, _ *flag.FlagSet) action {
			return func(_ context.Context, args []string) error {
				verb, err := oneOf("cache", args, cacheActions)
				if err != nil {
					return err
				}
				dir, err := cache.DefaultDir()
				if err != nil {
					return usagef("no cache: %w", err)
				}
				store := cache.Open(dir)
				if verb == "clean" {
					return store.Clean()
				}
				stat, err := store.Stat()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.stdout, "%s: %s, %s\n", emit.Clean(store.Dir()), plural(stat.Entries, "entry", "entries"), size(stat.Bytes))
				return err
			}
		},
	}
}

// oneOf returns the single argument of a command, which must be one of words.
func oneOf(name string, args, words []string) (string, error) {
	if len(args) != 1 {
		return "", usagef("counterlint %s takes one argument: %s", name, alternatives(words))
	}
	for _, w := range words {
		if w == args[0] {
			return w, nil
		}
	}
	return "", usagef("counterlint %s %s: want %s%s", name, args[0], alternatives(words), suggest.Hint(args[0], words))
}
