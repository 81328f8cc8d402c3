package tests

import (
	"sync/atomic"
	"testing"
)

func TestAdd(t *testing.T) {
	var n atomic.Int64
	n.Add(0) // want withheld:`adds nothing` -- n would be unused
}
