package label

// What a registry asks of labelled metrics, to show them to monitoring.

import (
	"iter"
	"maps"
	"reflect"
	"strings"
	"unicode"
)

// Labels returns the names of the labels as monitoring has them: of each field of the key its tag `label:"…"`, or else its name in
// snake_case; "key" if the key is no struct.
func (s *set[K, V]) Labels() []string {
	key := reflect.TypeFor[K]()
	names := labels(key)
	if key.Kind() != reflect.Struct {
		return names
	}
	for i, name := range names {
		if tag, ok := key.Field(i).Tag.Lookup("label"); ok {
			names[i] = tag
		} else {
			names[i] = snake(name)
		}
	}
	return names
}

// snake writes a Go name in snake_case: HTTPStatusCode is http_status_code.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && runes[i-1] != '_' &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Children returns the children that were there when the loop began, in no order, with the values of their labels as text. Overflow is
// one of them as soon as it counted; it has nil in place of values.
func (s *set[K, V]) Children() iter.Seq2[[]string, *V] {
	return func(yield func([]string, *V) bool) {
		s.mu.Lock()
		children := maps.Clone(s.all)
		refused := s.admission().refused
		s.mu.Unlock()
		for key, c := range children {
			if !yield(values(key), &c.v) {
				return
			}
		}
		if refused > 0 {
			yield(nil, &s.overflow)
		}
	}
}

// Version is another number whenever other children are there than before.
func (s *set[K, V]) Version() uint64 { return s.version.Load() }

// Limits returns what bounds the children in all, with the default filled in: Series and Budget.
func (s *set[K, V]) Limits() Limits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Limits{Series: s.admission().series, Budget: s.admission().budget}
}
