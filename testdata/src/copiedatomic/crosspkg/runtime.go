package crosspkg

import (
	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/histogram"
)

type handler struct {
	requests counter.Int
	sizes    histogram.Config
}

func (h *handler) Serve() { h.requests.Add(1) }

func (h *handler) Requests() counter.Int {
	return h.requests // want copylocks:`return copies the live counter\.Int h\.requests`
}

func (h *handler) Sizes() histogram.Config { return h.sizes }
