package label

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestLabels(t *testing.T) {
	type key struct {
		HTTPMethod, userID, ID, snake_case, StatusCodeHTTP, Ä string
		Tagged                                                string `label:"other"`
	}
	var c Counter[key]
	if got, want := c.Labels(), []string{"http_method", "user_id", "id", "snake_case", "status_code_http", "ä", "other"}; !slices.Equal(got, want) {
		t.Errorf("labels %q, want %q", got, want)
	}
	if got := new(Gauge[int]).Labels(); !slices.Equal(got, []string{"key"}) {
		t.Errorf("labels %q", got)
	}
}

func TestChildren(t *testing.T) {
	c, err := NewCounter[route](Limits{Series: 2})
	if err != nil {
		t.Fatal(err)
	}
	read := func() (all []string) {
		for values, child := range c.Children() {
			all = append(all, fmt.Sprint(values, child))
		}
		slices.Sort(all)
		return all
	}
	last := c.Version()
	step := func(changes bool, want ...string) {
		t.Helper()
		if got := read(); !slices.Equal(got, want) {
			t.Errorf("children %q, want %q", got, want)
		}
		if now := c.Version(); (now != last) != changes {
			t.Errorf("version %d after %d", now, last)
		}
		last = c.Version()
	}
	step(false)
	c.Inc(route{"b", 1})
	c.Inc(route{"a", 2})
	step(true, "[a 2] 1", "[b 1] 1")
	c.Inc(route{"a", 2})
	step(false, "[a 2] 2", "[b 1] 1")
	c.Inc(route{"c", 3})
	step(true, "[] 1", "[a 2] 2", "[b 1] 1") // Overflow counts
	c.Inc(route{"d", 4})
	step(false, "[] 2", "[a 2] 2", "[b 1] 1")
	c.Delete(route{"a", 2})
	step(true, "[] 2", "[b 1] 1")
	for range c.Children() {
		break
	}
	if l := c.Limits(); l.Series != 2 || l.Budget != nil || new(Counter[int]).Limits().Series != DefaultSeries {
		t.Errorf("limits %+v", l)
	}
}

type shouting string

func (s shouting) String() string { return strings.ToUpper(string(s)) }

// What a type says of itself is its text; a plain string is its own.
func TestTexts(t *testing.T) {
	type key struct {
		S string
		L shouting
		N int
		F float64
		P *int
		I any
		b bool
	}
	if got, want := values(key{"s", "l", 7, 0.5, nil, nil, true}), []string{"s", "L", "7", "0.5", "<nil>", "<nil>", "true"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := []string{values("s")[0], values(shouting("l"))[0], values(7)[0], values(nil)[0]}; !slices.Equal(got, []string{"s", "L", "7", "<nil>"}) {
		t.Errorf("%q", got)
	}
}

func TestTake(t *testing.T) {
	b := NewBudget(100)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				b.Take()
			}
		})
	}
	wg.Wait()
	if b.Used() != 100 || b.Take() {
		t.Errorf("%d of 100 taken", b.Used())
	}
	b.Give()
	if !b.Take() {
		t.Error("what was given back cannot be taken")
	}
}
