// Package keygrowth finds maps of counters whose keys come from outside and stay.
//
// # Analyzer keygrowth
//
// keygrowth: report counters per key, with keys from outside, in a map that nothing bounds
//
// # What it reports
//
// The statement that puts a counter for a new key into a map or sync.Map that a field or package variable holds, where the key comes
// from a request, an error, an address, a time or another source that unboundedlabel knows, and nothing in the package takes keys out,
// replaces the map or looks at its size.
//
// And, with severity info, a sync.Map of counters all of whose keys are constants.
//
// # Why it matters
//
// Each new key stays until the process ends. Clients that choose the keys can exhaust the memory.
//
// # Bad
//
//	package server
//
//	import (
//		"net/http"
//		"sync"
//	)
//
//	var (
//		mu   sync.Mutex
//		hits = map[string]int{}
//	)
//
//	func Handle(w http.ResponseWriter, r *http.Request) {
//		mu.Lock()
//		defer mu.Unlock()
//		hits[r.URL.Path]++
//	}
//
// # Good
//
//	package server
//
//	import (
//		"net/http"
//		"sync"
//	)
//
//	var (
//		mu   sync.Mutex
//		hits = map[string]int{}
//	)
//
//	func Handle(w http.ResponseWriter, r *http.Request) {
//		mu.Lock()
//		defer mu.Unlock()
//		hits[r.Pattern]++
//	}
//
// # Limits
//
// It is silent for maps that live in a function, for maps that are handed to other code, for windows that are swapped or cleared, for keys
// that are deleted or whose number is compared with a limit, and for keys that are compared with constants before.
//
// # Fix safety
//
// There is none: which keys are worth a counter is for the owner to say.
//
// # See also
//
// The analyzer unboundedlabel.
package keygrowth
