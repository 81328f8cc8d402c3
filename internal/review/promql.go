package review

import "strings"

// tokens yields the names of metrics in a query of PromQL or MetricsQL, as far as they stand there: not what stands in strings, comments, braces or
// ranges, nor functions, keywords, labels that a grouping names and variables of a dashboard. A full parser would refuse what dashboards
// make of queries ($__rate_interval, {{template}}); a scan takes them as they come.
func tokens(query string) []string {
	var names []string
	s := scanner{text: query}
	for s.more() {
		switch c := s.text[s.at]; {
		case c == '"' || c == '\'' || c == '`':
			s.quoted(c)
		case c == '#':
			s.until('\n')
		case c == '{':
			names = append(names, s.braces()...)
		case c == '[':
			s.until(']')
		case c == '$':
			s.at++
			if s.more() && s.text[s.at] == '{' {
				s.until('}')
			} else {
				s.word()
			}
		case c >= '0' && c <= '9': // numbers, durations
			s.word()
		case isWord(c):
			word := s.word()
			s.space()
			called := s.more() && s.text[s.at] == '('
			switch {
			case isGrouping(word) && called:
				s.until(')')
			case called, isKeyword(word):
			default:
				names = append(names, word)
			}
		default:
			s.at++
		}
	}
	return names
}

// A scanner goes through the text of a query.
type scanner struct {
	text string
	at   int
}

func (s *scanner) more() bool { return s.at < len(s.text) }

func (s *scanner) space() {
	for s.more() && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

func (s *scanner) word() string {
	from := s.at
	for s.more() && (isWord(s.text[s.at]) || s.text[s.at] >= '0' && s.text[s.at] <= '9') {
		s.at++
	}
	return s.text[from:s.at]
}

// until goes behind the next c, or to the end.
func (s *scanner) until(c byte) {
	if i := strings.IndexByte(s.text[s.at:], c); i >= 0 {
		s.at += i + 1
	} else {
		s.at = len(s.text)
	}
}

// quoted goes behind a string, and returns what stands in it.
func (s *scanner) quoted(quote byte) string {
	from := s.at + 1
	for s.at++; s.more(); s.at++ {
		switch {
		case s.text[s.at] == '\\' && quote != '`':
			s.at++
		case s.text[s.at] == quote:
			s.at++
			return s.text[from : s.at-1]
		}
	}
	s.at = len(s.text)
	return s.text[min(from, len(s.text)):]
}

// braces goes behind matchers of labels. The name of a metric can be one of them: {__name__="x"} or {"x"}.
func (s *scanner) braces() (names []string) {
	last, named := "", false // the word before, and whether an = follows it
	for s.at++; s.more(); {
		switch c := s.text[s.at]; {
		case c == '}':
			s.at++
			return names
		case c == '"' || c == '\'' || c == '`':
			if text := s.quoted(c); last == "" || named && last == "__name__" {
				names = append(names, text)
			}
		case c == '=':
			named = s.at+1 >= len(s.text) || s.text[s.at+1] != '~'
			s.at++
		case c == '!' || c == '~':
			s.at++
			named = false
		case c == ',':
			last, named = "", false
			s.at++
		case isWord(c):
			last, named = s.word(), false
		default:
			s.at++
		}
	}
	return names
}

func isWord(c byte) bool {
	return c == '_' || c == ':' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isGrouping(word string) bool {
	switch strings.ToLower(word) {
	case "by", "without", "on", "ignoring", "group_left", "group_right":
		return true
	}
	return false
}

func isKeyword(word string) bool {
	switch strings.ToLower(word) {
	case "by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "offset", "bool", "inf", "nan", "start", "end", "atan2",
		"sum", "avg", "min", "max", "count", "stddev", "stdvar", "topk", "bottomk", "quantile", "group", "count_values", "default", "if", "ifnot", "limit", "keep_metric_names":
		return true
	}
	return false
}
