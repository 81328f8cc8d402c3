// Package crosspkg calls what another package does.
package crosspkg

import "toy/crosspkg/dep"

func f() {
	dep.Touch() // want call/info:`Touch adds nothing`
	dep.Hit()
}
