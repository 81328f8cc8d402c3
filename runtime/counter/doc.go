// Package counter holds counters for code that many goroutines run. The type says what the number may be used for.
//
// The control family decides things: [Int], [Capped], [Max], [Min], [Latch] and the function [AddIf]. They are linearizable: all
// operations on one of them have an order that everybody agrees on.
//
// The statistics family is for reading by people and monitoring: [Counter] is the one to take unless there is a reason, [UpDown]
// goes both ways, [Resettable] has a total beside, [Float64] adds fractions, [Rate] looks at the last minute, [Group] reads many
// consistently. [PerP], [Adaptive], [Sharded], [Padded] and [Sloppy] fix how the number is kept. Nothing is ever lost or counted
// twice. But a read may miss adds that run beside it, and an order between two counters means nothing outside of Group, so no
// decision may hang on them.
//
// All zero values are ready to use, but for the handle Local, which comes from a Sloppy. None may be copied after first use. All
// have a String method that makes them an expvar.Var. The comment on each type has the same five lines: what it counts, what a
// read may miss, what it costs, the memory, and what it must not be used for.
package counter
