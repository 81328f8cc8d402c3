//go:build !(386 || arm || mips || mipsle)

package main

const stripes = 16
