package driver

// What is stored of a unit: a small entry under the unit's key, which a warm run reads, and two blobs under the hash of their
// own content, the types and the facts, which are read only when something above must be analysed again.

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"slices"
	"sync"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
)

// noKey stands for a blob that does not exist: no facts, or no types.
var noKey cache.Key

// An output is what analysing a unit yields.
type output struct {
	types    cache.Key
	facts    cache.Key
	deep     cache.Key // what dependents can see: types and facts, of the unit and of all below
	findings []finding.Finding
	errors   []PackageError
}

// Remarks are the part of an entry that is empty for most units.
type remarks struct {
	Findings []finding.Finding
	Errors   []PackageError
}

const entryHead = 3 * sha256.Size

func (o *output) encode() ([]byte, error) {
	buf := bytes.NewBuffer(slices.Concat(o.types[:], o.facts[:], o.deep[:]))
	if len(o.findings)+len(o.errors) > 0 {
		if err := gob.NewEncoder(buf).Encode(remarks{o.findings, o.errors}); err != nil {
			return nil, err
		}
	}
	return buf.Bytes(), nil
}

func decodeOutput(data []byte) (*output, error) {
	if len(data) < entryHead {
		return nil, fmt.Errorf("entry of %d bytes", len(data))
	}
	o := &output{}
	rest := data
	for _, k := range []*cache.Key{&o.types, &o.facts, &o.deep} {
		rest = rest[copy(k[:], rest):]
	}
	if len(rest) > 0 {
		var r remarks
		if err := gob.NewDecoder(bytes.NewReader(rest)).Decode(&r); err != nil {
			return nil, err
		}
		o.findings, o.errors = r.Findings, r.Errors
	}
	return o, nil
}

// A blobStore keeps blobs in the cache, or in memory where there is none or it cannot be written.
type blobStore struct {
	disk *cache.Store

	mu     sync.Mutex
	memory map[cache.Key][]byte
}

func (s *blobStore) get(key cache.Key) ([]byte, bool) {
	s.mu.Lock()
	blob, ok := s.memory[key]
	s.mu.Unlock()
	if !ok && s.disk != nil {
		blob, ok = s.disk.Get(key)
	}
	return blob, ok
}

// put keeps blob under key, in memory if needed is set and the disk fails.
func (s *blobStore) put(key cache.Key, blob []byte, needed bool) {
	if s.disk != nil && s.disk.Put(key, blob) || !needed {
		return
	}
	s.mu.Lock()
	s.memory[key] = blob
	s.mu.Unlock()
}

// putContent keeps blob under the hash of its content. A nil blob has no key.
func (s *blobStore) putContent(purpose string, blob []byte) cache.Key {
	if blob == nil {
		return noKey
	}
	h := newHasher(purpose)
	h.Write(blob)
	key := h.sum()
	s.put(key, blob, true)
	return key
}
