package good

func inTest() {} //counterlint:ignore loadstore tests are not judged
