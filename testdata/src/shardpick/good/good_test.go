package good

import "math/rand"

// What a test does is no evidence.

func reseed() { rand.Seed(1) }

func remake(c *table) { c.cells, c.mask = make([]shard, 12), 11 }
