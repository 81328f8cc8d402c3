package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEnvironment(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	bare := t.TempDir() // no module
	write(t, filepath.Join(bare, "p.go"), "package p\n")
	damaged := module(t, map[string]string{"go.mod": "module example.com/m\n\nnonsense\n", "p.go": lostGo})
	for _, tt := range []struct {
		name, dir, env string
		args           []string
		status         int
		stderr         string
	}{
		{
			"no go command", dir, "PATH=" + bare, nil, 3,
			"counterlint: the go command is not in PATH; packages cannot be loaded without it\n",
		},
		{"no go.mod", bare, "", nil, 3, "counterlint: pattern ./...: directory prefix . does not contain main module or its selected dependencies: no go.mod here or above\n"},
		{"a go.mod that does not parse", damaged, "", nil, 3, "counterlint: errors parsing go.mod: go.mod:3: unknown directive: nonsense\n"},
		{"a pattern that matches nothing", dir, "", []string{"example.com/m/gone/..."}, 3, "counterlint: example.com/m/gone/...: no package matches\n"},
		{"no such package", dir, "", []string{"net/htp"}, 3, "counterlint: package net/htp is not in std (GOROOT/src/net/htp)\n"},
		{"no such folder", dir, "", []string{"./gone"}, 3, "counterlint: ./gone: stat DIR/gone: directory not found\n"},
		{
			"a cache that cannot be made", dir, "COUNTERLINT_CACHE=" + filepath.Join(dir, "go.mod", "x"), nil, 1,
			"counterlint: warning: the cache is not used: mkdir DIR/go.mod: not a directory\n",
		},
		{
			"a cache program that is not there", dir, "COUNTERLINT_CACHEPROG=" + filepath.Join(dir, "gone") + " -v", nil, 1,
			"counterlint: warning: the cache is not shared: DIR/gone -v: fork/exec DIR/gone: no such file or directory\n",
		},
		{
			"a cache program that says nothing", dir, "COUNTERLINT_CACHEPROG=true", nil, 1,
			"counterlint: warning: the cache is not shared: true: it left\n",
		},
		{"no place for a cache", dir, "COUNTERLINT_CACHE=\nHOME=\nXDG_CACHE_HOME=", nil, 1, "counterlint: warning: no cache: neither $XDG_CACHE_HOME nor $HOME are defined\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, format := range []string{"text", "json", "sarif"} {
				cmd := program(t, tt.dir, append(tt.args, "-format", format)...)
				cmd.Env = append(cmd.Env, "GOCACHE="+os.TempDir())
				cmd.Env = append(cmd.Env, strings.Split(tt.env, "\n")...)
				got := finish(t, cmd)
				got.stderr = strings.ReplaceAll(got.stderr, tt.dir, "DIR")
				if i := strings.Index(got.stderr, "("); i >= 0 {
					got.stderr = got.stderr[:i+1] + "GOROOT" + got.stderr[strings.Index(got.stderr, "/src/"):]
				}
				if got.status != tt.status || got.stderr != tt.stderr {
					t.Errorf("%s: status %d\ngot  %swant %s", format, got.status, got.stderr, tt.stderr)
				}
				if tt.status == 1 && !strings.Contains(got.stdout, "lost is incremented") {
					t.Errorf("%s: the finding is lost: %s", format, got.stdout)
				}
			}
		})
	}
}
