package fixer

import (
	"context"
	"errors"
)

type run struct{ opts Options }

func newRun(ctx context.Context, opts Options) (*run, error) { return &run{opts}, nil }

func (r *run) run(ctx context.Context) (*Result, error) { return nil, errors.New("fixer: under construction") }
