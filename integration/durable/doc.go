// Package durable holds the durable counts of the runtime module against real databases: SQLite, and PostgreSQL if there is a server.
//
// A server for the time of the test is started, on Debian with the packages postgresql and postgresql-common, by
//
//	pg_virtualenv go test ./durable
//
// Any other server is named by PGHOST and the other variables of libpq; its database gets the tables counterlint_counts and
// counterlint_writers.
package durable
