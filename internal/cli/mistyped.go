package cli

import (
	"context"
	"os/exec"
	"strings"

	"github.com/counterlint/counterlint/internal/suggest"
)

// mistyped returns an error if word, the first argument of a call for the folder dir, is a mistyped command. Almost any word may be
// a pattern of packages: it counts as mistyped only if it is near to the name of a command, has nothing that a path has, and no
// package has that name.
func mistyped(ctx context.Context, dir, word string) error {
	near, ok := suggest.Nearest(word, commandNames())
	if !ok || strings.ContainsAny(word, `./\@:`) || isPackage(ctx, dir, word) {
		return nil
	}
	return usagef("unknown command %s; did you mean %s?", word, near)
}

func isPackage(ctx context.Context, dir, word string) bool {
	cmd := exec.CommandContext(ctx, "go", "list", "-find", "--", word)
	cmd.Dir = dir
	return cmd.Run() == nil
}
