package suggest

import "testing"

func TestNearest(t *testing.T) {
	commands := []string{"cache", "check", "completion", "config", "explain", "fix", "help", "init", "version"}
	for word, want := range map[string]string{
		"chekc": "check", "chek": "check", "cheque": "", "fxi": "fix", "confg": "config", "expalin": "explain", "ini": "init", "CHECK": "check", "Confg": "config",
		"": "", "net": "", "context": "", "lint": "", "hash": "", "std": "", "io": "", "runtime": "", "x": "", "iter": "",
	} {
		got, ok := Nearest(word, commands)
		if got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"kitten", "sitting", 3},
		{"ab", "ba", 1}, {"ca", "abc", 3}, {"flaw", "lawn", 2},
	} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
