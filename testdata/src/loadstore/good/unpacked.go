package good

import (
	"reflect"
	"sync/atomic"
)

// Totals are added up by whoever has both.
type Totals struct{ Read, Written uint64 }

// AddTo adds all numbers to those of another one, which belongs to the caller.
func (t *Totals) AddTo(sum *Totals) {
	from, to := reflect.ValueOf(t).Elem(), reflect.ValueOf(sum).Elem()
	for i := range from.NumField() {
		a := from.Field(i).Addr().Interface()
		b := to.Field(i).Addr().Interface()
		n := atomic.LoadUint64(b.(*uint64))
		atomic.StoreUint64(b.(*uint64), n+atomic.LoadUint64(a.(*uint64)))
	}
}
