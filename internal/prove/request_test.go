package prove

import (
	"strings"
	"testing"
)

func TestRoute(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                            `GET "/" + value`,
		"/":                           `GET "/" + value`,
		"/{$}":                        `GET "/"`,
		"/stats":                      `GET "/stats"`,
		"/links/{code}":               `GET "/links/" + value`,
		"POST /links/{code}/to/{x}/":  `POST "/links/" + value + "/to/" + value + "/" + value`,
		"PUT example.com/f/{path...}": `PUT "/f/" + value`,
	} {
		method, path := (&request{pattern: pattern}).route()
		if got := method + " " + path; got != want {
			t.Errorf("%q: %s, want %s", pattern, got, want)
		}
	}
}

func TestRequest(t *testing.T) {
	r := &request{keys: map[string]map[string]bool{}}
	for _, reading := range [][2]string{{"query", "b c"}, {"query", "a"}, {"query", ""}, {"header", "X-Key"}, {"header", ""}, {"cookie", "id"}, {"Host", ""}} {
		r.read(reading[0], reading[1])
	}
	text := r.function("request")
	for _, want := range []string{
		`r := httptest.NewRequest("GET", "/" + value+"?a=" + value + "&b+c=" + value, http.NoBody)`, `r.Header.Set("X-Key", value)`, `r.Host = value + ".example"`,
		`r.AddCookie(&http.Cookie{Name: "id", Value: value})`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, `""`) {
		t.Errorf("a reading without a name:\n%s", text)
	}
	r.method = true
	if text := r.function("request"); !strings.Contains(text, `httptest.NewRequest(fmt.Sprintf("M%d", i), `) {
		t.Error(text)
	}
}
