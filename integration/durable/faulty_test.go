package durable

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"sync"
)

var errFaulty = errors.New("connection reset")

// A faulty is connections to a database of which some calls fail: statements, commits that are not done, and commits that are done and
// not answered.
type faulty struct {
	dsn    string
	driver driver.Driver

	mu  sync.Mutex
	rng *rand.Rand
	off bool
}

// newFaulty returns a database over the driver of another one.
func newFaulty(db *sql.DB, dsn string) (*sql.DB, *faulty) {
	f := &faulty{dsn: dsn, driver: db.Driver(), rng: rand.New(rand.NewPCG(7, 7))}
	return sql.OpenDB(f), f
}

// fails says whether a call does, one in four.
func (f *faulty) fails() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.off && f.rng.IntN(4) == 0
}

func (f *faulty) heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.off = true
}

func (f *faulty) Driver() driver.Driver { return f.driver }

func (f *faulty) Connect(context.Context) (driver.Conn, error) {
	c, err := f.driver.Open(f.dsn)
	if err != nil {
		return nil, err
	}
	return &faultyConn{c, f}, nil
}

type faultyConn struct {
	driver.Conn
	f *faulty
}

func (c *faultyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if c.f.fails() {
		return nil, errFaulty
	}
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return &faultyTx{tx, c.f}, nil
}

func (c *faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.f.fails() {
		return nil, errFaulty
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

type faultyTx struct {
	driver.Tx
	f *faulty
}

// Commit may fail before or after it is done.
func (tx *faultyTx) Commit() error {
	if tx.f.fails() {
		return errors.Join(errFaulty, tx.Tx.Rollback())
	}
	err := tx.Tx.Commit()
	if tx.f.fails() {
		return errFaulty
	}
	return err
}
