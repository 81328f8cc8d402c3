package durable

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// With this variable the test binary is a program that counts until it is killed.
const killedEnv = "COUNTERLINT_DURABLE_KILLED"

func TestMain(m *testing.M) {
	if path := os.Getenv(killedEnv); path != "" {
		countUntilKilled(path)
	}
	os.Exit(m.Run())
}

// countUntilKilled adds with several goroutines in rounds. Before each it says which count it will come to at most, and after it, when
// all is flushed, which one is stored.
func countUntilKilled(path string) {
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	log, err := OpenLog(path)
	fail(err)
	log.compact = 300 // the file is written anew again and again
	l := Open(log, Config{Lag: 40, Every: 50 * time.Microsecond})
	c, err := l.Counter("a")
	fail(err)
	for round := uint64(1); ; round++ {
		fmt.Println("most", c.Value()+4*round)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range round {
					fail(c.Inc())
				}
			})
		}
		wg.Wait()
		fail(l.Flush(ctx))
		fmt.Println("least", c.Value())
	}
}

// A program is killed again and again in the middle of its counting, and goes on where it was: nothing of what it had flushed is lost,
// and nothing is there that it had not added.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	path := filepath.Join(t.TempDir(), "log")
	rng := rand.New(rand.NewPCG(3, 3))
	var least, most uint64
	for turn := range 25 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killedEnv+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		killAt := 1 + rng.IntN(120)
		for n := 0; lines.Scan(); n++ { // after the kill, what was said before it
			word, value, _ := strings.Cut(lines.Text(), " ")
			v, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				t.Fatalf("turn %d: %s", turn, lines.Text())
			}
			if word == "most" {
				most = v
			} else {
				least = v
			}
			if n == killAt {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("it ended by itself")
		}
		log, err := OpenLog(path)
		if err != nil {
			t.Fatalf("turn %d: %v", turn, err)
		}
		got := log.totals["a"]
		if got < least || got > most {
			t.Fatalf("turn %d: %d, want %d to %d", turn, got, least, most)
		}
		least = got
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if most < 1000 {
		t.Errorf("it came to %d only", most)
	}
}
