package hidden

// stubs declares what fixes use of packages that the fixed one may not import yet, directly or through others. A test holds them
// against the real packages.
var stubs = map[string]string{
	"sync/atomic": `package atomic

import "unsafe"

type noCopy struct{}

func (*noCopy) Lock()
func (*noCopy) Unlock()

type align64 struct{}

type Bool struct { _ noCopy; v uint32 }

func (*Bool) CompareAndSwap(old, new bool) (swapped bool)
func (*Bool) Load() bool
func (*Bool) Store(val bool)
func (*Bool) Swap(new bool) (old bool)

type Int32 struct { _ noCopy; v int32 }

func (*Int32) Add(delta int32) (new int32)
func (*Int32) And(mask int32) (old int32)
func (*Int32) CompareAndSwap(old, new int32) (swapped bool)
func (*Int32) Load() int32
func (*Int32) Or(mask int32) (old int32)
func (*Int32) Store(val int32)
func (*Int32) Swap(new int32) (old int32)

type Int64 struct { _ noCopy; _ align64; v int64 }

func (*Int64) Add(delta int64) (new int64)
func (*Int64) And(mask int64) (old int64)
func (*Int64) CompareAndSwap(old, new int64) (swapped bool)
func (*Int64) Load() int64
func (*Int64) Or(mask int64) (old int64)
func (*Int64) Store(val int64)
func (*Int64) Swap(new int64) (old int64)

type Uint32 struct { _ noCopy; v uint32 }

func (*Uint32) Add(delta uint32) (new uint32)
func (*Uint32) And(mask uint32) (old uint32)
func (*Uint32) CompareAndSwap(old, new uint32) (swapped bool)
func (*Uint32) Load() uint32
func (*Uint32) Or(mask uint32) (old uint32)
func (*Uint32) Store(val uint32)
func (*Uint32) Swap(new uint32) (old uint32)

type Uint64 struct { _ noCopy; _ align64; v uint64 }

func (*Uint64) Add(delta uint64) (new uint64)
func (*Uint64) And(mask uint64) (old uint64)
func (*Uint64) CompareAndSwap(old, new uint64) (swapped bool)
func (*Uint64) Load() uint64
func (*Uint64) Or(mask uint64) (old uint64)
func (*Uint64) Store(val uint64)
func (*Uint64) Swap(new uint64) (old uint64)

type Uintptr struct { _ noCopy; v uintptr }

func (*Uintptr) Add(delta uintptr) (new uintptr)
func (*Uintptr) And(mask uintptr) (old uintptr)
func (*Uintptr) CompareAndSwap(old, new uintptr) (swapped bool)
func (*Uintptr) Load() uintptr
func (*Uintptr) Or(mask uintptr) (old uintptr)
func (*Uintptr) Store(val uintptr)
func (*Uintptr) Swap(new uintptr) (old uintptr)

type Pointer[T any] struct { _ [0]*T; _ noCopy; v unsafe.Pointer }

func (*Pointer[T]) CompareAndSwap(old, new *T) (swapped bool)
func (*Pointer[T]) Load() *T
func (*Pointer[T]) Store(val *T)
func (*Pointer[T]) Swap(new *T) (old *T)

type Value struct { v any }

func (*Value) CompareAndSwap(old, new any) (swapped bool)
func (*Value) Load() (val any)
func (*Value) Store(val any)
func (*Value) Swap(new any) (old any)

func AddInt32(addr *int32, delta int32) (new int32)
func AddInt64(addr *int64, delta int64) (new int64)
func AddUint32(addr *uint32, delta uint32) (new uint32)
func AddUint64(addr *uint64, delta uint64) (new uint64)
func CompareAndSwapInt32(addr *int32, old, new int32) (swapped bool)
func CompareAndSwapInt64(addr *int64, old, new int64) (swapped bool)
func CompareAndSwapUint32(addr *uint32, old, new uint32) (swapped bool)
func CompareAndSwapUint64(addr *uint64, old, new uint64) (swapped bool)
func LoadInt32(addr *int32) (val int32)
func LoadInt64(addr *int64) (val int64)
func LoadUint32(addr *uint32) (val uint32)
func LoadUint64(addr *uint64) (val uint64)
func StoreInt32(addr *int32, val int32)
func StoreInt64(addr *int64, val int64)
func StoreUint32(addr *uint32, val uint32)
func StoreUint64(addr *uint64, val uint64)
func SwapInt32(addr *int32, new int32) (old int32)
func SwapInt64(addr *int64, new int64) (old int64)
func SwapUint32(addr *uint32, new uint32) (old uint32)
func SwapUint64(addr *uint64, new uint64) (old uint64)
`,
	"sync": `package sync

type Locker interface { Lock(); Unlock() }

type Mutex struct { state int32; sema uint32 }

func (*Mutex) Lock()
func (*Mutex) TryLock() bool
func (*Mutex) Unlock()

type RWMutex struct { w Mutex; writerSem, readerSem uint32; readerCount, readerWait int32 }

func (*RWMutex) Lock()
func (*RWMutex) RLock()
func (*RWMutex) RLocker() Locker
func (*RWMutex) RUnlock()
func (*RWMutex) TryLock() bool
func (*RWMutex) TryRLock() bool
func (*RWMutex) Unlock()

type Once struct { m Mutex; done uint32 }

func (*Once) Do(f func())

func OnceFunc(f func()) func()
func OnceValue[T any](f func() T) func() T { panic(0) }
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) { panic(0) }

type WaitGroup struct { m Mutex; state uint64; sema uint32 }

func (*WaitGroup) Add(delta int)
func (*WaitGroup) Done()
func (*WaitGroup) Go(f func())
func (*WaitGroup) Wait()

type Map struct { mu Mutex; m map[any]any }

func (*Map) Clear()
func (*Map) CompareAndDelete(key, old any) (deleted bool)
func (*Map) CompareAndSwap(key, old, new any) (swapped bool)
func (*Map) Delete(key any)
func (*Map) Load(key any) (value any, ok bool)
func (*Map) LoadAndDelete(key any) (value any, loaded bool)
func (*Map) LoadOrStore(key, value any) (actual any, loaded bool)
func (*Map) Range(f func(key, value any) bool)
func (*Map) Store(key, value any)
func (*Map) Swap(key, value any) (previous any, loaded bool)
`,
	"math/rand/v2": `package rand

type intType interface { ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr }

func Float64() float64
func Int() int
func Int32() int32
func Int32N(n int32) int32
func Int64() int64
func Int64N(n int64) int64
func IntN(n int) int
func N[Int intType](n Int) Int { panic(0) }
func Uint() uint
func Uint32() uint32
func Uint32N(n uint32) uint32
func Uint64() uint64
func Uint64N(n uint64) uint64
func UintN(n uint) uint
`,
}
