// Package post keeps one comment of a change up to date at its code host: it is found by a hidden marker, written anew if it is there
// and created if it is not.
//
// It promises that there is one comment however often it runs, and that an error names the host's answer, never the token. It speaks to
// nothing but the address that the environment of the job gives.
package post

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Hosts lists the hosts that [From] knows.
func Hosts() []string { return []string{"github", "gitlab"} }

// A Target is the list of comments of one change.
type Target struct {
	list   string // address of the list of its comments
	one    func(id int64) string
	update string // method
	header [2]string
}

// From finds the change that a job of CI runs for in its environment.
func From(host string, getenv func(string) string) (*Target, error) {
	if host == "github" {
		return fromGitHub(getenv)
	}
	return fromGitLab(getenv)
}

// fromGitHub reads the number of the pull request from the event, or from refs/pull/NUMBER/merge.
func fromGitHub(getenv func(string) string) (*Target, error) {
	token, repo := getenv("GITHUB_TOKEN"), getenv("GITHUB_REPOSITORY")
	switch {
	case token == "":
		return nil, errors.New("GITHUB_TOKEN is not set; the job has to hand it over, with the permission pull-requests: write")
	case repo == "":
		return nil, errors.New("GITHUB_REPOSITORY is not set; this is no job of GitHub Actions")
	}
	number, err := pullRequest(getenv("GITHUB_EVENT_PATH"), getenv("GITHUB_REF"))
	if err != nil {
		return nil, err
	}
	api := strings.TrimSuffix(getenv("GITHUB_API_URL"), "/")
	if api == "" {
		api = "https://api.github.com"
	}
	return &Target{
		list:   fmt.Sprintf("%s/repos/%s/issues/%d/comments", api, repo, number),
		one:    func(id int64) string { return fmt.Sprintf("%s/repos/%s/issues/comments/%d", api, repo, id) },
		update: http.MethodPatch, header: [2]string{"Authorization", "Bearer " + token},
	}, nil
}

func pullRequest(eventFile, ref string) (int, error) {
	var event struct {
		PullRequest struct {
			Number int `json:"number"`
		} `json:"pull_request"`
	}
	if eventFile != "" {
		text, err := os.ReadFile(eventFile)
		if err != nil {
			return 0, fmt.Errorf("GITHUB_EVENT_PATH: %w", err)
		}
		if err := json.Unmarshal(text, &event); err != nil {
			return 0, fmt.Errorf("%s: %w", eventFile, err)
		}
	}
	if event.PullRequest.Number > 0 {
		return event.PullRequest.Number, nil
	}
	var n int
	if _, err := fmt.Sscanf(ref, "refs/pull/%d/", &n); err == nil && n > 0 {
		return n, nil
	}
	return 0, errors.New("the job runs for no pull request; let it run on pull_request alone")
}

// fromGitLab reads the variables of a pipeline for merge requests.
func fromGitLab(getenv func(string) string) (*Target, error) {
	api, project, iid := strings.TrimSuffix(getenv("CI_API_V4_URL"), "/"), getenv("CI_PROJECT_ID"), getenv("CI_MERGE_REQUEST_IID")
	token := getenv("COUNTERLINT_GITLAB_TOKEN")
	switch {
	case api == "" || project == "":
		return nil, errors.New("CI_API_V4_URL and CI_PROJECT_ID are not set; this is no job of GitLab CI")
	case iid == "":
		return nil, errors.New("the job runs for no merge request; let it run in pipelines for merge requests alone")
	case token == "":
		return nil, errors.New("COUNTERLINT_GITLAB_TOKEN is not set; it takes an access token of the project with the scope api")
	}
	list := fmt.Sprintf("%s/projects/%s/merge_requests/%s/notes", api, url.PathEscape(project), url.PathEscape(iid))
	return &Target{
		list: list, one: func(id int64) string { return fmt.Sprintf("%s/%d", list, id) },
		update: http.MethodPut, header: [2]string{"PRIVATE-TOKEN", token},
	}, nil
}

// A comment is what both hosts tell of one.
type comment struct {
	ID   int64  `json:"id"`
	Body string `json:"body"`
}

// Comment makes text the one comment that begins with the marker.
func (t *Target) Comment(ctx context.Context, text, marker string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	body, err := json.Marshal(map[string]string{"body": text})
	if err != nil {
		return err
	}
	old, err := t.find(ctx, marker)
	if err != nil {
		return err
	}
	if old == nil {
		return t.call(ctx, http.MethodPost, t.list, body, nil)
	}
	if strings.TrimSpace(old.Body) == strings.TrimSpace(text) {
		return nil
	}
	return t.call(ctx, t.update, t.one(old.ID), body, nil)
}

// find goes through all pages of comments.
func (t *Target) find(ctx context.Context, marker string) (*comment, error) {
	const size = 100
	for page := 1; ; page++ {
		var comments []comment
		if err := t.call(ctx, http.MethodGet, fmt.Sprintf("%s?per_page=%d&page=%d", t.list, size, page), nil, &comments); err != nil {
			return nil, err
		}
		for _, c := range comments {
			if strings.HasPrefix(c.Body, marker) {
				return &c, nil
			}
		}
		if len(comments) < size {
			return nil, nil
		}
	}
}

func (t *Target) call(ctx context.Context, method, address string, body []byte, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set(t.header[0], t.header[1])
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, address, err)
	}
	if resp.StatusCode/100 != 2 {
		var said struct {
			Message any `json:"message"`
		}
		_ = json.Unmarshal(text, &said) // a proxy may say it in HTML
		if said.Message != nil {
			return fmt.Errorf("%s %s: %s: %v", method, address, resp.Status, said.Message)
		}
		return fmt.Errorf("%s %s: %s", method, address, resp.Status)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s %s: %w", method, address, err)
	}
	return nil
}
