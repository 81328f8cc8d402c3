package main

import (
	"dupmetric/crosspkg/one"
	_ "dupmetric/crosspkg/two" // want `"requests" is registered twice \(dupmetric/crosspkg/one and dupmetric/crosspkg/two both register it`
)

func main() {
	one.Requests.Add(1)
	one.Setup()
	one.Setup() // want `"set_up" is registered twice`
}
