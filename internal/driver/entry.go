package driver

// What is stored of a unit under its key: hashes, which dependents need, findings and errors, which the result needs, and types
// and facts, which are decoded only when something above must be analysed again.

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"sync"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
)

// An output is what a run keeps of a unit that is done.
type output struct {
	key      cache.Key // of the entry
	deep     cache.Key // what dependents can see: types and facts, of the unit and of all below
	sections [2]bool   // whether there are types, and facts
	findings []finding.Finding
	gathered []byte
	errors   []PackageError
}

// An entry is an output with the sections that are not kept in memory.
type entry struct {
	deep     cache.Key
	sections [2][]byte // types and facts; nil: none
	remarks
}

// Remarks are empty for most units.
type remarks struct {
	Findings []finding.Finding
	Gathered []byte
	Errors   []PackageError
}

// A section is one of the two that importers decode.
type section int

const (
	typesOf section = iota
	factsOf
)

func (e *entry) output(key cache.Key) *output {
	return &output{
		key: key, deep: e.deep, sections: [2]bool{e.sections[typesOf] != nil, e.sections[factsOf] != nil},
		findings: e.Findings, gathered: e.Gathered, errors: e.Errors,
	}
}

// encode writes the hash, then each section behind its length plus one; 0 stands for none.
func (e *entry) encode() ([]byte, error) {
	data := bytes.Clone(e.deep[:])
	var rest []byte
	if len(e.Findings)+len(e.Gathered)+len(e.Errors) > 0 {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(e.remarks); err != nil {
			return nil, err
		}
		rest = buf.Bytes()
	}
	for _, s := range [][]byte{rest, e.sections[typesOf], e.sections[factsOf]} {
		if s == nil {
			data = append(data, 0)
			continue
		}
		data = binary.AppendUvarint(data, uint64(len(s))+1)
		data = append(data, s...)
	}
	return data, nil
}

var errEntry = errors.New("malformed entry")

func decodeEntry(data []byte) (*entry, error) {
	e := &entry{}
	if len(data) < len(e.deep) {
		return nil, errEntry
	}
	data = data[copy(e.deep[:], data):]
	var rest []byte
	for _, s := range []*[]byte{&rest, &e.sections[typesOf], &e.sections[factsOf]} {
		n, used := binary.Uvarint(data)
		if used <= 0 || n > uint64(len(data)-used)+1 {
			return nil, errEntry
		}
		if data = data[used:]; n > 0 {
			*s, data = data[:n-1:n-1], data[n-1:]
		}
	}
	if rest != nil {
		if err := gob.NewDecoder(bytes.NewReader(rest)).Decode(&e.remarks); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// An entryStore keeps entries in the cache, or in memory where there is none or it cannot be written.
type entryStore struct {
	disk *cache.Store

	mu     sync.Mutex
	memory map[cache.Key][]byte
}

func newEntryStore(disk *cache.Store) *entryStore {
	return &entryStore{disk: disk, memory: map[cache.Key][]byte{}}
}

func (s *entryStore) get(key cache.Key) (*entry, bool) {
	s.mu.Lock()
	data, ok := s.memory[key]
	s.mu.Unlock()
	if !ok && s.disk != nil {
		data, ok = s.disk.Get(key)
	}
	if !ok {
		return nil, false
	}
	e, err := decodeEntry(data)
	return e, err == nil // else a build of the tool wrote it that did not change its identity
}

// put keeps an entry. Where lasting is not set, it is for this run alone.
func (s *entryStore) put(key cache.Key, e *entry, lasting bool) error {
	data, err := e.encode()
	if err != nil {
		return err
	}
	if lasting && s.disk != nil && s.disk.Put(key, data) {
		return nil
	}
	s.mu.Lock()
	s.memory[key] = data
	s.mu.Unlock()
	return nil
}
