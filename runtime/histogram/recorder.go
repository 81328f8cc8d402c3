package histogram

import "sync"

// A Recorder is an HDR that is read in intervals. The zero value is ready to use; it must not be copied after first use.
//
// Counts: what an HDR counts.
// Read: each value is in the result of exactly one Drain, also if several drain at once.
// Cost: that of an HDR; a Drain visits every page.
// Memory: that of an HDR, 32 bytes more, and from the first Drain on 8 for each bucket.
// Never: decide on it.
type Recorder struct {
	_       noCopy
	hdr     HDR
	mu      sync.Mutex
	drained []uint64
}

// NewRecorder returns a Recorder, or an error that says what is wrong with the config.
func NewRecorder(c Config) (*Recorder, error) {
	l, err := newLayout(c)
	if err != nil {
		return nil, err
	}
	return &Recorder{hdr: HDR{layout: l}}, nil
}

// Record counts v.
func (r *Recorder) Record(v int64) { r.hdr.Record(v) }

// RecordCorrected counts v and what was not measured because of it; see HDR.
func (r *Recorder) RecordCorrected(v, interval int64) { r.hdr.RecordCorrected(v, interval) }

// Snapshot returns what was ever recorded.
func (r *Recorder) Snapshot() *Snapshot { return r.hdr.Snapshot() }

// SnapshotInto makes s what Snapshot would return; see HDR.
func (r *Recorder) SnapshotInto(s *Snapshot) { r.hdr.SnapshotInto(s) }

// Drain returns what was recorded since the last Drain.
func (r *Recorder) Drain() *Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.hdr.Snapshot()
	all := s.counts
	s.counts = make([]uint64, len(all))
	for i, n := range all {
		s.counts[i] = n
		if r.drained != nil {
			s.counts[i] -= r.drained[i]
		}
	}
	r.drained = all
	return s
}

// String returns the count and some quantiles of all that was recorded, as a JSON object.
func (r *Recorder) String() string { return r.hdr.String() }
