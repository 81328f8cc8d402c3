package inventory

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/userrows"
)

var update = flag.Bool("update", false, "write the golden files")

// collect lists what packages below testdata/src hold, with the stubs of third-party packages that lie there.
func collect(t *testing.T, store *cache.Store, jobs int, patterns ...string) *List {
	t.Helper()
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "src", "inventory")
	items, res, err := Collect(t.Context(), driver.Config{
		Dir: dir, Patterns: patterns, Tests: true, Rows: userrows.New(userrows.Rows{}), Tool: "test", Cache: store, Jobs: jobs,
		Env: append(os.Environ(), "GO111MODULE=off", "GOPATH="+root, "GOFLAGS="),
	}, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Errors {
		t.Error(e)
	}
	return NewList(items, res.Packages)
}

func (l *List) text(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestShop(t *testing.T) {
	store := cache.Open(t.TempDir())
	list := collect(t, store, 2, "./shop/...")
	for _, format := range Formats() {
		got := list.text(t, format)
		file := filepath.Join("testdata", "shop."+format)
		if *update {
			if err := os.WriteFile(file, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs; run go test ./internal/inventory -update and look at the difference", file)
		}
		for name, again := range map[string]*List{"warm": collect(t, store, 1, "./shop/..."), "alone": collect(t, nil, 1, "./shop", "./shop/others", "./shop/metrics")} {
			if !bytes.Equal(again.text(t, format), got) {
				t.Errorf("%s, %s: another list", format, name)
			}
		}
	}
}
