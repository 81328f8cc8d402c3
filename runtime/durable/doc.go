// Package durable holds counts that survive restarts: orders taken, bytes billed, what a counter in memory would begin anew.
//
//	log, err := durable.OpenLog("/var/lib/shop/counts")
//	ledger := durable.Open(log, durable.Config{})
//	orders, err := ledger.Counter("orders")
//	err = orders.Inc()
//	err = ledger.Close()
//
// A [Counter] counts in memory, and its [Ledger] hands what was counted to a [Store] in batches. Each batch has a number, so that one
// whose outcome is unknown is sent again and counts once. A [Log] is a store in a file; the package sqlstore keeps one in a database.
//
// What a crash may lose is bounded: of each counter, what was added since it was last stored, which is at most [Config].Lag, for an Add
// beyond it waits for the store; and, as long as the store works, what was added in the last [Config].Every. Nothing is ever counted
// twice, and what Flush or Close acknowledged is lost only with the file itself.
package durable
