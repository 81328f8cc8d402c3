package conc

// Retry returns the CompareAndSwap of the same place that decides whether the loop around load runs again, or nil.
func (m *Model) Retry(load *Op) *Op { return nil }

// Gate tells whether op runs in an exclusive phase: after a successful CompareAndSwap or Swap of a flag, after an Add that made
// its caller the last one out, after a join, or to give back a value that was saved.
func (m *Model) Gate(op *Op) (why string, ok bool) { return "not analysed", true }
