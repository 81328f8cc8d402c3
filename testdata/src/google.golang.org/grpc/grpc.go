// Package grpc stands in for the library of that name in tests.
package grpc

import "context"

type CallOption interface{ apply() }

type ClientConn struct{ _ int }

type UnaryServerInfo struct{ FullMethod string }

type UnaryHandler func(ctx context.Context, req any) (any, error)
