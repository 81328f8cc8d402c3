package spawn

import "testing"

func TestPromises(t *testing.T) {
	for doc, want := range map[string]bool{
		"Meter counts. It is safe for concurrent use.":                                           true,
		"A Client is safe for concurrent use by multiple\ngoroutines.":                           true,
		"Set is goroutine-safe.":                                                                 true,
		"Set is a thread-safe set.":                                                              true,
		"Pool may be used by multiple goroutines.\n\nIts zero value is an empty pool.":           true,
		"All methods can be called concurrently.":                                                true,
		"Meter is not safe for concurrent use.":                                                  false,
		"Meter isn't goroutine-safe":                                                             false,
		"Meter is safe for concurrent use, except Reset.":                                        false,
		"Meter is safe for concurrent use once it is started.":                                   false,
		"Meter is safe for concurrent use. Reset must be called from one goroutine.":             false,
		"The other methods, such as Log, may be called simultaneously from multiple goroutines.": false,
		"Use a mutex to make it safe for concurrent use.":                                        false,
		"Meter counts what comes in.":                                                            false,
		"Is it safe for concurrent use?":                                                         false,
		"Callers hold the lock, so that it is safe for concurrent use.":                          false,
		"Meter is safe for concurrent use by multiple goroutines; Close is not.":                 false,
		"Meter is non thread-safe.":                                                              false,
		"Meter wraps another counter to be safe for concurrent use as long as callers do not Reset it from two goroutines.": false,
	} {
		if got := promises(doc); got != want {
			t.Errorf("promises(%q) = %v", doc, got)
		}
	}
}
