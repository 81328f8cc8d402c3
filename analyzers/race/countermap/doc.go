// Package countermap finds maps of counters that goroutines use without a common lock.
//
// # Analyzer countermap
//
// countermap: report a map of counters that is written, or read beside writes, with no common lock
//
// # What it reports
//
// A map holds counters where its numbers are updated in place (m[k]++, m[k] += n, a struct of numbers put back) or summed up
// (total += m[k], n.Add(-m[k])), or where entries are added that are counters: atomics, pointers to numbers, structs of numbers. Reported
// are
//
//   - writes: m[k]++, a new key, delete, clear, maps.Copy, by code that runs on several goroutines or beside other accesses, with no lock
//     that keeps the others out; a lock that is held for reading only keeps nobody out;
//   - reads: m[k], range, len, maps.Clone, maps.Keys and the like beside such writes.
//
// That code runs at once is known from go statements and calls that run a function elsewhere, from HTTP handlers, gRPC methods and
// interceptors, scrapes and log handlers; or from the package itself, where most of it takes a lock for the map and an exported
// method does not.
//
// # Why it matters
//
// The Go runtime ends the process when it notices ("fatal error: concurrent map writes"), which no recover catches. When it does not
// notice, increments are lost.
//
// # Bad
//
//	package server
//
//	import "net/http"
//
//	type Server struct{ hits map[string]int }
//
//	func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		s.hits[r.URL.Path]++
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
//	type Server struct {
//		mu   sync.Mutex
//		hits map[string]int
//	}
//
//	func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		s.hits[r.URL.Path]++
//	}
//
// # Limits
//
// It is silent for maps that are filled before goroutines start and only read then, after a wait for the goroutines, under a lock that
// all hold (perhaps held counts as held), for maps that were taken out of their variable before, for a map of each goroutine's own, and
// for sync.Map. What a number means is not asked, but a map whose numbers are only set and looked up holds no counters.
//
// Calls through interfaces and stored function values are not followed, nor other packages: an exported map is judged by what this
// package does. Maps inside an object that an atomic Load returned are left to publishedwrite; m[k].n++ through a pointer changes no map.
//
// # Fix safety
//
// No fix. A lock has to be taken at all accesses.
//
// # See also
//
// https://go.dev/doc/faq#atomic_maps and the analyzers lostupdate and publishedwrite.
package countermap
