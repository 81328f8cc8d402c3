package durable

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/counterlint/counterlint/runtime/durable"
	"github.com/counterlint/counterlint/runtime/durable/sqlstore"
)

var ctx = context.Background()

// A database is one that the tests run in.
type database struct {
	driver, dsn string
	dialect     sqlstore.Dialect
}

func (d database) open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open(d.driver, d.dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// databases runs a test in each database, with empty tables.
func databases(t *testing.T, test func(t *testing.T, d database)) {
	t.Run("SQLite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "counts.db")
		test(t, database{"sqlite", "file:" + path + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_txlock=immediate", sqlstore.SQLite})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		if os.Getenv("PGHOST") == "" {
			t.Skip("no server: PGHOST is not set; pg_virtualenv go test ./durable starts one")
		}
		d := database{"pgx", "", sqlstore.Postgres} // the rest is in the variables of libpq
		if _, err := d.open(t).Exec(`DROP TABLE IF EXISTS counterlint_counts, counterlint_writers`); err != nil {
			t.Fatal(err)
		}
		test(t, d)
	})
}

func store(t *testing.T, db *sql.DB, d database) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(ctx, db, d.dialect)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func total(t *testing.T, db *sql.DB, name string) (n int64) {
	t.Helper()
	if err := db.QueryRow(`SELECT n FROM counterlint_counts WHERE name = '` + name + `'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestStore(t *testing.T) {
	databases(t, func(t *testing.T, d database) {
		db := d.open(t)
		s := store(t, db, d)
		if n, err := s.Load(ctx, "none"); n != 0 || err != nil {
			t.Errorf("%d, error %v", n, err)
		}
		hostile := "'; DROP TABLE counterlint_counts; --"
		for _, number := range []uint64{1, 1, 2, 1, 2} {
			if err := s.Apply(ctx, durable.Batch{Number: number, Adds: []durable.Add{{Name: "a", N: 5}, {Name: hostile, N: 1}}}); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.Load(ctx, "a"); n != 10 || err != nil {
			t.Errorf("%d, error %v", n, err)
		}
		if n, err := s.Load(ctx, hostile); n != 2 || err != nil {
			t.Errorf("%d, error %v", n, err)
		}
		// A batch that fails in the middle adds nothing.
		if err := s.Apply(ctx, durable.Batch{Number: 3, Adds: []durable.Add{{Name: "a", N: 1}, {Name: "b", N: 1 << 63}}}); err == nil {
			t.Error("more was added than fits")
		}
		if n := total(t, db, "a"); n != 10 {
			t.Errorf("half a batch is there: %d", n)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Apply(ctx, durable.Batch{Number: 3, Adds: []durable.Add{{Name: "a", N: 1}}}); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("a batch of a writer that is unknown: error %v", err)
		}
		if _, err := sqlstore.Open(ctx, db, 7); err == nil {
			t.Error("opened in a dialect that there is not")
		}
	})
}

// Several stores, as several processes have them, add to the same counts over connections that fail again and again, also after a
// commit. Whoever looks at the sum finds each add once.
func TestFaultyConnections(t *testing.T) {
	databases(t, func(t *testing.T, d database) {
		const processes, adds = 3, 400
		var wg sync.WaitGroup
		for range processes {
			db, faults := newFaulty(d.open(t), d.dsn)
			t.Cleanup(func() { db.Close() })
			s := store(t, d.open(t), d) // to have the tables
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			wg.Go(func() {
				var s *sqlstore.Store
				var err error
				for s == nil {
					if s, err = sqlstore.Open(ctx, db, d.dialect); err != nil && !errors.Is(err, errFaulty) {
						t.Error(err)
						return
					}
				}
				l := durable.Open(s, durable.Config{Lag: 10, Every: time.Millisecond})
				a, errA := l.Counter("a")
				b, errB := l.Counter("b")
				if errA != nil || errB != nil {
					t.Error(errA, errB)
					return
				}
				for i := 0; i < adds; {
					if err := a.Inc(); err == nil {
						i++
						for b.Add(2) != nil {
						}
					} else if !errors.Is(err, errFaulty) {
						t.Error(err)
						return
					}
				}
				for range 3 {
					_ = l.Flush(ctx) // some fail
				}
				faults.heal()
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		db := d.open(t)
		if a, b := total(t, db, "a"), total(t, db, "b"); a != processes*adds || b != 2*processes*adds {
			t.Errorf("%d and %d, want %d and %d", a, b, processes*adds, 2*processes*adds)
		}
	})
}

// With these variables the test binary is a program that counts until it is killed.
const killedDriver, killedDSN = "COUNTERLINT_DURABLE_DRIVER", "COUNTERLINT_DURABLE_DSN"

// killedName is what PostgreSQL knows it by.
const killedName = "counterlint_killed"

func TestMain(m *testing.M) {
	if name := os.Getenv(killedDriver); name != "" {
		if err := countUntilKilled(name, os.Getenv(killedDSN)); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func countUntilKilled(name, dsn string) error {
	db, err := sql.Open(name, dsn)
	if err != nil {
		return err
	}
	dialect := sqlstore.Postgres
	if name == "sqlite" {
		dialect = sqlstore.SQLite
	}
	s, err := sqlstore.Open(ctx, db, dialect)
	if err != nil {
		return err
	}
	l := durable.Open(s, durable.Config{Lag: 20, Every: time.Millisecond})
	c, err := l.Counter("a")
	if err != nil {
		return err
	}
	for round := uint64(1); ; round++ {
		fmt.Println("most", c.Value()+2*round)
		errs := make(chan error)
		for range 2 {
			go func() {
				var err error
				for range round {
					err = errors.Join(err, c.Inc())
				}
				errs <- err
			}()
		}
		if err := errors.Join(<-errs, <-errs, l.Flush(ctx)); err != nil {
			return err
		}
		fmt.Println("least", c.Value())
	}
}

// A program that is killed again and again loses nothing that it had flushed, and counts nothing twice.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	databases(t, func(t *testing.T, d database) {
		db := d.open(t)
		var least, most int64
		for turn := range 8 {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), killedDriver+"="+d.driver, killedDSN+"="+d.dsn, "PGAPPNAME="+killedName)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for n := 0; lines.Scan(); n++ { // after the kill, what was said before it
				word, value, _ := strings.Cut(lines.Text(), " ")
				v, err := strconv.ParseInt(value, 10, 64)
				if err != nil {
					t.Fatalf("turn %d: %s", turn, lines.Text())
				}
				if word == "most" {
					most = v
				} else {
					least = v
				}
				if n == 5+7*turn {
					if err := cmd.Process.Kill(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("it ended by itself")
			}
			if d.dialect == sqlstore.Postgres { // the server may still be at the last batch of the dead
				for sessions := 1; sessions > 0; {
					if err := db.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE application_name = '` + killedName + `'`).Scan(&sessions); err != nil {
						t.Fatal(err)
					}
				}
			}
			got := total(t, db, "a")
			if got < least || got > most {
				t.Fatalf("turn %d: %d, want %d to %d", turn, got, least, most)
			}
			least = got
		}
	})
}
