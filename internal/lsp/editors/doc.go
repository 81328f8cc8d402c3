// Package editors has the tests of counterlint lsp and counterlint gopls as users have them: the program itself, the real gopls,
// Neovim and Emacs. They need programs that are not everywhere, so they run on request:
//
//	go test ./internal/lsp/editors -gopls FILE
//	go test ./internal/lsp/editors -gopls FILE -nvim FILE -emacs FILE
//
// With -program FOLDER and -file FILE they also measure how long it takes from an edit of that file to what both servers say of
// it; see docs/editors.md.
package editors
