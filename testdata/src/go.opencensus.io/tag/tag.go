// Package tag stands in for the library of that name in tests.
package tag

import "context"

type Key struct{ name string }

func MustNewKey(name string) Key { return Key{name} }

type Mutator interface{ mutate() }

type Metadata func(*metadatas)

type metadatas struct{ _ int }

func Insert(k Key, v string, mds ...Metadata) Mutator                      { return nil }
func Upsert(k Key, v string, mds ...Metadata) Mutator                      { return nil }
func Update(k Key, v string, mds ...Metadata) Mutator                      { return nil }
func New(ctx context.Context, mutator ...Mutator) (context.Context, error) { return ctx, nil }
