//go:build 386 || arm || mips || mipsle

package main

// The small boxes have few cores, and little memory.
const stripes = 4
