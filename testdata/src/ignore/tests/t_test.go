package tests

// want:+1 unused/fix:`remove it`
func inTest() {} //counterlint:ignore loadstore tests are judged here
