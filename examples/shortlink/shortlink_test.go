package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The service does what it is for.
func TestService(t *testing.T) {
	s := newServer(1, 8)
	defer s.checker.close()
	send := func(method, path, body string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		return w
	}
	for _, step := range []struct {
		method, path, body string
		status             int
		location, reply    string
	}{
		{"POST", "/links", `{"target":"https://go.dev/doc"}`, http.StatusOK, "", `{"code":"0"}`},
		{"POST", "/links", `{"target":"https://spam.example/x"}`, http.StatusForbidden, "", "this target is blocked"},
		{"POST", "/links", `{}`, http.StatusBadRequest, "", "want a JSON object with a target"},
		{"POST", "/links", `{"target":"nowhere"}`, http.StatusOK, "", `{"code":"1"}`},
		{"GET", "/0", "", http.StatusFound, "https://go.dev/doc", ""},
		{"POST", "/links/0/rename/docs", "", http.StatusNoContent, "", ""},
		{"POST", "/links/0/rename/docs", "", http.StatusConflict, "", "no such link, or the new name is taken"},
		{"GET", "/docs", "", http.StatusFound, "https://go.dev/doc", ""},
		{"GET", "/links/docs", "", http.StatusOK, "", `{"hits":2,"target":"https://go.dev/doc"}`},
		{"GET", "/links/0", "", http.StatusNotFound, "", "404 page not found"},
		{"GET", "/0", "", http.StatusNotFound, "", "404 page not found"},
		{"POST", "/check", `["docs","1","gone"]`, http.StatusOK, "", `["nowhere"]`},
	} {
		w := send(step.method, step.path, step.body)
		if w.Code != step.status || w.Header().Get("Location") != step.location {
			t.Errorf("%s %s: status %d, location %q, want %d, %q", step.method, step.path, w.Code, w.Header().Get("Location"), step.status, step.location)
		}
		if step.reply != "" && strings.TrimSpace(w.Body.String()) != step.reply {
			t.Errorf("%s %s: %q, want %q", step.method, step.path, w.Body, step.reply)
		}
	}
	var got map[string]int64
	if err := json.NewDecoder(send("GET", "/stats", "").Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int64{"served": 12, "created": 2, "missed": 1, "longest_target_bytes": 18} {
		if got[name] != want {
			t.Errorf("%s is %d, want %d", name, got[name], want)
		}
	}
}
