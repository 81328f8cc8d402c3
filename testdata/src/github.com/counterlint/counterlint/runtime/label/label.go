// Package label stands in for this project's package of that name in tests.
package label

import (
	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/histogram"
)

type Limits struct {
	Series int
	Labels map[string]int
}

type set[K comparable, V any] struct{ _ *K }

func (s *set[K, V]) With(key K) *V { return nil }

type Counter[K comparable] struct{ set[K, counter.Counter] }

func NewCounter[K comparable](l Limits) (*Counter[K], error) { return nil, nil }
func (c *Counter[K]) Add(key K, n uint64)                    {}
func (c *Counter[K]) Inc(key K)                              {}

type Histogram[K comparable] struct{ set[K, histogram.HDR] }

func NewHistogram[K comparable](l Limits) (*Histogram[K], error) { return nil, nil }
func (h *Histogram[K]) Record(key K, v int64)                    {}
