package user

import "metricapi/crosspkg/lib"

func count(m *lib.Metrics) {
	lib.Requests.WithLabelValues("GET").Inc()    // want `lib_requests_total, which has the 2 labels method, code`
	m.Errors.WithLabelValues("io", "disk").Inc() // want `lib_errors_total, which has the label kind`
	m.Errors.WithLabelValues("io").Inc()
}
