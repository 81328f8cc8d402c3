package proof

import (
	"errors"
	"net/http"
	"sync/atomic"
)

var inflight, handling, rounds atomic.Int64

func early(ok bool) error {
	inflight.Add(1) // want exit:`inflight stays raised`
	if !ok {
		return errors.New("no")
	}
	inflight.Add(-1)
	return nil
}

func middleware(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		handling.Add(1) // want panic:`handling stays raised`
		next.ServeHTTP(w, r)
		handling.Add(-1)
	}
}

func loop(n int, each func()) {
	for range n {
		rounds.Add(1) // want defer-in-loop:`rounds is raised in each round`
		defer rounds.Add(-1)
		each()
	}
}
