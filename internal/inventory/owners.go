package inventory

import (
	"cmp"
	"maps"
	"slices"
)

// An Owner is what one team answers for.
type Owner struct {
	Name     string `json:"owner"`
	Counters int    `json:"counters"`
	Series   int    `json:"series"` // of the counters whose labels all have known bounds
	Open     int    `json:"open"`   // counters of which the bound is not known
}

// owners adds up what each owner has, by name; none if no owner is known.
func (l *List) owners() []Owner {
	all := map[string]*Owner{}
	of := func(name string) *Owner {
		if all[name] == nil {
			all[name] = &Owner{Name: name}
		}
		return all[name]
	}
	for i := range l.Items {
		it := &l.Items[i]
		if it.Owner == "" {
			continue
		}
		o := of(it.Owner)
		o.Counters++
		o.Series += it.Series
		if it.Series == 0 {
			o.Open++
		}
	}
	var list []Owner
	for _, o := range slices.SortedFunc(maps.Values(all), func(a, b *Owner) int { return cmp.Compare(a.Name, b.Name) }) {
		list = append(list, *o)
	}
	return list
}
