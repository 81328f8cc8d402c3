package good

import "github.com/prometheus/client_golang/prometheus"

var words = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "words_total", Help: "Words."}, []string{"word"})

// Predicates that ask each other: whether they prove anything is a question without an end.
func even(s string) bool {
	if s == "" || odd(s) && len(s) > 3 {
		return true
	}
	return odd(s[1:]) || even(s)
}

func odd(s string) bool {
	if s == "a" || even(s) {
		return true
	}
	return even(s) && odd(s)
}

func word(s string) {
	if even(s) || odd(s) {
		words.WithLabelValues(s).Inc()
	}
}
