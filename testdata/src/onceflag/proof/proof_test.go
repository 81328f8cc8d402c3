package proof

import "testing"

// loserSeesNil calls get twice; the second call comes while the first one still dials.
func loserSeesNil(t *testing.T, get func(*lazy) *conn) {
	t.Helper()
	dialing, goOn := make(chan struct{}), make(chan struct{})
	l := &lazy{dial: func() *conn {
		close(dialing)
		<-goOn
		return &conn{id: 1}
	}}
	winner := make(chan *conn)
	go func() { winner <- get(l) }()
	<-dialing
	if c := get(l); c != nil {
		t.Errorf("the loser got %v while the winner was still dialing", c)
	}
	close(goOn)
	if c := <-winner; c == nil {
		t.Error("the winner got nil")
	}
}

func TestAdd(t *testing.T)      { loserSeesNil(t, (*lazy).ByAdd) }
func TestCAS(t *testing.T)      { loserSeesNil(t, (*lazy).ByCAS) }
func TestSwap(t *testing.T)     { loserSeesNil(t, (*lazy).BySwap) }
func TestFunction(t *testing.T) { loserSeesNil(t, (*lazy).ByFunction) }
