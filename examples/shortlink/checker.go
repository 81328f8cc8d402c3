package main

import (
	"net/url"
	"sync"
	"sync/atomic"
)

// A checker is a pool of workers that look at targets.
type checker struct {
	jobs chan job
	wg   sync.WaitGroup
}

// A batch is the work for one request. Its last job closes done.
type batch struct {
	pending atomic.Int64
	done    chan struct{}
	broken  []bool
}

type job struct {
	batch  *batch
	index  int
	target string
}

func newChecker(workers int) *checker {
	c := &checker{jobs: make(chan job)}
	for range workers {
		c.wg.Go(c.work)
	}
	return c
}

func (c *checker) close() {
	close(c.jobs)
	c.wg.Wait()
}

func (c *checker) work() {
	for j := range c.jobs {
		u, err := url.Parse(j.target)
		j.batch.broken[j.index] = err != nil || u.Host == ""
		j.batch.finish()
	}
}

func (b *batch) finish() {
	b.pending.Add(-1)
	if b.pending.Load() == 0 {
		close(b.done)
	}
}

// broken returns the targets that no browser can go to, in order.
func (c *checker) broken(targets []string) []string {
	found := []string{}
	if len(targets) == 0 {
		return found
	}
	b := &batch{done: make(chan struct{}), broken: make([]bool, len(targets))}
	b.pending.Store(int64(len(targets)))
	for i, target := range targets {
		c.jobs <- job{batch: b, index: i, target: target}
	}
	<-b.done
	for i, target := range targets {
		if b.broken[i] {
			found = append(found, target)
		}
	}
	return found
}
