package proof

import "testing"

func TestRaceFirstElement(t *testing.T)           { firstElement() }
func TestRaceElementOfLiteral(t *testing.T)       { elementOfLiteral(make([]bool, 50)) }
func TestRaceElementOfLength(t *testing.T)        { elementOfLength(1) }
func TestRaceNewInt(t *testing.T)                 { newInt() }
func TestRacePromotedThroughPointer(t *testing.T) { promotedThroughPointer() }
func TestRacePromotedTwice(t *testing.T)          { promotedTwice() }

func TestQuietAllocated(t *testing.T) {
	elementOfEach([]int{1, 2, 3})
	elementUnderLock()
	sliceOfEach()
	newOfEach()
	elementByOne()
	elementBeforeAndAfter()
	promotedOfEach()
	promotedUnderLock()
	elementByTicket(20)
	elementByLockedTicket(20)
	elementsByRange(10)
	elementsByStride(10)
	elementsReceived(10)
}
