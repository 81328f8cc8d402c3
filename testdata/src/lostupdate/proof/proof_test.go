package proof

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
)

// together runs the functions at once, each of them many times.
func together(fs ...func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range fs {
		wg.Go(func() {
			<-start
			for range 50 {
				f()
			}
		})
	}
	close(start)
	wg.Wait()
}

func TestRaceLoopOfGoroutines(t *testing.T)  { loopOfGoroutines() }
func TestRaceWaitGroupGo(t *testing.T)       { waitGroupGo() }
func TestRaceStartedTwice(t *testing.T)      { startedTwice() }
func TestRaceOneFunctionTwice(t *testing.T)  { oneFunctionTwice() }
func TestRaceStarterGoesOn(t *testing.T)     { starterGoesOn() }
func TestRaceLiteralInVariable(t *testing.T) { literalInVariable() }
func TestRaceThroughPointer(t *testing.T)    { throughPointer() }
func TestRacePointerHelper(t *testing.T)     { pointerHelper() }
func TestRaceMaximum(t *testing.T)           { maximum([]int{3, 1, 2, 5}) }
func TestRaceBits(t *testing.T)              { bits() }
func TestRaceLongForm(t *testing.T)          { longForm() }
func TestRaceElement(t *testing.T)           { element() }
func TestRaceMethodOfShared(t *testing.T)    { methodOfShared(&tally{}) }
func TestRaceMethodStarted(t *testing.T)     { methodStarted(&tally{}) }
func TestRaceEmbedded(t *testing.T)          { embedded(&outer{}) }
func TestRaceGeneric(t *testing.T)           { generic(&sum[int64]{}) }
func TestRaceGlobal(t *testing.T)            { global() }
func TestRaceThroughMap(t *testing.T)        { throughMap(map[string]*entry{"a": {}}) }

func TestRaceAfterFunc(t *testing.T) {
	done := make(chan bool, 4)
	afterFunc(&tally{}, done)
	for range 4 {
		<-done
	}
}

func TestRaceWorker(t *testing.T) {
	w := newWorker()
	w.jobs <- 1
	w.Skip()
	close(w.jobs)
	<-w.done
}

func TestRacePooled(t *testing.T)     { pooled() }
func TestRaceCopiedLock(t *testing.T) { copiedLock(perCall{n: new(int)}) }
func TestRaceOwnLock(t *testing.T)    { ownLock() }
func TestRaceTriedLock(t *testing.T)  { triedLock() }

func TestRaceGet(t *testing.T) {
	c := &cache{}
	together(func() { c.Get("a") }, func() { c.Get("b") })
}

func TestRaceCheck(t *testing.T) {
	c := &cache{}
	together(func() { c.Check("a") }, func() { c.Check("b") })
}

func TestRaceOut(t *testing.T) {
	l := &Ledger{}
	together(func() { l.Out(1) }, func() { l.Out(1) })
}

func TestRaceFee(t *testing.T) {
	l := &Ledger{}
	together(func() { l.In(1) }, l.Fee)
}

func TestRaceSneak(t *testing.T)  { together(Register, Unregister, Sneak) }
func TestRaceTry(t *testing.T)    { q := &queue{}; together(q.Push, q.Try) }
func TestRaceDouble(t *testing.T) { d := &double{}; together(d.One, d.Three) }

// serve sends requests to one path of a handler at once.
func serve(h http.Handler, path string) {
	request := func() {
		r, _ := http.NewRequest("GET", "http://h"+path, nil)
		h.ServeHTTP(nil, r)
	}
	together(request, request)
}

func TestRaceServeHTTP(t *testing.T) { serve(&server{}, "/") }
func TestRaceHandle(t *testing.T)    { serve(routes(&server{}), "/") }
func TestRaceHealth(t *testing.T)    { serve(routes(&server{}), "/health") }
func TestRaceCalls(t *testing.T)     { serve(routes(&server{}), "/calls") }
func TestRaceAsync(t *testing.T)     { serve(routes(&server{}), "/async") }
func TestRaceMiddleware(t *testing.T) {
	serve(middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})), "/")
}

func TestRaceTransport(t *testing.T) {
	tr := &transport{}
	call := func() { tr.RoundTrip(nil) }
	together(call, call)
}

func TestRaceLogger(t *testing.T) {
	l := &logger{}
	call := func() { l.Handle(context.Background(), slog.Record{}) }
	together(call, call)
}

func TestRaceReservoir(t *testing.T) { r := &Reservoir{}; together(func() { r.Add(1) }, r.Clear) }
func TestRaceRule(t *testing.T)      { r := &Rule{&state{}}; together(r.Exec, r.Exec, r.Reset) }
func TestRaceBuckets(t *testing.T) {
	b := &Buckets{}
	turn := func() { b.Turn(1) }
	together(turn, turn)
}
func TestRaceSpell(t *testing.T) {
	spell := func() { Spell("word") }
	together(spell, spell)
}
func TestRaceDrop(t *testing.T) {
	c := &conn{}
	p := &Pool{conns: map[string]*conn{"a": c}}
	together(func() { p.Take("a") }, func() { p.Drop(c) })
}
func TestRaceTouch(t *testing.T) {
	s := &Shelf{books: map[string]*book{"a": {}}}
	touch := func() { s.Touch("a") }
	together(touch, touch)
}
func TestRaceBegin(t *testing.T)   { c := &Calls{}; together(c.Begin(), c.Begin()) }
func TestRaceHold(t *testing.T)    { h := &Holds{}; together(h.Hold(), h.Hold()) }
func TestRaceLimited(t *testing.T) { l := &limited{}; together(func() { Send(l) }, l.Done) }
func TestRaceThrottled(t *testing.T) {
	l := &throttled{}
	send := func() { Send(l) }
	together(send, send)
}
func TestRaceTracker(t *testing.T) { serve(&tracker{}, "/") }

func TestQuietSections(t *testing.T) {
	s := &Store{}
	together(func() { s.Append(1) }, s.Cut, func() { s.Len() })
	d := &Depot{}
	d.Init([]string{"a"})
	together(func() { d.Put("b") }, d.Reset)
	b := &Base{}
	together(b.Open, b.Open, b.Close)
	sum := &Summary{}
	together(func() {
		done := make(chan bool)
		sum.Flush(done)
		<-done
	}, func() { sum.Write() })
	onceAll()
	c := &Client{}
	together(c.Send, c.Update)
	Serve()
	u := &Undo{}
	together(u.Do, u.Back, func() { u.Steps() })
	g := &Guests{all: map[string]*visitor{"a": {}}}
	together(func() { g.Visit("a") }, func() { g.Visit("a") }, func() { g.Count("a") })
	m := &Meter{}
	together(func() { m.Lock(); m.AddLocked(1); m.Unlock() }, func() { m.Reset() })
	tw := &Twice{}
	together(tw.Inc, func() { tw.A() }, func() { tw.B() })
}

func TestQuiet(t *testing.T) {
	underLock()
	beforeAndAfter()
	oneAfterAnother()
	ownSlot()
	ownPointer()
	perIteration()
	ownLocal()
	collector()
	a := newActor()
	a.in <- 1
	close(a.in)
	<-a.out
	passAll(newGate())
	signalAll(newWaiter())
	serve(newSite(3), "/")
	copies(page{})
	visits()
	iterates()
	handOver()
	shards()
}

func TestQuietLocks(t *testing.T) {
	g := &guarded{}
	together(g.Inc, g.Helper, g.With, g.First)
	w := &winner{}
	w.Run()
	p := &plant{}
	p.Start()
	p.Stop()
	tb := &table{}
	together(tb.Add, func() { tb.Rows() }, func() { tb.Merge(&table{}) })
	s := &single{}
	s.Note()
	s.Push(1)
	h := &perhaps{}
	together(h.Add, h.AddTwo)
}

func TestRaceWhole(t *testing.T) { newCells().whole() }
func TestRaceOneOf(t *testing.T) { newCells().oneOf(3) }
func TestRaceHashed(t *testing.T) {
	newCells().hashed("a", "b", "c", "d", "e", "f", "a", "b", "c", "d", "e", "f")
}

func TestQuietElements(t *testing.T) {
	c := newCells()
	c.captured()
	c.threeClauses()
	c.byMethod()
	c.computed()
	c.parts(4)
	c.strides(4)
	c.wrapped()
	c.slices(4)
	c.received()
	c.byHelper()
	inStructs()
	roundsInPlace()
	ownRound()
	roundByRound()
	onlyOne()
}

func TestRaceEachRound(t *testing.T) { eachRound() }

func TestRaceObserve(t *testing.T) {
	r := &Rate{}
	together(func() { r.Observe(1) }, func() { r.Observe(2) })
}

func TestRacePut(t *testing.T) {
	r := &Ring[int]{}
	together(func() { r.Put(1) }, func() { r.Put(2) })
}

func TestQuietPromises(t *testing.T) {
	(&Plain{}).Inc()
	(&Half{}).Reset()
	s := NewShared(1)
	together(s.Inc, s.Inc, func() { s.Sum() })
	s.IncLocked()
}

func TestQuietOrders(t *testing.T) {
	p := NewPipe(2)
	p.Add(1)
	p.Add(2)
	p.close()
	s := NewSpool(false)
	s.Sync(1)
	s.Sync(2)
	s.Close()
	s.Pad(1)
	s.Reset()
	s.Add(1)
	s.Sync(2)
	s.Close()
	q := NewPipe(1)
	q.Add(1)
	results := make(chan int, 3)
	for i := range 3 {
		results <- i
	}
	deferredStart(results)
	in := make(chan int, 1)
	in <- 1
	close(in)
	selected(context.Background(), in)
	<-Write(twice{}).done
	newRefs(20).replay(4)
}

type twice struct{}

func (twice) Again(f func() error) error {
	_ = f()
	return f()
}

func TestQuietSpinning(t *testing.T)      { spinning(&Bucket{}) }
func TestRaceSpinsElsewhere(t *testing.T) { spinsElsewhere(&Bucket{}) }
func TestRaceRush(t *testing.T)           { Rush() }

func TestRaceTicks(t *testing.T) {
	ticks := NewTicks()
	go ticks.Help()
	for i := range 100 {
		ticks.in <- i
	}
	close(ticks.in)
	<-ticks.done
	<-ticks.done
}

func TestRaceDrain(t *testing.T) {
	d := &Drain{done: make(chan bool, 2)}
	in := make(chan int)
	d.Open(in)
	go d.Empty(in)
	for i := range 100 {
		in <- i
	}
	close(in)
	<-d.done
	<-d.done
}

func TestQuietOwnLoops(t *testing.T) {
	h := NewHasher()
	for i := range 4 {
		h.in <- i
	}
	close(h.in)
	<-h.out
}

func TestRaceSync(t *testing.T) {
	tape := NewTape(nil)
	tape.Add(1)
	tape.Sync(1)
	close(tape.out)
	tape.wg.Wait()
}

func TestRaceClose(t *testing.T) {
	tape := NewTape(nil)
	tape.Add(1)
	tape.Close()
}

// feed is a channel with a few numbers.
func feed() chan int {
	in := make(chan int, 64)
	for i := range 64 {
		in <- i
	}
	close(in)
	return in
}

func TestRaceLedgers(t *testing.T)         { (&ledgers{in: feed()}).run() }
func TestRaceHandedBackEarly(t *testing.T) { handedBackEarly() }
func TestRaceHandedOwnLock(t *testing.T)   { handedOwnLock() }

func TestQuietTurns(t *testing.T) {
	(&Journal{in: feed()}).run()
	handedLock()
	relay()
	queued(func(int) {})
}

func TestRaceAllAtOnce(t *testing.T) { allAtOnce() }
func TestRaceTooEarly(t *testing.T)  { tooEarly() }

func TestRaceReel(t *testing.T) {
	r := NewReel()
	r.Add(1, func() { r.Sync(1) })
	close(r.out)
	r.wg.Wait()
}

func TestRaceFeed(t *testing.T) {
	f := NewFeed()
	go kept()
	for range 1000 {
		f.in <- 1
	}
	close(f.in)
	<-f.done
	<-f.done
}
