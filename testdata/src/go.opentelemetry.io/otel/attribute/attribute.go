// Package attribute stands in for OpenTelemetry's package of that name in tests.
package attribute

import "fmt"

type Key string

type KeyValue struct {
	Key   Key
	Value Value
}

type Value struct{ s string }

func StringValue(v string) Value { return Value{v} }

type Set struct{ _ int }

func NewSet(kvs ...KeyValue) Set { return Set{} }

func String(k, v string) KeyValue                { return KeyValue{Key(k), StringValue(v)} }
func Stringer(k string, v fmt.Stringer) KeyValue { return KeyValue{Key(k), StringValue(v.String())} }
func Int(k string, v int) KeyValue               { return KeyValue{Key: Key(k)} }
func Int64(k string, v int64) KeyValue           { return KeyValue{Key: Key(k)} }
func Bool(k string, v bool) KeyValue             { return KeyValue{Key: Key(k)} }
func (k Key) String(v string) KeyValue           { return KeyValue{k, StringValue(v)} }
func (k Key) Int(v int) KeyValue                 { return KeyValue{Key: k} }
