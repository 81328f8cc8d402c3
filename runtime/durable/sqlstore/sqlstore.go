// Package sqlstore keeps durable counts in a database, by database/sql: PostgreSQL or SQLite, with any driver.
//
//	store, err := sqlstore.Open(ctx, db, sqlstore.Postgres)
//	ledger := durable.Open(store, durable.Config{})
//
// Several processes may add to the same counts. A batch is one transaction, which adds to the counts and notes the number of the batch
// under the name of its process: so one whose commit was not answered can be sent again, and counts once.
//
// It makes the tables counterlint_counts and counterlint_writers, if they are not there. A row of the second one stays behind when a
// process dies, and may be deleted. The largest count is math.MaxInt64.
package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"github.com/counterlint/counterlint/runtime/durable"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Dialect is how a database wants its statements.
type Dialect int

// The dialects that are tested.
const (
	Postgres Dialect = iota
	SQLite
)

const (
	createCounts  = `CREATE TABLE IF NOT EXISTS counterlint_counts (name TEXT PRIMARY KEY, n BIGINT NOT NULL)`
	createWriters = `CREATE TABLE IF NOT EXISTS counterlint_writers (writer TEXT PRIMARY KEY, batch BIGINT NOT NULL)`
)

// statements are those of a dialect.
type statements struct{ load, enter, note, noted, add, leave string }

var dialects = map[Dialect]statements{
	Postgres: {
		load:  `SELECT n FROM counterlint_counts WHERE name = $1`,
		enter: `INSERT INTO counterlint_writers (writer, batch) VALUES ($1, 0)`,
		note:  `UPDATE counterlint_writers SET batch = $1 WHERE writer = $2 AND batch < $1`,
		noted: `SELECT batch FROM counterlint_writers WHERE writer = $1`,
		add:   `INSERT INTO counterlint_counts AS old (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = old.n + excluded.n`,
		leave: `DELETE FROM counterlint_writers WHERE writer = $1`,
	},
	SQLite: {
		load:  `SELECT n FROM counterlint_counts WHERE name = ?1`,
		enter: `INSERT INTO counterlint_writers (writer, batch) VALUES (?1, 0)`,
		note:  `UPDATE counterlint_writers SET batch = ?1 WHERE writer = ?2 AND batch < ?1`,
		noted: `SELECT batch FROM counterlint_writers WHERE writer = ?1`,
		add:   `INSERT INTO counterlint_counts AS old (name, n) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET n = old.n + excluded.n`,
		leave: `DELETE FROM counterlint_writers WHERE writer = ?1`,
	},
}

// A Store is a database with counts. It comes from Open.
//
// Counts: what its ledger counts, and those of other processes that use the same database.
// Read: linearizable, as far as the database is at its isolation level.
// Cost: a batch is one transaction with a statement for each count in it, and one more.
// Memory: that of the database's connections.
// Never: delete the row of a writer that runs; no batch of it is taken then.
type Store struct {
	_      noCopy
	db     *sql.DB
	sql    statements
	writer string
}

// Open returns a store in a database, which stays open when the store is closed.
func Open(ctx context.Context, db *sql.DB, d Dialect) (*Store, error) {
	s := &Store{db: db, writer: rand.Text()}
	var ok bool
	if s.sql, ok = dialects[d]; !ok {
		return nil, fmt.Errorf("sqlstore: there is no dialect %d", d)
	}
	for _, create := range []string{createCounts, createWriters} {
		_, err := db.ExecContext(ctx, create)
		if err != nil { // another process made it at the same moment, which PostgreSQL does not foresee
			_, err = db.ExecContext(ctx, create)
		}
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %w", err)
		}
	}
	if _, err := db.ExecContext(ctx, s.sql.enter, s.writer); err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return s, nil
}

// Load returns the count of a name.
func (s *Store) Load(ctx context.Context, name string) (uint64, error) {
	var n int64
	err := s.db.QueryRowContext(ctx, s.sql.load, name).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("sqlstore: %w", err)
	}
	return uint64(n), nil
}

// Apply adds a batch in one transaction.
func (s *Store) Apply(ctx context.Context, b durable.Batch) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	if err := s.apply(ctx, tx, b); err != nil {
		return fmt.Errorf("sqlstore: %w", errors.Join(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return nil
}

// apply notes the batch, and adds it if it was not noted before. The order of the counts is that of all batches, so that those of
// several processes do not wait for each other in a circle.
func (s *Store) apply(ctx context.Context, tx *sql.Tx, b durable.Batch) error {
	result, err := tx.ExecContext(ctx, s.sql.note, int64(b.Number), s.writer)
	if err != nil {
		return err
	}
	noted, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if noted == 0 {
		var batch int64
		if err := tx.QueryRowContext(ctx, s.sql.noted, s.writer).Scan(&batch); err != nil {
			return fmt.Errorf("the row of writer %s: %w", s.writer, err) // somebody deleted it
		}
		return nil
	}
	for _, a := range b.Adds {
		if a.N > math.MaxInt64 {
			return fmt.Errorf("%q cannot add %d at once", a.Name, a.N)
		}
		if _, err := tx.ExecContext(ctx, s.sql.add, a.Name, int64(a.N)); err != nil {
			return err
		}
	}
	return nil
}

// Close takes the writer's row out. The database stays open.
func (s *Store) Close() error {
	if _, err := s.db.Exec(s.sql.leave, s.writer); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return nil
}
