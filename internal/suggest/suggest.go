// Package suggest finds the word that a user meant.
package suggest

import "strings"

// Nearest returns the candidate closest to word, the first one of equals, and false where none is close enough to be meant: one
// edit (insertion, deletion, replacement, swap of neighbours) for every three characters, whatever the case of the letters.
func Nearest(word string, candidates []string) (string, bool) {
	word = strings.ToLower(word)
	best, bestDistance := "", 1+max(1, len(word)/3)
	for _, c := range candidates {
		if d := distance(word, strings.ToLower(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best, best != ""
}

// Hint is "; did you mean X?" for the nearest candidate, or nothing.
func Hint(word string, candidates []string) string {
	if near, ok := Nearest(word, candidates); ok {
		return "; did you mean " + near + "?"
	}
	return ""
}

// distance is the optimal string alignment distance of a and b, in bytes.
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := append(make([]int, 0, len(b)+1), i+1)
		for j := range len(b) {
			d := row[j]
			if a[i] != b[j] {
				d = min(d, row[j+1], next[j]) + 1
				if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
					d = min(d, before[j-1]+1)
				}
			}
			next = append(next, d)
		}
		before, row = row, next
	}
	return row[len(b)]
}
