package proof

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestEarlyReturn(t *testing.T) {
	for range 3 {
		if early(false) == nil {
			t.Fatal("no error")
		}
	}
	if n := inflight.Load(); n != 3 {
		t.Errorf("%d in flight after all have returned, want the 3 that leak", n)
	}
}

func TestPanicOfHandler(t *testing.T) {
	srv := httptest.NewUnstartedServer(middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.Start()
	if _, err := http.Get(srv.URL); err == nil {
		t.Error("the handler answered")
	}
	srv.Close()
	if n := handling.Load(); n != 1 {
		t.Errorf("%d requests in handling after the server has closed, want the one that leaks", n)
	}
}

func TestDeferInLoop(t *testing.T) {
	var most int64
	loop(4, func() { most = max(most, rounds.Load()) })
	if most != 4 {
		t.Errorf("at most %d rounds at once, want all 4 to be counted", most)
	}
}
