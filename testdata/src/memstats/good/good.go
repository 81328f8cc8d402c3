package good

import (
	"encoding/json"
	"expvar"
	"fmt"
	"net/http"
	"runtime"
	"runtime/metrics"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Once, at the start or on demand.
func start() uint64 {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	return ms.Alloc
}

func main() { fmt.Println(start()) }

// A dump: the whole struct.
func dump(w http.ResponseWriter, r *http.Request) {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	json.NewEncoder(w).Encode(ms)
}

func init() {
	expvar.Publish("memory", expvar.Func(func() any {
		stats := new(runtime.MemStats)
		runtime.ReadMemStats(stats)
		return *stats
	}))
}

// Fields that runtime/metrics has not.
func pauses() {
	for range time.Tick(time.Second) {
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms)
		fmt.Println(ms.PauseNs[(ms.NumGC+255)%256], ms.HeapAlloc)
	}
}

type collector struct{ desc *prometheus.Desc }

func (c collector) Describe(chan<- *prometheus.Desc) {}

func (c collector) Collect(ch chan<- prometheus.Metric) {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	ch <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, float64(ms.LastGC))
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
}

// A loop that measures, without a timer.
func measure(work func()) (sizes []uint64) {
	for range 10 {
		work()
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms)
		sizes = append(sizes, ms.HeapAlloc)
	}
	return sizes
}

// A Collect that collects something else.
type waste struct{ ms runtime.MemStats }

func (w *waste) Collect(limit uint64) bool {
	runtime.ReadMemStats(&w.ms)
	return w.ms.Alloc > limit
}

// Handed on.
func handed() {
	for range time.Tick(time.Second) {
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms)
		print(&ms)
	}
}

func print(ms *runtime.MemStats) { fmt.Println(ms.Alloc) }

// A function that is made, and not known to run again.
func later() func() uint64 {
	return func() uint64 {
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms)
		return ms.Alloc
	}
}

// Snapshots that are kept as a whole.
func keptSnapshots(save func(runtime.MemStats)) {
	var stats [2]runtime.MemStats
	for i := range stats {
		for range time.Tick(time.Second) {
			runtime.ReadMemStats(&stats[i])
			save(stats[i])
		}
	}
}

func sizesByTurns() {
	stats := make([]runtime.MemStats, 2)
	for i := 0; ; i++ {
		runtime.ReadMemStats(&stats[i%2])
		fmt.Println(stats[i%2].BySize[3].Mallocs)
		time.Sleep(time.Second)
	}
}
