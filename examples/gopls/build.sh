#!/bin/sh
# Builds gopls with the analyzers of counterlint linked in, from modules alone.
#
#	build.sh OUTPUT [FOLDER]
#
# FOLDER is a checkout of counterlint to take the analyzers from, instead of its newest version. GOPLS names the version of gopls.
set -eu
[ $# -ge 1 ] || { echo "usage: build.sh OUTPUT [FOLDER]" >&2; exit 2; }
GOPLS=${GOPLS:-v0.23.0}
here=$(cd "$(dirname "$0")" && pwd)
output=$(realpath -m "$1")
source=${2:+$(cd "$2" && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOWORK=off GOFLAGS=-mod=mod

go mod init gopls.local
go mod edit -require "golang.org/x/tools/gopls@$GOPLS"
# gopls uses internal packages of x/tools, so it must get the very version that it requires, and the analyzers get it too.
tools=$(go list -m -f '{{.GoMod}}' "golang.org/x/tools/gopls@$GOPLS" | xargs sed -n 's,^\tgolang.org/x/tools \(v[^ ]*\).*,\1,p')
go mod edit -replace "golang.org/x/tools=golang.org/x/tools@$tools"
if [ -n "$source" ]; then
	go mod edit -require github.com/counterlint/counterlint@v0.0.0 -replace "github.com/counterlint/counterlint=$source"
else
	go get github.com/counterlint/counterlint@latest
fi
cat >tools.go <<'GO'
//go:build tools

package main

import (
	_ "github.com/counterlint/counterlint/analyzers"
	_ "golang.org/x/tools/gopls"
)
GO
go mod tidy
go mod vendor
cp "$here/counterlint.go.txt" vendor/golang.org/x/tools/gopls/internal/settings/counterlint.go
GOFLAGS=-mod=vendor go build -o "$output" golang.org/x/tools/gopls
