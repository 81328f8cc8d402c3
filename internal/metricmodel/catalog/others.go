package catalog

import "strings"

var libraries = []*Library{
	prometheus, kubernetes, opentelemetry, victoria, expvar, hashicorp, tally, gokit, grpcStats, datadog, opencensus, rcrowley, hdr, runtimeLabel,
}

const (
	otel      = "go.opentelemetry.io/otel/metric"
	vm        = "github.com/VictoriaMetrics/metrics"
	tallyPath = "github.com/uber-go/tally"
	kit       = "github.com/go-kit/kit/metrics"
	dogstatsd = "github.com/DataDog/datadog-go/statsd"
	grpcPath  = "google.golang.org/grpc/experimental/stats"
	census    = "go.opencensus.io"
	rc        = "github.com/rcrowley/go-metrics"
	hdrPath   = "github.com/HdrHistogram/hdrhistogram-go"
	labelPath = "github.com/counterlint/counterlint/runtime/label"
)

// named is the row of a function whose argument at name is the name of the metric it creates.
func named(kind Kind, home Home, name int) Ctor {
	return Ctor{Kind: kind, Home: home, Opts: None, Name: name, Help: None, Labels: None, Const: None, Callback: None}
}

// change is the row of a method with the number as its argument at amount.
func change(kind Kind, op Op, amount int) Method {
	return Method{Kind: kind, Op: op, Amount: amount, Values: None, Map: None, Name: None}
}

var opentelemetry = &Library{
	Name:     "OpenTelemetry",
	Paths:    []string{otel, "go.opentelemetry.io/otel/attribute"},
	Ctors:    otelCtors(),
	Methods:  otelMethods(),
	Sinks:    otelSinks(),
	Negative: "OpenTelemetry accepts a negative amount on a counter, and backends read the fall as a reset: rates jump",
	Series:   "the OpenTelemetry SDK keeps 2000 attribute sets of an instrument and puts all further ones into otel.metric.overflow, where they are lost",
}

func otelSinks() map[string]Sink {
	rows := map[string]Sink{otel + ".WithAttributes": {Arg: 0, Form: Attrs}, otel + ".WithAttributeSet": {Arg: 0, Form: Attrs}}
	for key := range otelCtors() {
		rows[key] = Sink{Arg: 0, Form: NamePart}
	}
	return rows
}

func otelCtors() map[string]Ctor {
	rows := map[string]Ctor{}
	for _, num := range []string{"Int64", "Float64"} {
		for name, kind := range map[string]Kind{"Counter": Counter, "UpDownCounter": UpDown, "Histogram": Histogram, "Gauge": Gauge,
			"ObservableCounter": Counter, "ObservableUpDownCounter": UpDown, "ObservableGauge": Gauge} {
			row := named(kind, Receiver, 0)
			row.Reuses = true
			rows[otel+".Meter."+num+name] = row
		}
	}
	return rows
}

func otelMethods() map[string]Method {
	rows := map[string]Method{}
	for _, num := range []string{"Int64", "Float64"} {
		rows[otel+"."+num+"Counter.Add"] = change(Counter, Add, 1)
		rows[otel+"."+num+"UpDownCounter.Add"] = change(UpDown, Add, 1)
		rows[otel+"."+num+"Histogram.Record"] = change(Histogram, Observe, 1)
		rows[otel+"."+num+"Gauge.Record"] = change(Gauge, Set, 1)
	}
	return rows
}

var victoria = &Library{
	Name:     "VictoriaMetrics",
	Paths:    []string{vm},
	Ctors:    victoriaCtors(),
	Methods:  victoriaMethods(),
	Sinks:    victoriaSinks(),
	Negative: "a VictoriaMetrics counter is an unsigned number that wraps below zero, and a fall is read as a reset",
	Series:   "the metrics package keeps every name for good, so clients can exhaust the memory of the process",
	Bytes:    "a quote in the value makes GetOrCreate panic, so the process can be crashed from outside",
}

var victoriaKinds = []struct {
	name string
	kind Kind
}{{"Counter", Counter}, {"FloatCounter", Counter}, {"Gauge", Gauge}, {"Histogram", Histogram}, {"PrometheusHistogram", Histogram},
	{"Summary", Summary}, {"SummaryExt", Summary}, {"PrometheusHistogramExt", Histogram}}

func victoriaCtors() map[string]Ctor {
	rows := map[string]Ctor{}
	for _, k := range victoriaKinds {
		for _, home := range []Home{Default, Receiver} {
			prefix := vm + "."
			if home == Receiver {
				prefix += "Set."
			}
			row := named(k.kind, home, 0)
			if k.name == "Gauge" {
				row.Callback = 1
			}
			rows[prefix+"New"+k.name] = row
			row.Reuses = true
			rows[prefix+"GetOrCreate"+k.name] = row
		}
	}
	return rows
}

func victoriaMethods() map[string]Method {
	rows := map[string]Method{}
	for _, typ := range []string{"Counter", "FloatCounter"} {
		rows[vm+"."+typ+".Inc"] = change(Counter, Inc, None)
		rows[vm+"."+typ+".Dec"] = change(Counter, Dec, None)
		rows[vm+"."+typ+".Add"] = change(Counter, Add, 0)
		rows[vm+"."+typ+".AddInt64"] = change(Counter, Add, 0)
		rows[vm+"."+typ+".Sub"] = change(Counter, Sub, 0)
		rows[vm+"."+typ+".Set"] = change(Counter, Set, 0)
	}
	rows[vm+".Gauge.Set"] = change(Gauge, Set, 0)
	rows[vm+".Gauge.Add"] = change(Gauge, Add, 0)
	rows[vm+".Gauge.Inc"] = change(Gauge, Inc, None)
	rows[vm+".Gauge.Dec"] = change(Gauge, Dec, None)
	for _, typ := range []string{"Histogram", "PrometheusHistogram", "Summary"} {
		rows[vm+"."+typ+".Update"] = change(Histogram, Observe, 0)
	}
	return rows
}

func victoriaSinks() map[string]Sink {
	rows := map[string]Sink{}
	for key := range victoriaCtors() {
		rows[key] = Sink{Arg: 0, Form: NamePart}
	}
	for _, f := range []string{"WriteGaugeUint64", "WriteGaugeFloat64", "WriteCounterUint64", "WriteCounterFloat64"} {
		rows[vm+"."+f] = Sink{Arg: 1, Form: NamePart}
	}
	return rows
}

var expvar = &Library{
	Name:  "expvar",
	Paths: []string{"expvar"},
	Ctors: map[string]Ctor{
		"expvar.NewInt":    named(Untyped, Default, 0),
		"expvar.NewFloat":  named(Untyped, Default, 0),
		"expvar.NewString": named(Untyped, Default, 0),
		"expvar.NewMap":    named(Untyped, Default, 0),
		"expvar.Publish":   named(Untyped, Default, 0),
	},
	Methods: map[string]Method{
		"expvar.Int.Add":   signed(change(Untyped, Add, 0)),
		"expvar.Int.Set":   signed(change(Untyped, Set, 0)),
		"expvar.Float.Add": signed(change(Untyped, Add, 0)),
		"expvar.Float.Set": signed(change(Untyped, Set, 0)),
	},
	Sinks: map[string]Sink{
		"expvar.Map.Add":      {Arg: 0, Form: NamePart},
		"expvar.Map.AddFloat": {Arg: 0, Form: NamePart},
		"expvar.Map.Set":      {Arg: 0, Form: NamePart},
		"expvar.NewInt":       {Arg: 0, Form: NamePart},
		"expvar.NewFloat":     {Arg: 0, Form: NamePart},
		"expvar.NewMap":       {Arg: 0, Form: NamePart},
		"expvar.Publish":      {Arg: 0, Form: NamePart},
	},
	Series: "an expvar.Map keeps every key for good, and each read of /debug/vars prints them all",
}

func signed(m Method) Method { m.Signed = true; return m }

var hashicorp = &Library{
	Name:     "go-metrics",
	Paths:    []string{"github.com/hashicorp/go-metrics", "github.com/armon/go-metrics", "github.com/hashicorp/go-metrics/compat"},
	Methods:  hashicorpMethods(),
	Sinks:    hashicorpSinks(),
	Negative: "go-metrics passes a negative amount on, the Prometheus sink panics, and others read the fall as a reset",
	Series:   "go-metrics and its sinks keep every key, so clients can exhaust the memory of the process or of the backend",
}

var hashicorpFuncs = []struct {
	name string
	kind Kind
	op   Op
}{
	{"IncrCounter", Counter, Add}, {"IncrCounterWithLabels", Counter, Add}, {"SetGauge", Gauge, Set}, {"SetGaugeWithLabels", Gauge, Set},
	{"SetPrecisionGauge", Gauge, Set}, {"SetPrecisionGaugeWithLabels", Gauge, Set},
	{"AddSample", Histogram, Observe}, {"AddSampleWithLabels", Histogram, Observe}, {"MeasureSince", Histogram, Read},
	{"MeasureSinceWithLabels", Histogram, Read}, {"EmitKey", Untyped, Read},
}

// hashicorpPrefixes are the functions of the package and the methods of its object, in each of the paths.
var hashicorpPrefixes = []string{
	"github.com/hashicorp/go-metrics.", "github.com/hashicorp/go-metrics.Metrics.", "github.com/armon/go-metrics.",
	"github.com/armon/go-metrics.Metrics.", "github.com/hashicorp/go-metrics/compat.", "github.com/hashicorp/go-metrics/compat.Metrics.",
}

func hashicorpMethods() map[string]Method {
	rows := map[string]Method{}
	for _, prefix := range hashicorpPrefixes {
		for _, f := range hashicorpFuncs {
			m := change(f.kind, f.op, 1)
			if strings.HasPrefix(f.name, "MeasureSince") {
				m.Amount = None // a time, since which the library measures
			}
			m.Name = 0
			rows[prefix+f.name] = m
		}
	}
	return rows
}

// hashicorpSinks: the key parts. Labels come third, and have rows of their own name with a "#2" behind.
func hashicorpSinks() map[string]Sink {
	rows := map[string]Sink{}
	for _, prefix := range hashicorpPrefixes {
		for _, f := range hashicorpFuncs {
			rows[prefix+f.name] = Sink{Arg: 0, Form: NamePart}
			if len(f.name) > 10 && f.name[len(f.name)-10:] == "WithLabels" {
				rows[prefix+f.name+"#2"] = Sink{Arg: 2, Form: ByName}
			}
		}
	}
	return rows
}

var tally = &Library{
	Name:     "tally",
	Paths:    []string{tallyPath},
	Ctors:    map[string]Ctor{tallyPath + ".Scope.Counter": reusing(Counter), tallyPath + ".Scope.Gauge": reusing(Gauge), tallyPath + ".Scope.Timer": reusing(Histogram), tallyPath + ".Scope.Histogram": reusing(Histogram)},
	Methods:  map[string]Method{tallyPath + ".Counter.Inc": change(Counter, Add, 0), tallyPath + ".Gauge.Update": change(Gauge, Set, 0)},
	Negative: "tally reports a negative delta as it is, and backends read the fall as a reset",
	Series:   "tally keeps a scope for each set of tags, so clients can exhaust the memory of the process",
	Sinks: map[string]Sink{
		tallyPath + ".Scope.Tagged":    {Arg: 0, Form: ByName},
		tallyPath + ".Scope.SubScope":  {Arg: 0, Form: NamePart},
		tallyPath + ".Scope.Counter":   {Arg: 0, Form: NamePart},
		tallyPath + ".Scope.Gauge":     {Arg: 0, Form: NamePart},
		tallyPath + ".Scope.Timer":     {Arg: 0, Form: NamePart},
		tallyPath + ".Scope.Histogram": {Arg: 0, Form: NamePart},
		tallyPath + ".NewRootScope":    {Arg: 0, Form: Options},
	},
}

func reusing(kind Kind) Ctor { c := named(kind, Receiver, 0); c.Reuses = true; return c }

var gokit = &Library{
	Name:     "go-kit",
	Paths:    kitPaths(),
	Ctors:    kitCtors(),
	Methods:  map[string]Method{kit + ".Counter.Add": change(Counter, Add, 0), kit + ".Gauge.Set": change(Gauge, Set, 0), kit + ".Gauge.Add": change(Gauge, Add, 0), kit + ".Histogram.Observe": change(Histogram, Observe, 0)},
	Negative: "a go-kit counter accumulates monotonically by contract: over Prometheus a negative amount panics, elsewhere the fall is read as a reset",
	Series:   "each combination of label values is a series of the backend for good",
	Sinks:    kitSinks(),
}

var kitBackends = []string{"prometheus", "expvar", "generic", "statsd", "dogstatsd", "influx", "influxstatsd", "cloudwatch", "graphite", "discard", "multi"}

func kitPaths() []string {
	paths := []string{kit}
	for _, b := range kitBackends {
		paths = append(paths, kit+"/"+b)
	}
	return paths
}

// kitStores are the types of the backends that make metrics.
var kitStores = map[string]string{"statsd": "Statsd", "dogstatsd": "Dogstatsd", "influx": "Influx", "influxstatsd": "Influxstatsd", "cloudwatch": "CloudWatch", "graphite": "Graphite"}

func kitCtors() map[string]Ctor {
	rows := map[string]Ctor{}
	for name, kind := range map[string]Kind{"Counter": Counter, "Gauge": Gauge, "Histogram": Histogram, "Timing": Histogram} {
		for backend, typ := range kitStores {
			rows[kit+"/"+backend+"."+typ+".New"+name] = reusing(kind)
		}
		if name != "Timing" {
			row := reusing(kind)
			row.Home = Default
			rows[kit+"/expvar.New"+name] = row
			row.Home = Nowhere
			rows[kit+"/generic.New"+name] = row
			row = Ctor{Kind: kind, Vec: true, Home: Default, Reuses: true, Opts: 0, Name: None, Help: None, Labels: 1, Const: None, Callback: None}
			rows[kit+"/prometheus.New"+name+"From"] = row
		}
	}
	return rows
}

// kitSinks: With of the interfaces and of the types behind them, and the names that those without labels are made with.
func kitSinks() map[string]Sink {
	rows := map[string]Sink{}
	for _, p := range kitPaths() {
		for _, typ := range []string{"Counter", "Gauge", "Histogram", "Summary", "Timing"} {
			rows[p+"."+typ+".With"] = Sink{Arg: 0, Form: Pairs}
		}
	}
	for backend, typ := range kitStores {
		for _, f := range []string{"NewCounter", "NewGauge", "NewHistogram", "NewTiming"} {
			rows[kit+"/"+backend+"."+typ+"."+f] = Sink{Arg: 0, Form: NamePart}
		}
	}
	for _, f := range []string{"NewCounter", "NewGauge", "NewHistogram"} {
		rows[kit+"/expvar."+f] = Sink{Arg: 0, Form: NamePart}
		rows[kit+"/generic."+f] = Sink{Arg: 0, Form: NamePart}
		rows[kit+"/prometheus."+f+"From"] = Sink{Arg: 0, Form: Options}
	}
	return rows
}

// grpcStats are the metrics that parts of gRPC register with it, whatever exports them. Which values their labels take is for gRPC
// to decide, not for its users: no row is a sink that rules look at.
var grpcStats = &Library{
	Name:     "gRPC",
	Paths:    []string{grpcPath},
	Ctors:    grpcCtors(),
	Methods:  grpcMethods(),
	Negative: "gRPC hands a negative amount on to OpenTelemetry, where backends read the fall as a reset: rates jump",
	Series:   "the exporter decides what becomes of the series",
}

var grpcKinds = map[string]Kind{"Int64Count": Counter, "Float64Count": Counter, "Int64UpDownCount": UpDown, "Int64Histo": Histogram, "Float64Histo": Histogram,
	"Int64Gauge": Gauge, "Int64AsyncGauge": Gauge}

func grpcCtors() map[string]Ctor {
	rows := map[string]Ctor{}
	for name, kind := range grpcKinds {
		rows[grpcPath+".Register"+name] = Ctor{Kind: kind, Home: Default, Opts: 0, Name: None, Help: None, Labels: None, Const: None, Callback: None}
	}
	return rows
}

func grpcMethods() map[string]Method {
	ops := map[Kind]Op{Counter: Add, UpDown: Add, Histogram: Observe, Gauge: Set}
	rows := map[string]Method{}
	for name, kind := range grpcKinds {
		row := change(kind, ops[kind], 1)
		row.Values = 2
		rows[grpcPath+"."+name+"Handle.Record"] = row
	}
	return rows
}

var datadog = &Library{
	Name:   "DogStatsD",
	Paths:  []string{dogstatsd},
	Sinks:  datadogSinks(),
	Series: "each combination of tags is a custom metric at the backend, which is kept and billed",
}

func datadogSinks() map[string]Sink {
	rows := map[string]Sink{dogstatsd + ".WithTags": {Arg: 0, Form: Tags}, dogstatsd + ".WithNamespace": {Arg: 0, Form: NamePart}}
	for _, typ := range []string{".Client.", ".ClientInterface."} {
		for name, tags := range map[string]int{"Gauge": 2, "GaugeWithTimestamp": 2, "Count": 2, "CountWithTimestamp": 2, "Histogram": 2, "Distribution": 2, "Decr": 1, "Incr": 1, "Set": 2,
			"Timing": 2, "TimeInMilliseconds": 2} {
			rows[dogstatsd+typ+name] = Sink{Arg: tags, Form: Tags}
			rows[dogstatsd+typ+name+"#0"] = Sink{Arg: 0, Form: NamePart}
		}
	}
	return rows
}

var opencensus = &Library{
	Name:   "OpenCensus",
	Paths:  []string{census + "/tag", census + "/stats", census + "/stats/view"},
	Sinks:  map[string]Sink{census + "/tag.Insert": {Arg: 1, Form: OneValue}, census + "/tag.Update": {Arg: 1, Form: OneValue}, census + "/tag.Upsert": {Arg: 1, Form: OneValue}},
	Series: "each combination of tag values is a row of the views for good",
}

var rcrowley = &Library{
	Name:    "rcrowley/go-metrics",
	Paths:   []string{rc},
	Ctors:   rcrowleyCtors(),
	Methods: map[string]Method{rc + ".Counter.Inc": signed(change(Untyped, Add, 0)), rc + ".Counter.Dec": signed(change(Untyped, Sub, 0)), rc + ".Gauge.Update": change(Gauge, Set, 0), rc + ".GaugeFloat64.Update": change(Gauge, Set, 0), rc + ".Histogram.Update": change(Histogram, Observe, 0)},
	Sinks:   rcrowleySinks(),
	Series:  "the registry keeps every name for good, so clients can exhaust the memory of the process",
}

var rcrowleyKinds = map[string]Kind{"Counter": Untyped, "Gauge": Gauge, "GaugeFloat64": Gauge, "Meter": Untyped, "Timer": Histogram, "Histogram": Histogram}

func rcrowleyCtors() map[string]Ctor {
	rows := map[string]Ctor{}
	for name, kind := range rcrowleyKinds {
		row := named(kind, Default, 0)
		row.Reuses = true // a name that is taken is refused without a word, or yields what is there
		rows[rc+".NewRegistered"+name] = row
		rows[rc+".GetOrRegister"+name] = row
	}
	return rows
}

func rcrowleySinks() map[string]Sink {
	rows := map[string]Sink{rc + ".Register": {Arg: 0, Form: NamePart}, rc + ".GetOrRegister": {Arg: 0, Form: NamePart}, rc + ".Registry.Register": {Arg: 0, Form: NamePart}, rc + ".Registry.GetOrRegister": {Arg: 0, Form: NamePart}}
	for key := range rcrowleyCtors() {
		rows[key] = Sink{Arg: 0, Form: NamePart}
	}
	return rows
}

// runtimeLabel is the package of this project. Its metrics have a limit, which holds for the zero value too: what is beyond it is counted
// together, so no key is without a bound; personal data stay what they are.
var runtimeLabel = &Library{
	Name:    "label",
	Paths:   []string{labelPath},
	Limited: true,
	Series:  "keys beyond the limit are counted together",
	Sinks: map[string]Sink{
		labelPath + ".Counter.Add": {Arg: 0, Form: Key}, labelPath + ".Counter.Inc": {Arg: 0, Form: Key}, labelPath + ".Counter.With": {Arg: 0, Form: Key},
		labelPath + ".Gauge.Add": {Arg: 0, Form: Key}, labelPath + ".Gauge.Inc": {Arg: 0, Form: Key}, labelPath + ".Gauge.Dec": {Arg: 0, Form: Key},
		labelPath + ".Gauge.Set": {Arg: 0, Form: Key}, labelPath + ".Gauge.With": {Arg: 0, Form: Key},
		labelPath + ".Histogram.Record": {Arg: 0, Form: Key}, labelPath + ".Histogram.With": {Arg: 0, Form: Key},
	},
}

var hdr = &Library{Name: "hdrhistogram", Paths: []string{hdrPath}}
