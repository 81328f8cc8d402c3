// Package lostupdate finds plain numbers that several goroutines update at once.
//
// # Analyzer lostupdate
//
// lostupdate: report an update in place of a plain number that several goroutines can make at once
//
// # What it reports
//
// Reported are x++, x--, x op= y, x = x op y, x = max(x, y) and the like on a number of any type, through pointers, fields,
// elements and generic types, where two goroutines can be there at once with no lock that keeps one of them out:
//
//   - goroutines: the update runs in a goroutine that is started in a loop, in a handler, or beside another write: by a go statement,
//     WaitGroup.Go, errgroup, time.AfterFunc, a function of the package that starts what it is handed, a registration with net/http or
//     expvar, a handler of requests by its signature, whatever router gets it, a field such as http.Server.ConnState or sync.Pool.New, or
//     a method whose interface promises concurrent calls (http.Handler, http.RoundTripper, slog.Handler, prometheus.Collector, services of
//     gRPC), or whose type is said to be safe for concurrent use by its doc comment;
//   - read-lock: the lock of the number's object is held by RLock only, which lets other readers in;
//   - unguarded: all other writes of the number hold one lock of its object, and so do most reads; this one does not. Where the lock
//     stands in another struct than the number (unguarded-far), callers hand locks over in ways that are not seen: with -deep only.
//
// # Why it matters
//
// The processor loads, adds and stores. What another one stored in between is gone: counts come out too low, most under load, and
// balances never meet again. The Go memory model gives such a program no meaning at all.
//
// # Bad
//
//	package server
//
//	import "net/http"
//
//	type Server struct{ hits int }
//
//	func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		s.hits++
//	}
//
// # Good
//
//	package server
//
//	import (
//		"net/http"
//		"sync/atomic"
//	)
//
//	type Server struct{ hits atomic.Int64 }
//
//	func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		s.hits.Add(1)
//	}
//
// # Limits
//
// It is silent on objects that one goroutine owns, before the start and after the wait for the others, under a lock, be it the
// caller's, that is held perhaps, and where a worker alone writes. Each chain of calls to the update is judged by itself: the locks of
// one caller say nothing of another one. Code that is handed to other packages counts as run on another goroutine only where they are
// known to do so. A comment that says when an exported function may be called is taken at its word. Elements under an index are taken for one another's unless the goroutine has the index to itself.
//
// # Fix safety
//
// Safe: a number that several goroutines update with no lock becomes an atomic.Int64, or another of its width, in all of the package,
// tests and files for other systems included. It is offered only where each update is one addition or operation on bits, and where
// nothing else feels the change: no copy or comparison of the struct, no encoder, no address that goes elsewhere, no exported name.
// Where a lock guards the others there is no fix: take that lock.
//
// # See also
//
// https://go.dev/ref/mem, the analyzers mixedatomic (a number that is atomic elsewhere), racyread (updated by one goroutine only),
// countermap (counters in a map) and loadstore (the same mistake with atomics).
package lostupdate
