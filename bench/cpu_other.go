//go:build !unix

package main

import "time"

var begun = time.Now()

// cpuTime returns the time since the start: where there is no processor time, the machine must be quiet.
func cpuTime() time.Duration { return time.Since(begun) }
