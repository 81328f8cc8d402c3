package narrowtotal

import (
	"strings"
	"unicode"
)

// totals are words that promise a number of all that ever came by.
var totals = map[string]bool{"total": true, "totals": true, "byte": true, "bytes": true, "count": true, "counts": true}

// bounded are words beside them that say that it is another kind of number: a name for something, or what there is at the moment.
var bounded = map[string]bool{
	"id": true, "ids": true, "seq": true, "sequence": true, "next": true, "index": true, "idx": true, "gen": true, "generation": true, "epoch": true, "version": true,
	"inflight": true, "flight": true, "active": true, "pending": true, "running": true, "open": true, "current": true, "ref": true, "refs": true, "reference": true,
	"max": true, "min": true, "worker": true, "workers": true, "goroutine": true, "goroutines": true, "thread": true, "threads": true, "shard": true, "shards": true,
	"retry": true, "retries": true, "attempt": true, "attempts": true, "node": true, "nodes": true,
	"waiting": true, "busy": true, "free": true, "available": true, "instance": true, "instances": true, "level": true, "depth": true,
}

// isTotal tells whether a name promises a total.
func isTotal(name string) bool {
	total := false
	for _, w := range words(name) {
		if bounded[w] {
			return false
		}
		total = total || totals[w]
	}
	return total
}

// words splits a name at underscores and where capitals begin.
func words(name string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	runes := []rune(strings.ReplaceAll(name, "IDs", "Ids"))
	for i, r := range runes {
		starts := unicode.IsUpper(r) && (i > 0 && !unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if r == '_' || starts {
			end()
		}
		if unicode.IsLetter(r) {
			word.WriteRune(r)
		}
	}
	end()
	return words
}
