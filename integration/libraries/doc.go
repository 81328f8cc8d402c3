// Package libraries holds the linter against the metrics libraries as they are: that the stubs of testdata/src say nothing that the
// real packages do not, that the analyzers find in code that uses the real packages what they find over the stubs, and that what
// the findings warn of does happen at run time.
package libraries
