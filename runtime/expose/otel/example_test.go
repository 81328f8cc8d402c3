package otel_test

import (
	"context"
	"fmt"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/expose/otel"
	"github.com/counterlint/counterlint/runtime/registry"
)

func ExampleRegister() {
	var metrics registry.Registry
	var logins counter.Counter
	metrics.MustRegister(registry.Desc{Name: "logins_total", Help: "Logins."}, &logins)

	reader := sdkmetric.NewManualReader(sdkmetric.WithProducer(otel.Histograms(&metrics)))
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	if _, err := otel.Register(provider.Meter("shop"), &metrics); err != nil {
		fmt.Println(err)
		return
	}
	logins.Inc()

	var data metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &data); err != nil {
		fmt.Println(err)
		return
	}
	m := data.ScopeMetrics[0].Metrics[0]
	fmt.Println(m.Name, m.Data.(metricdata.Sum[int64]).DataPoints[0].Value)
	// Output: logins_total 1
}
