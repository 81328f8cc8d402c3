module example.com/shop

go 1.26

require (
	github.com/prometheus/client_golang v1.0.0
	github.com/prometheus/client_model v1.0.0
)

replace (
	github.com/prometheus/client_golang => ./stubs/client_golang
	github.com/prometheus/client_model => ./stubs/client_model
)
