package bad

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestStage(t *testing.T) {
	r, err := http.NewRequest("GET", "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	Stage{}.ServeHTTP(httptest.NewRecorder(), r)
}
