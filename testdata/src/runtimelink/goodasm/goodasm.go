// Package goodasm has assembly of its own.
package goodasm

func nanotime() int64

func procPin() int

func fastrand() uint32 { return 4 }
