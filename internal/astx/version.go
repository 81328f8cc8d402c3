package astx

import (
	"go/ast"
	"go/types"
	"go/version"
)

// GoFloor returns the oldest Go release that can build file: the version of its module, or that of its build constraint if
// it is newer. It returns "" if neither says anything. It is not the language version of the file, which
// types.Info.FileVersions holds: a constraint can lower that one, but no toolchain older than the module builds the file.
func GoFloor(pkg *types.Package, file *ast.File) string {
	floor := pkg.GoVersion()
	if file != nil && (floor == "" || version.Compare(file.GoVersion, floor) > 0) {
		floor = file.GoVersion
	}
	return floor
}

// Before tells whether floor is known and older than v.
func Before(floor, v string) bool { return version.IsValid(floor) && version.Compare(floor, v) < 0 }
