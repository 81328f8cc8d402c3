package typex

import "go/types"

// Imports tells whether pkg imports a package, directly or through others, as far as its export data show: its module then requires the
// module of that package, and a fix that names it adds no dependency.
func Imports(pkg *types.Package, path string) bool {
	seen := map[*types.Package]bool{}
	for queue := pkg.Imports(); len(queue) > 0; queue = queue[1:] {
		p := queue[0]
		if seen[p] {
			continue
		}
		seen[p] = true
		if p.Path() == path && p.Complete() {
			return true
		}
		queue = append(queue[:len(queue):len(queue)], p.Imports()...)
	}
	return false
}
