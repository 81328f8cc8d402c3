package driver

import (
	"context"
	"errors"
)

func run(ctx context.Context, cfg Config) (*Result, error) {
	return nil, errors.New("driver: under construction")
}
