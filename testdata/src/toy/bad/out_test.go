package bad_test

import (
	"testing"

	"toy/bad"
)

func TestAddOutside(t *testing.T) { bad.Exported() }
