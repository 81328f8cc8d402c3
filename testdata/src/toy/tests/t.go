// Package tests is judged with its tests.
package tests
