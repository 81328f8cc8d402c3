package report

import (
	"go/types"
	"testing"
)

// Stubs type-checks the declarations that stand in for packages of the standard library.
func Stubs(t *testing.T) map[string]*types.Package {
	imp := &importer{stubs: map[string]*types.Package{}}
	for path := range stubs {
		if _, err := imp.stub(path); err != nil {
			t.Fatal(err)
		}
	}
	return imp.stubs
}
