package catalog

const (
	prom     = "github.com/prometheus/client_golang/prometheus"
	promauto = prom + "/promauto"
	k8s      = "k8s.io/component-base/metrics"
)

var prometheus = &Library{
	Name:     "Prometheus",
	Paths:    []string{prom, promauto, prom + "/promhttp", prom + "/collectors", prom + "/push"},
	Promlike: true,
	Ctors:    join(promCtors(prom, Nowhere), promCtors(prom+".v2", Nowhere), promCtors(promauto, Default), promCtors(promauto+".Factory", Receiver), descs),
	Methods:  promMethods(prom),
	Sinks: join(promSinks(prom), optionSinks(prom), optionSinks(prom+".v2"), optionSinks(promauto), optionSinks(promauto+".Factory"),
		map[string]Sink{prom + "/promhttp.WithLabelFromCtx": {Arg: 1, Form: Result}}),
	Negative: "client_golang panics when a counter is given a negative amount",
	Series:   "client_golang keeps every series in memory until the process ends, so clients can exhaust it",
	Bytes:    "a value that is not valid UTF-8 makes WithLabelValues panic, so the process can be crashed from outside",
}

// kubernetes wraps client_golang; its constructors take pointers to options.
var kubernetes = &Library{
	Name:     "component-base",
	Paths:    []string{k8s, k8s + "/legacyregistry"},
	Promlike: true,
	Ctors:    promCtors(k8s, Nowhere),
	Methods: join(promMethods(k8s), map[string]Method{
		k8s + ".CounterMetric.Add": {Kind: Counter, Op: Add, Amount: 0, Values: None, Map: None, Name: None},
		k8s + ".CounterMetric.Inc": {Kind: Counter, Op: Inc, Amount: None, Values: None, Map: None, Name: None},
		k8s + ".GaugeMetric.Set":   {Kind: Gauge, Op: Set, Amount: 0, Values: None, Map: None, Name: None},
		k8s + ".GaugeMetric.Add":   {Kind: Gauge, Op: Add, Amount: 0, Values: None, Map: None, Name: None},
	}),
	Sinks:    promSinks(k8s),
	Negative: "client_golang, below component-base, panics when a counter is given a negative amount",
	Series:   "every series stays in memory until the process ends, so clients can exhaust it",
	Bytes:    "a value that is not valid UTF-8 makes WithLabelValues panic, so the process can be crashed from outside",
}

var descs = map[string]Ctor{
	prom + ".NewDesc":    {Opts: None, Name: 0, Help: 1, Labels: 2, Const: 3, Callback: None, Desc: true},
	prom + ".v2.NewDesc": {Opts: None, Name: 0, Help: 1, Labels: 2, Const: 3, Callback: None, Desc: true},
}

var promKinds = []struct {
	name string
	kind Kind
}{{"Counter", Counter}, {"Gauge", Gauge}, {"Histogram", Histogram}, {"Summary", Summary}, {"Untyped", Untyped}}

func promCtors(prefix string, home Home) map[string]Ctor {
	rows := map[string]Ctor{}
	for _, k := range promKinds {
		row := Ctor{Kind: k.kind, Home: home, Opts: 0, Name: None, Help: None, Labels: None, Const: None, Callback: None}
		rows[prefix+".New"+k.name] = row
		row.Callback = 1
		rows[prefix+".New"+k.name+"Func"] = row
		row.Callback, row.Labels, row.Vec = None, 1, true
		rows[prefix+".New"+k.name+"Vec"] = row
	}
	return rows
}

func promMethods(path string) map[string]Method {
	rows := map[string]Method{}
	add := func(typ, name string, m Method) { rows[path+"."+typ+"."+name] = m }
	none := Method{Amount: None, Values: None, Map: None, Name: None}
	with := func(kind Kind, op Op) Method { m := none; m.Kind, m.Op = kind, op; return m }
	amount := func(kind Kind, op Op) Method { m := with(kind, op); m.Amount = 0; return m }
	add("Counter", "Inc", with(Counter, Inc))
	add("Counter", "Add", amount(Counter, Add))
	add("ExemplarAdder", "AddWithExemplar", amount(Counter, Add))
	add("Gauge", "Inc", with(Gauge, Inc))
	add("Gauge", "Dec", with(Gauge, Dec))
	add("Gauge", "Add", amount(Gauge, Add))
	add("Gauge", "Sub", amount(Gauge, Sub))
	add("Gauge", "Set", amount(Gauge, Set))
	add("Gauge", "SetToCurrentTime", with(Gauge, Set))
	for _, typ := range []string{"Observer", "Histogram", "Summary", "ObserverMetric"} {
		add(typ, "Observe", amount(Histogram, Observe))
	}
	add("ExemplarObserver", "ObserveWithExemplar", amount(Histogram, Observe))
	for _, v := range []struct {
		typ  string
		kind Kind
	}{{"CounterVec", Counter}, {"GaugeVec", Gauge}, {"HistogramVec", Histogram}, {"SummaryVec", Summary}, {"ObserverVec", Histogram}, {"MetricVec", Untyped}} {
		values := with(v.kind, With)
		values.Values = 0
		byName := with(v.kind, With)
		byName.Map = 0
		add(v.typ, "WithLabelValues", values)
		add(v.typ, "GetMetricWithLabelValues", values)
		add(v.typ, "With", byName)
		add(v.typ, "GetMetricWith", byName)
		byName.Op = Curry
		add(v.typ, "CurryWith", byName)
		add(v.typ, "MustCurryWith", byName)
		values.Op, byName.Op = Delete, Delete
		add(v.typ, "DeleteLabelValues", values)
		add(v.typ, "Delete", byName)
		add(v.typ, "DeletePartialMatch", byName)
		add(v.typ, "Reset", with(v.kind, Reset))
	}
	return rows
}

func promSinks(path string) map[string]Sink {
	rows := map[string]Sink{
		path + ".MustNewConstMetric":    {Arg: 3, Form: Values},
		path + ".NewConstMetric":        {Arg: 3, Form: Values},
		path + ".MustNewConstHistogram": {Arg: 4, Form: Values},
		path + ".NewConstHistogram":     {Arg: 4, Form: Values},
		path + ".MustNewConstSummary":   {Arg: 4, Form: Values},
		path + ".NewConstSummary":       {Arg: 4, Form: Values},
		path + ".WrapRegistererWith":    {Arg: 0, Form: ByName},
	}
	for _, typ := range []string{"CounterVec", "GaugeVec", "HistogramVec", "SummaryVec", "ObserverVec", "MetricVec"} {
		for _, m := range []string{"WithLabelValues", "GetMetricWithLabelValues"} {
			rows[path+"."+typ+"."+m] = Sink{Arg: 0, Form: Values}
		}
		for _, m := range []string{"With", "GetMetricWith", "CurryWith", "MustCurryWith"} {
			rows[path+"."+typ+"."+m] = Sink{Arg: 0, Form: ByName}
		}
	}
	return rows
}

// optionSinks are the constructors: what makes their names and constant labels.
func optionSinks(prefix string) map[string]Sink {
	rows := map[string]Sink{}
	for key, c := range promCtors(prefix, Nowhere) {
		rows[key] = Sink{Arg: c.Opts, Form: Options}
	}
	return rows
}

// join puts tables together.
func join[V any](tables ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, t := range tables {
		for k, v := range t {
			all[k] = v
		}
	}
	return all
}
