package main

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// plotted are the subjects of the plot, and the numbers of goroutines and Ps.
var (
	plotted   = []string{atomicName, "`counter.Counter`", perPName, "`counter.Sharded`", sloppyName, "xsync v4 `Counter`", otelName}
	plotProcs = []int{1, 2, 4, 8}
)

// What the plot looks like.
const (
	plotWidth, plotHeight                 = 760, 420
	plotLeft, plotTop, plotBottom         = 60, 30, 370
	plotRight                             = 520
	plotLowest, plotHighest       float64 = 0.3, 300 // ns
)

var plotColors = []string{"#d62728", "#1f77b4", "#17becf", "#2ca02c", "#9467bd", "#ff7f0e", "#7f7f7f"}

// plot draws the medians as lines: the processor time of an add over the number of Ps, on a logarithmic scale.
func plot(r results) string {
	x := func(i int) float64 {
		return plotLeft + 20 + float64(i)*float64(plotRight-plotLeft-40)/float64(len(plotProcs)-1)
	}
	y := func(ns float64) float64 {
		share := math.Log(min(max(ns, plotLowest), plotHighest)/plotLowest) / math.Log(plotHighest/plotLowest)
		return plotBottom - share*(plotBottom-plotTop)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", plotWidth, plotHeight)
	for _, ns := range []float64{0.3, 1, 3, 10, 30, 100, 300} {
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#dddddd"/><text x="%d" y="%.1f" text-anchor="end">%v ns</text>`+"\n",
			plotLeft, plotRight, y(ns), y(ns), plotLeft-6, y(ns)+4, ns)
	}
	for i, procs := range plotProcs {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n", x(i), plotBottom+18, procs)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">goroutines and GOMAXPROCS</text>`+"\n", (plotLeft+plotRight)/2, plotBottom+38)
	for n, name := range plotted {
		color := plotColors[n%len(plotColors)]
		var points []string
		for i, procs := range plotProcs {
			all := slices.DeleteFunc(slices.Clone(r.samples[name][procs]), func(ns float64) bool { return ns == 0 })
			if len(all) > 0 {
				points = append(points, fmt.Sprintf("%.1f,%.1f", x(i), y(quantile(all, 0.5))))
			}
		}
		fmt.Fprintf(&b, `<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>`+"\n", color, strings.Join(points, " "))
		legend := plotTop + 10 + 22*n
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%d" y2="%d" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>`+"\n",
			plotRight+15, plotRight+35, legend, legend, color, plotRight+42, legend+4, html.EscapeString(strings.ReplaceAll(name, "`", "")))
	}
	b.WriteString("</svg>\n")
	return b.String()
}
