// Package promtext writes the metrics of a registry as Prometheus reads them: in its text format, and in OpenMetrics.
//
//	http.Handle("/metrics", promtext.New(&metrics))
//
// Whatever stands in a label value, the page stays well-formed: quotes, backslashes and newlines are escaped, and what is no UTF-8 is
// replaced. Names need no escaping, for the registry refuses all others. All pages are read back by Prometheus' own parser in the tests.
//
// Histograms are written with the buckets of their description, counters without time of creation. There are no exemplars, no native
// histograms, and no compression; a server or proxy in front may compress.
package promtext

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/runtime/registry"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Page is a registry as text. It comes from New.
//
// Counts: nothing; it shows what a registry holds.
// Read: each series as its type says, one after the other; two of them are not of one moment.
// Cost: for each series its read and a copy of its name, which is rendered once, and again for all series of a metric when one of them
// came or went. Nothing is allocated but by histograms and for the page itself.
// Memory: the names and labels of all series, as text; and the last pages that were served.
// Never: take two numbers of one page for a consistent pair; that is what counter.Group is for.
type Page struct {
	_        noCopy
	registry *registry.Registry
	buffers  sync.Pool // of *[]byte

	mu     sync.Mutex
	blocks map[*registry.Metric]*block
}

// New returns the page of a registry.
func New(r *registry.Registry) *Page {
	return &Page{registry: r, blocks: map[*registry.Metric]*block{}}
}

// The types of the contents.
const (
	TextType        = "text/plain; version=0.0.4; charset=utf-8"
	OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8"
)

// ServeHTTP serves OpenMetrics to whoever accepts it, and else the text format.
func (p *Page) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	buffer, ok := p.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	defer p.buffers.Put(buffer)
	contentType, write := TextType, p.AppendText
	if strings.Contains(strings.Join(req.Header.Values("Accept"), ","), "application/openmetrics-text") {
		contentType, write = OpenMetricsType, p.AppendOpenMetrics
	}
	*buffer = write((*buffer)[:0])
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(*buffer)))
	_, _ = w.Write(*buffer) // if the client went away, there is nobody to tell
}

// AppendText appends the page in the text format, version 0.0.4.
func (p *Page) AppendText(b []byte) []byte { return p.append(b, false) }

// AppendOpenMetrics appends the page in OpenMetrics 1.0.0.
func (p *Page) AppendOpenMetrics(b []byte) []byte {
	return append(p.append(b, true), "# EOF\n"...)
}

func (p *Page) append(b []byte, openMetrics bool) []byte {
	for _, m := range p.registry.Metrics() {
		t := m.Table()
		if len(t.Series) == 0 {
			continue
		}
		block := p.block(m, t)
		if openMetrics {
			b = append(b, block.openHead...)
		} else {
			b = append(b, block.head...)
		}
		begin := 0
		for i := range t.Series {
			s := &t.Series[i]
			name := block.names[begin:block.ends[i]]
			begin = block.ends[i]
			if m.Kind == registry.Histogram {
				b = appendHistogram(b, m.Name, name, s.Distribution(), openMetrics)
				continue
			}
			b = append(b, name...)
			b = s.Number().AppendTo(b)
			b = append(b, '\n')
		}
	}
	return b
}

// A block is what does not change on the page of a metric as long as it has the same series.
type block struct {
	table          *registry.Table
	head, openHead string
	names          string // of the series one behind the other: name{labels} and a space, or {labels} alone for a histogram
	ends           []int
}

// block returns what is rendered of a metric.
func (p *Page) block(m *registry.Metric, t *registry.Table) *block {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.blocks[m]; old != nil && old.table == t {
		return old
	}
	b := &block{table: t, head: head(m.Desc, m.Name, m.Kind, false), openHead: head(m.Desc, m.Family(), m.Kind, true)}
	var names []byte
	for i := range t.Series {
		s := &t.Series[i]
		if m.Kind == registry.Histogram {
			names = appendLabels(names, m.Labels, s)
		} else {
			names = appendLabels(append(names, m.Name...), m.Labels, s)
			names = append(names, ' ')
		}
		b.ends = append(b.ends, len(names))
	}
	b.names = string(names)
	p.blocks[m] = b
	return b
}

// What has to be escaped in which place.
var (
	inHelp     = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	inOpenHelp = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
	inLabel    = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

// head renders the lines that come before the series.
func head(d registry.Desc, name string, kind registry.Kind, openMetrics bool) string {
	if !openMetrics {
		return "# HELP " + name + " " + inHelp.Replace(d.Help) + "\n# TYPE " + name + " " + kind.String() + "\n"
	}
	text := "# TYPE " + name + " " + kind.String() + "\n"
	if d.Unit != "" {
		text += "# UNIT " + name + " " + d.Unit + "\n"
	}
	return text + "# HELP " + name + " " + inOpenHelp.Replace(d.Help) + "\n"
}

// appendLabels appends the labels of a series in braces, or nothing if it has none.
func appendLabels(b []byte, names []string, s *registry.Series) []byte {
	values := s.Values
	if s.Overflow {
		names, values = []string{registry.OverflowLabel}, []string{"true"}
	}
	for i, name := range names {
		b = append(b, "{,"[min(i, 1)])
		b = append(append(b, name...), `="`...)
		b = append(b, inLabel.Replace(values[i])...)
		b = append(b, '"')
	}
	if len(names) > 0 {
		b = append(b, '}')
	}
	return b
}

// appendHistogram appends the lines of a histogram, which has labels in braces or "".
func appendHistogram(b []byte, name, labels string, d registry.Distribution, openMetrics bool) []byte {
	before := `_bucket{le="`
	if labels != "" {
		before = "_bucket" + strings.TrimSuffix(labels, "}") + `,le="`
	}
	bucket := func(bound float64, n uint64) {
		b = append(append(b, name...), before...)
		b = appendBound(b, bound, openMetrics)
		b = strconv.AppendUint(append(b, `"} `...), n, 10)
		b = append(b, '\n')
	}
	count := d.Count()
	for bound, n := range d.AtMost() {
		bucket(bound, n)
	}
	bucket(math.Inf(1), count)
	b = append(append(append(append(b, name...), "_sum"...), labels...), ' ')
	b = strconv.AppendFloat(b, d.Sum, 'g', -1, 64)
	b = append(append(append(append(append(b, '\n'), name...), "_count"...), labels...), ' ')
	return append(strconv.AppendUint(b, count, 10), '\n')
}

// appendBound appends a bound; in OpenMetrics a whole number has a fraction of 0.
func appendBound(b []byte, bound float64, openMetrics bool) []byte {
	begin := len(b)
	b = strconv.AppendFloat(b, bound, 'g', -1, 64)
	if openMetrics && !strings.ContainsAny(string(b[begin:]), ".eIN") {
		b = append(b, ".0"...)
	}
	return b
}
