// Package odd holds valid code in the shapes that surprise an analyzer. Every rule must get through it.
package odd

import (
	"expvar"
	"net/http"
	. "sync"
	stdatomic "sync/atomic"
	"time"
	"unsafe"
)

// atomic shadows the usual name of the package.
var atomic struct{ AddInt64 func(*int64, int64) int64 }

var _, blank = 1, func() int { return 0 }()

var (
	_      stdatomic.Int64
	n      int64
	arr    [3]stdatomic.Int64
	nested struct {
		a struct {
			b [2]struct{ n stdatomic.Uint32 }
		}
		_ int
	}
	byName = map[string]*stdatomic.Int64{}
	fn     = n2
	iface  any
)

const (
	c0 = iota
	_
	c2 = 1 << iota
)

type (
	num         interface{ ~int32 | ~int64 }
	cell[T num] struct {
		Mutex
		v T
		_ T
	}
	alias[T num] = cell[T]
	self         struct{ next *self }
	fun          func(fun) fun
	embedded     struct {
		*cell[int64]
		http.Handler
		stdatomic.Bool
	}
	empty struct{}
)

func n2(int, _ string, more ...int64) (int64, error) { return 0, nil }

func (c *cell[T]) add(d T) T {
	c.Lock()
	defer c.Unlock()
	c.v += d
	return c.v
}

func (*cell[T]) none() {}

func (empty) ServeHTTP(http.ResponseWriter, *http.Request) { n++ }

func external(*int64) // has no body

func parens() {
	(n)++
	(n) = (n) + (1)
	(stdatomic.AddInt64)((&n), 1)
	(&arr[0]).Add(1)
	(*(&nested)).a.b[1].n.Add(1)
	f := stdatomic.AddInt64
	f(&n, 1)
	g := (*stdatomic.Int64).Add
	g(&arr[1], 1)
	h := arr[2].Load
	_ = h()
	atomic.AddInt64(&n, 1)
	*(*int64)(unsafe.Pointer(&n)) = 1
	func() { func() { n-- }() }()
	_ = func(yield func(int) bool) { _ = yield(1) && yield(2) }
	_, _ = fn("", "", 2, 3)
	new(cell[int64]).add(1)
	(*cell[int32]).none(nil)
	var a alias[int32]
	a.none()
	var e embedded
	_ = e.v
	_ = e.CompareAndSwap
}

func control(ch chan int, m map[string]int, it func(func(int, string) bool)) (total int) {
	defer func() { total += c0 + c2; _ = recover() }()
outer:
	for i := range 3 {
		switch {
		case i == 1:
			continue outer
		case i == 2:
			break outer
		default:
			fallthrough
		case false:
		}
		select {}
	}
	for range ch {
	}
	for k := range m {
		m[k]++
		delete(m, k)
	}
	for i, s := range it {
		total += i + len(s)
	}
	for {
		goto end
	}
end:
	switch x := iface.(type) {
	case nil, int:
		_ = x
	case fun:
		_ = x(x)
	}
	select {
	case v, ok := <-ch:
		_, _ = v, ok
	case ch <- 1:
	default:
	}
	{
	}

	return
}

func starts(wg *WaitGroup, once Once2, tick *time.Ticker) {
	go func() {}()
	go (func(i int) { n += int64(i) })(1)
	go parens()
	go new(cell[int64]).none()
	defer wg.Wait()
	wg.Go(parens)
	wg.Go(func() { starts(wg, once, tick) })
	time.AfterFunc(0, parens).Stop()
	for range tick.C {
		go func() { n++ }()
	}
}

// Once2 is a function type with a method.
type Once2 func()

func (f Once2) Do() { f() }

func init() {
	http.Handle("/", empty{})
	http.HandleFunc("/x", func(http.ResponseWriter, *http.Request) { byName["x"].Add(1) })
	expvar.Publish("f", expvar.Func(func() any { return n }))
}

func init() {}

func rec[T num](c *cell[T], depth int) T {
	if depth == 0 {
		return c.v
	}
	return rec(c, depth-1) + rec[T]((*cell[T])(c), depth-1)
}

var _ = rec[int64]
