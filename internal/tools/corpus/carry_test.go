package main

import "testing"

func TestFollow(t *testing.T) {
	const diff = `diff --git a/a.go b/a.go
index 1..2 100644
--- a/a.go
+++ b/a.go
@@ -0,0 +1,2 @@
+// x
+// y
@@ -5,2 +7 @@ func f() {
--- a/not/a/header.go
-gone
+changed
@@ -9 +9,0 @@
-gone
diff --git a/old.go b/new.go
similarity index 100%
rename from old.go
rename to new.go
diff --git a/moved.go b/there.go
similarity index 90%
rename from moved.go
rename to there.go
index 1..2 100644
--- a/moved.go
+++ b/there.go
@@ -3,0 +4,10 @@
+x
diff --git a/dead.go b/dead.go
deleted file mode 100644
--- a/dead.go
+++ /dev/null
@@ -1,2 +0,0 @@
-x
-y
diff --git a/born.go b/born.go
new file mode 100644
--- /dev/null
+++ b/born.go
@@ -0,0 +1 @@
+x
`
	m, err := parseMoves(diff)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		line int
		to   string // "": changed or gone
		at   int
	}{
		{"other.go", 7, "other.go", 7},
		{"a.go", 1, "a.go", 3},
		{"a.go", 4, "a.go", 6},
		{"a.go", 5, "", 0},
		{"a.go", 6, "", 0},
		{"a.go", 7, "a.go", 8},
		{"a.go", 9, "", 0},
		{"a.go", 10, "a.go", 10},
		{"old.go", 3, "new.go", 3},
		{"moved.go", 3, "there.go", 3},
		{"moved.go", 4, "there.go", 14},
		{"dead.go", 1, "", 0},
	} {
		to, at, ok := m.follow(c.path, c.line)
		if ok != (c.to != "") || ok && (to != c.to || at != c.at) {
			t.Errorf("%s:%d is now %s:%d (%t), want %s:%d", c.path, c.line, to, at, ok, c.to, c.at)
		}
	}
}

func FuzzParseMoves(f *testing.F) {
	f.Add("diff --git a/a.go b/a.go\n--- a/a.go\n+++ b/a.go\n@@ -1,2 +3 @@\n-x\n-y\n+z\n")
	f.Add("@@ - + @@\n")
	f.Fuzz(func(t *testing.T, diff string) {
		m, err := parseMoves(diff)
		if err != nil {
			return
		}
		for path := range m {
			if to, _, ok := m.follow(path, 1); ok && to == "" {
				t.Errorf("%q is followed to no file", path)
			}
		}
	})
}
