package main

import (
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// A link is one short name for a target.
type link struct {
	target  string
	created uint32 // Unix time, good until 2106
	hits    int64
}

func (l *link) hit() { atomic.AddInt64(&l.hits, 1) }

func (l *link) count() int64 { return atomic.LoadInt64(&l.hits) }

type store struct {
	mu    sync.RWMutex
	links map[string]*link
	next  uint64
}

func newStore() *store { return &store{links: map[string]*link{}} }

func (s *store) get(code string) *link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.links[code]
}

func (s *store) add(target string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		code := strconv.FormatUint(s.next, 36)
		s.next++
		if s.links[code] == nil {
			s.links[code] = &link{target: target, created: uint32(time.Now().Unix())}
			return code
		}
	}
}

// rename gives the link another code. It keeps its hits.
func (s *store) rename(code, to string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.links[code]
	if old == nil || s.links[to] != nil {
		return false
	}
	renamed := *old
	s.links[to] = &renamed
	delete(s.links, code)
	return true
}
