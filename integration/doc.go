// Package integration holds counterlint against the programs and standards of others: it is a module of its own, so that what it
// needs of them is no dependency of the linter.
package integration
