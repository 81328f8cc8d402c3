// Package io_prometheus_client stands in for the data model of that name in tests.
package io_prometheus_client

type MetricFamily struct{ Name *string }
