package bad

// two loads
func (p *P) Avg(sum int64) int64 {
	if p.n.Load() == 0 {
		return 0
	}
	return sum / p.n.Load() // want two-loads:`p\.n`
}
func (p *P) AvgGt(sum int64) int64 {
	if p.n.Load() > 0 {
		return sum / p.n.Load() // want two-loads:`p\.n`
	}
	return 0
}
func (p *P) AvgF(sum float64) float64 {
	if p.n.Load() == 0 {
		return 0
	}
	return sum / float64(p.n.Load()) // want two-loads:`p\.n`
}
func (p *P) Idx(xs []string) string {
	if int(p.n.Load()) < len(xs) {
		return xs[p.n.Load()] // want two-loads:`p\.n`
	}
	return ""
}
func (p *P) Cut(xs []string) []string {
	if p.n.Load() <= int64(len(xs)) {
		return xs[:p.n.Load()] // want two-loads:`p\.n`
	}
	return xs
}
func (p *P) Use(f func(int64)) {
	if p.n.Load() != 0 {
		f(p.n.Load()) // want two-loads:`p\.n`
	}
}
func (p *P) Ret() int64 {
	if p.n.Load() > 0 {
		return p.n.Load() // want two-loads:`p\.n`
	}
	return -1
}
func (p *P) SetPtr(x *int) { p.ptr.Store(x) }
func (p *P) ClearPtr()     { p.ptr.Store(nil) }
func (p *P) Ptr() int {
	if p.ptr.Load() != nil {
		return *p.ptr.Load() // want two-loads:`p\.ptr`
	}
	return 0
}
func (p *P) PtrEarly() int {
	if p.ptr.Load() == nil {
		return 0
	}
	return *p.ptr.Load() // want two-loads:`p\.ptr`
}
