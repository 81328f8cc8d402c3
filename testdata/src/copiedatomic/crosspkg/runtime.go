package crosspkg

import "github.com/counterlint/counterlint/runtime/counter"

type handler struct {
	requests counter.Int
	last     counter.Snapshot
}

func (h *handler) Serve() { h.requests.Add(1) }

func (h *handler) Requests() counter.Int {
	return h.requests // want copylocks:`return copies the live counter\.Int h\.requests`
}

func (h *handler) Last() counter.Snapshot { return h.last }
