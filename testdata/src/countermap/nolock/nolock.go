// Package nolock knows no lock and no atomic at all.
package nolock

import "net/http"

var hits = map[string]int{}

func serve(w http.ResponseWriter, r *http.Request) {
	hits[r.URL.Path]++ // want write/error/proven:`the map of counters hits is written here, with no common lock \(it is handed to HandleFunc, which runs it on many goroutines, at nolock\.go:\d+\)`
}

func main() {
	http.HandleFunc("/", serve)
}

func count(words []string, done chan bool) map[string]int {
	m := make(map[string]int)
	for _, w := range words {
		go func() {
			m[w] += 1 // want write/proven:`the map of counters m is written here`
			done <- true
		}()
	}
	for range words {
		<-done
	}
	return m
}
