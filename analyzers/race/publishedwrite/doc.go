// Package publishedwrite finds writes to objects that an atomic pointer has already handed out.
//
// # Analyzer publishedwrite
//
// publishedwrite: report a write to the object that an atomic Load returned
//
// # What it reports
//
// An atomic.Pointer or atomic.Value publishes an object: whoever loads it may look at it at any time, without a lock. Reported is
// a write to that object, or to anything reached from it: a field, an element, the entry of a map, an increment, delete, clear, copy,
// append into the room of a shortened slice, sort and the like. The write may stand in another function or method of the package that is
// handed the object, and it may go through a copy of the object's struct, whose maps, slices and pointers are still those of the original.
//
// It speaks where the code that writes runs on several goroutines at once, or where other code of the package touches the same field
// or element with no lock in common. That the writers hold a lock does not help readers that hold none.
//
// # Why it matters
//
// It is a data race: readers see half a change, and a map that is written while it is read ends the process.
//
// # Bad
//
//	package server
//
//	import (
//		"net/http"
//		"sync/atomic"
//	)
//
//	type table struct{ routes map[string]string }
//
//	type Server struct{ table atomic.Pointer[table] }
//
//	func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		http.Redirect(w, r, s.table.Load().routes[r.URL.Path], http.StatusFound)
//	}
//
//	func (s *Server) Add(path, to string) {
//		s.table.Load().routes[path] = to
//	}
//
// # Good
//
//	package server
//
//	import (
//		"maps"
//		"net/http"
//		"sync/atomic"
//	)
//
//	type table struct{ routes map[string]string }
//
//	type Server struct{ table atomic.Pointer[table] }
//
//	func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		http.Redirect(w, r, s.table.Load().routes[r.URL.Path], http.StatusFound)
//	}
//
//	func (s *Server) Add(path, to string) {
//		for {
//			old := s.table.Load()
//			next := &table{routes: maps.Clone(old.routes)}
//			next.routes[path] = to
//			if s.table.CompareAndSwap(old, next) {
//				return
//			}
//		}
//	}
//
// # Limits
//
// It is silent where the object has a lock or atomics of its own, where all that touch the written part hold one lock, before the
// object is shared, after a CompareAndSwap has taken it out of its place, where an atomic operation hands out the index, and where a
// new object may stand in the place of the loaded one.
//
// Objects that other packages write, the functions LoadPointer and StorePointer, and writes to an object after its own Store are not
// looked at, nor is append to a slice as long as it is: that writes behind its end, which readers do not see.
//
// # Fix safety
//
// No fix. How deep the clone has to be, and whether Store does or a loop with CompareAndSwap is needed, is for the author to say.
//
// # See also
//
// https://pkg.go.dev/sync/atomic#Value and the analyzer loadstore, for the clone that is stored without CompareAndSwap.
package publishedwrite
