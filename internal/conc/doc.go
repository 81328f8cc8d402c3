// Package conc is the concurrency engine. It answers questions of rules about the atomics, locks and goroutines of one package,
// and never reports.
//
// # How a rule uses it
//
// A rule requires [Analyzer], takes the model of the package with [For], and walks its operations:
//
//	m := conc.For(pass.Pass)
//	for _, store := range m.Ops {
//		if store.Kind != conc.Store || store.Test {
//			continue
//		}
//		for _, load := range m.Loads(store) { // of the same place, in the same function, that reach the store
//			if !m.DerivesFrom(store.New.Value, load) || !m.Path(load, store, conc.OtherOps) {
//				continue
//			}
//			if _, quiet := m.Quiet(load, store); quiet { // a lock, one writer, an exclusive phase, an unshared object
//				continue
//			}
//			ev := m.Concurrent(store)
//			if len(ev) == 0 {
//				continue // nothing says that two goroutines meet here
//			}
//			pass.Report(report.Finding{
//				Pos: store.Pos(), End: store.End(), Evidence: ev[0].Level, Related: m.Related(store, ev),
//				Message: fmt.Sprintf("Store of a value computed from %s.Load loses what others write in between (%s); use Add", store.Name(), ev[0].Text),
//			})
//			break
//		}
//	}
//
// Every answer that silences comes as (why, ok): why is a short English clause for tests and dumps. Where the engine cannot
// tell, it answers so that the rule stays silent.
//
// For plain numbers a rule walks [Model.Updates] (x++, x op= y, x = f(x)) or [Model.AccessesOf] a variable, and asks [Model.Lost] (what
// comes between the read and the write of an update), [Model.Unguarded] (the lock under which the others keep it), [Model.Stale] (updates
// beside a read) and [Model.Mixed] (atomic operations beside a plain access). These judge each chain of calls to the access by itself,
// with the locks held along it and the object that it leads to: see way and together.
//
// What the engine makes of a file is printed by
//
//	go test ./internal/conc -run Dump -v -args FILE
//
// # Its parts
//
// ir builds SSA and the indexes over it; loc names places, instance by instance and as counters of the program; lockset says which
// locks are held, own which objects nobody else sees yet, spawn on which goroutines a function runs. This package finds the
// operations, follows values between them, and puts the parts together into answers. [Facts] alone exports facts.
//
// # What it does not see
//
// Interface calls are no operations; a body of a range over a function is a function of its own. Locks taken by functions of other packages are known by the names of their methods
// alone. Code that unsafe or reflection reaches is not followed. A function with more than [ir.MaxInstrs] instructions has no
// operations, and a number that is accessed in more ways than can be held against each other has no accesses; [Model.Skipped] lists both.
package conc
