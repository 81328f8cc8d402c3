package proof

import (
	"sync"
	"testing"
)

func TestRaceBumper(t *testing.T) { bumpAll(&plainBumper{}) }
func TestRacePulses(t *testing.T) {
	var wg sync.WaitGroup
	startPulses(&wg)
	wg.Wait()
}
func TestRaceCabinet(t *testing.T) { (&cabinet{&oak{}}).fill() }
func TestRaceKnob(t *testing.T)    { startMethod(&knob{}, 50) }

func TestQuietDispatch(t *testing.T) {
	bumpAll(&lockedBumper{})
	runEach([]runner{&runnerOfEach{}, &runnerOfEach{}})
	callLocked(&underCallersLock{})
	feedOne(&fedByOne{})
	acceptAll(4)
	inOneFunction()
	fetchAll(remote{})
	done := make(chan bool)
	(&sender{}).start(done)
	<-done
}

func TestRacePaths(t *testing.T) { serve(onPaths(), "/") }
func TestRaceNames(t *testing.T) { countNames(&names{all: map[string]*perName{}}) }
func TestRaceKeys(t *testing.T)  { serve(onKeys(), "/") }

func TestQuietEntries(t *testing.T) {
	serve(&users{all: map[string]*perUser{}}, "/")
	countShards([]string{"a", "b", "a"})
	countRows(8)
	countFresh()
}
