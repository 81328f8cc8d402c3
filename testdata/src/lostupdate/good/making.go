package good

import "lostupdate/good/closer"

// A Shop is safe for concurrent use by multiple goroutines.
type Shop struct {
	in    chan int
	sold  int
	count *closer.Closer
}

// OpenShop makes one: its goroutine has nothing to do as long as nobody has the shop.
func OpenShop() *Shop {
	s := &Shop{in: make(chan int), count: closer.New()}
	go s.sell()
	s.fill()
	return s
}

func (s *Shop) fill() { s.sold = 0 }

func (s *Shop) sell() {
	defer s.count.Done()
	for n := range s.in {
		s.add(n)
	}
}

func (s *Shop) add(n int) { s.sold += n }

// Branch opens another one.
func (s *Shop) Branch() *Shop { return OpenShop() }

// Close waits for the goroutine, by a method of another package that says so.
func (s *Shop) Close() {
	close(s.in)
	s.count.SignalAndWait()
	s.add(1)
}
