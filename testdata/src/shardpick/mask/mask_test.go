package mask

func reset(c *Counter) { c.shards, c.mask = nil, 0 }
