// Package statsd stands in for the library of that name in tests.
package statsd

import "time"

type Client struct{ _ int }

func (c *Client) Incr(name string, tags []string, rate float64) error                     { return nil }
func (c *Client) Decr(name string, tags []string, rate float64) error                     { return nil }
func (c *Client) Count(name string, value int64, tags []string, rate float64) error       { return nil }
func (c *Client) Gauge(name string, value float64, tags []string, rate float64) error     { return nil }
func (c *Client) Histogram(name string, value float64, tags []string, rate float64) error { return nil }
func (c *Client) Timing(name string, value time.Duration, tags []string, rate float64) error {
	return nil
}
