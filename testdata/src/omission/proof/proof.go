package proof

import (
	"net/http"
	"slices"
	"time"
)

const interval = 10 * time.Millisecond

// closed sends n requests, each when its time has come and the one before is answered.
func closed(client *http.Client, n int) (all []time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for range n {
		<-tick.C
		start := time.Now()
		if resp, err := client.Get("http://target/"); err == nil {
			resp.Body.Close()
		}
		all = append(all, time.Since(start)) // want closed:`every interval`
	}
	slices.Sort(all)
	return all
}

// scheduled does the same, and measures from the time when each request was due.
func scheduled(client *http.Client, n int) (all []time.Duration) {
	due := time.Now()
	for range n {
		due = due.Add(interval)
		time.Sleep(time.Until(due))
		if resp, err := client.Get("http://target/"); err == nil {
			resp.Body.Close()
		}
		all = append(all, time.Since(due))
	}
	slices.Sort(all)
	return all
}
