package main

import (
	"strings"
	"sync/atomic"
)

// blockedHosts come from the abuse desk.
const blockedHosts = "malware.example\nphishing.example\nspam.example\n"

// A blocklist knows the hosts that nobody may link to. It reads them when they are first asked for.
type blocklist struct {
	loaded atomic.Bool
	hosts  map[string]bool
}

func (b *blocklist) has(host string) bool {
	if b.loaded.CompareAndSwap(false, true) {
		b.hosts = map[string]bool{}
		for blocked := range strings.FieldsSeq(blockedHosts) {
			b.hosts[blocked] = true
		}
	}
	return b.hosts[host]
}
