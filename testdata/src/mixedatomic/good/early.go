package good

import (
	"sync/atomic"
	"time"
)

// Limits are put right before anything runs that uses them, and are atomic from then on.
type Limits struct{ window int64 }

// Set changes the window.
func (l *Limits) Set(v int64) { atomic.StoreInt64(&l.window, v) }

// Window is for all.
func (l *Limits) Window() int64 { return atomic.LoadInt64(&l.window) }

// Queue has limits.
type Queue struct{ limits *Limits }

// NewQueue makes limits that make no sense right.
func NewQueue(l *Limits) *Queue {
	if l.window < 0 {
		l.window = 0
	}
	return &Queue{l}
}

// Consumer fetches what its options allow.
type Consumer struct{ conf *settings }

type settings struct{ bytes int32 }

// An Option changes the settings of a consumer that is being made.
type Option struct{ apply func(*settings) }

// Bytes limits a fetch.
func Bytes(n int32) Option {
	return Option{func(s *settings) { s.bytes = n }}
}

// Consume starts a consumer.
func Consume(opts ...Option) *Consumer {
	c := &Consumer{conf: &settings{bytes: 1 << 20}}
	for _, o := range opts {
		o.apply(c.conf)
	}
	go c.loop()
	return c
}

func (c *Consumer) loop() {
	for range time.Tick(time.Second) {
		_ = atomic.LoadInt32(&c.conf.bytes)
	}
}

// Limit changes the limit while it fetches.
func (c *Consumer) Limit(n int32) { atomic.StoreInt32(&c.conf.bytes, n) }
