package post

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const marker = "<!-- marker -->"

// A host is a fake of one change's list of comments at either host.
type host struct {
	*httptest.Server
	list, one string // paths
	method    string // that updates
	header    [2]string
	mu        sync.Mutex
	comments  []comment
	writes    []string
}

func newHost(t *testing.T, list, one, method string, header [2]string) *host {
	h := &host{list: list, one: one, method: method, header: header}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Header.Get(h.header[0]) != h.header[1] {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"Bad credentials"}`)
		return
	}
	var body struct{ Body string }
	if r.Method != http.MethodGet {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		h.writes = append(h.writes, r.Method)
	}
	rest, isOne := strings.CutPrefix(r.URL.Path, h.one)
	switch {
	case r.Method == http.MethodGet && r.URL.Path == h.list:
		page, _ := strconv.Atoi(r.FormValue("page"))
		size, _ := strconv.Atoi(r.FormValue("per_page"))
		from := min((page-1)*size, len(h.comments))
		_ = json.NewEncoder(w).Encode(h.comments[from:min(from+size, len(h.comments))])
	case r.Method == http.MethodPost && r.URL.Path == h.list:
		h.comments = append(h.comments, comment{int64(len(h.comments) + 1), body.Body})
		w.WriteHeader(http.StatusCreated)
	case r.Method == h.method && isOne:
		id, err := strconv.Atoi(rest)
		if err != nil || id < 1 || id > len(h.comments) {
			http.NotFound(w, r)
			return
		}
		h.comments[id-1].Body = body.Body
	default:
		http.NotFound(w, r)
	}
}

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

// hosts are both fakes with the environments of their jobs.
func hosts(t *testing.T) map[string]struct {
	*host
	vars map[string]string
} {
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(`{"pull_request":{"number":7}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	gh := newHost(t, "/repos/o/r/issues/7/comments", "/repos/o/r/issues/comments/", "PATCH", [2]string{"Authorization", "Bearer secret"})
	gl := newHost(t, "/api/v4/projects/12/merge_requests/3/notes", "/api/v4/projects/12/merge_requests/3/notes/", "PUT", [2]string{"PRIVATE-TOKEN", "secret"})
	return map[string]struct {
		*host
		vars map[string]string
	}{
		"github": {gh, map[string]string{"GITHUB_TOKEN": "secret", "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": event, "GITHUB_API_URL": gh.URL + "/"}},
		"gitlab": {gl, map[string]string{"COUNTERLINT_GITLAB_TOKEN": "secret", "CI_API_V4_URL": gl.URL + "/api/v4", "CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "3"}},
	}
}

// One comment is created, left alone while nothing changes, and written anew when something does, behind any number of others.
func TestComment(t *testing.T) {
	for name, h := range hosts(t) {
		for i := range 150 {
			h.comments = append(h.comments, comment{int64(i + 1), "looks good; see " + marker})
		}
		target, err := From(name, environment(h.vars))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"one", "one", "two"} {
			if err := target.Comment(t.Context(), marker+"\n"+text, marker); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if got := strings.Join(h.writes, " "); got != "POST "+h.method {
			t.Errorf("%s: wrote %s", name, got)
		}
		if len(h.comments) != 151 || h.comments[150].Body != marker+"\ntwo" {
			t.Errorf("%s: %d comments, the last one %+v", name, len(h.comments), h.comments[len(h.comments)-1])
		}
	}
}

func TestRefused(t *testing.T) {
	for name, h := range hosts(t) {
		h.vars["GITHUB_TOKEN"], h.vars["COUNTERLINT_GITLAB_TOKEN"] = "wrong", "wrong"
		target, err := From(name, environment(h.vars))
		if err != nil {
			t.Fatal(err)
		}
		err = target.Comment(t.Context(), marker, marker)
		if err == nil || !strings.Contains(err.Error(), "401 Unauthorized: Bad credentials") || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: %v", name, err)
		}
		h.Close()
		if err := target.Comment(t.Context(), marker, marker); err == nil {
			t.Errorf("%s: a host that is not there took a comment", name)
		}
	}
}

func TestEnvironment(t *testing.T) {
	for _, tt := range []struct {
		host string
		vars map[string]string
		want string
	}{
		{"github", map[string]string{}, "GITHUB_TOKEN is not set"},
		{"github", map[string]string{"GITHUB_TOKEN": "x"}, "GITHUB_REPOSITORY is not set"},
		{"github", map[string]string{"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/heads/main"}, "for no pull request"},
		{"github", map[string]string{"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": "no/such/file"}, "GITHUB_EVENT_PATH"},
		{"github", map[string]string{"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/5/merge"}, ""},
		{"gitlab", map[string]string{}, "no job of GitLab CI"},
		{"gitlab", map[string]string{"CI_API_V4_URL": "x", "CI_PROJECT_ID": "1"}, "for no merge request"},
		{"gitlab", map[string]string{"CI_API_V4_URL": "x", "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "2"}, "COUNTERLINT_GITLAB_TOKEN is not set"},
	} {
		_, err := From(tt.host, environment(tt.vars))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %v: %v, want %q", tt.host, tt.vars, err, tt.want)
		}
	}
}
