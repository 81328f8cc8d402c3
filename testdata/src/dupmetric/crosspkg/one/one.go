package one

import "expvar"

var Requests = expvar.NewInt("requests")

func Setup() { expvar.NewInt("set_up") }
