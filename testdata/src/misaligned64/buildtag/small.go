//go:build 386 || arm

package buildtag

const word = 4
