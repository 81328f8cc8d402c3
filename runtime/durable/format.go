package durable

// The format of a log: a header, a record with all totals, and a record for each batch.
//
//	header   "counts1\n"
//	record   marker (2 bytes), length of the text, check sum, text
//	text     for each count: the length of its name, the name, its total (both as unsigned varints)
//
// A record holds totals, not what is added, so that a count is what the last record says of it. The check sum (CRC-32C) covers the place
// of the record in the file too: what looks like a record in another place, in a name or from an older file, is none.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

const (
	header     = "counts1\n"
	marker     = 0xC7A5
	recordHead = 2 + 4 + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is that of a record at a place.
func checksum(at int, text []byte) uint32 {
	place := binary.LittleEndian.AppendUint64(nil, uint64(at))
	return crc32.Update(crc32.Checksum(place, castagnoli), castagnoli, text)
}

// appendRecord appends a record of some totals, which begins at a place in the file.
func appendRecord(b []byte, at int, totals []Add) []byte {
	var text []byte
	for _, t := range totals {
		text = append(binary.AppendUvarint(text, uint64(len(t.Name))), t.Name...)
		text = binary.AppendUvarint(text, t.N)
	}
	b = binary.LittleEndian.AppendUint16(b, marker)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	b = binary.LittleEndian.AppendUint32(b, checksum(at, text))
	return append(b, text...)
}

// readRecord returns the text of the record at a place, or false if none is there as a whole.
func readRecord(data []byte, at int) ([]byte, bool) {
	if len(data)-at < recordHead || binary.LittleEndian.Uint16(data[at:]) != marker {
		return nil, false
	}
	n := binary.LittleEndian.Uint32(data[at+2:])
	rest := data[at+recordHead:]
	if uint64(n) > uint64(len(rest)) {
		return nil, false
	}
	text := rest[:n]
	return text, checksum(at, text) == binary.LittleEndian.Uint32(data[at+6:])
}

var errRecord = errors.New("a record with the right check sum is malformed")

// readTotals enters the totals of a record.
func readTotals(totals map[string]uint64, text []byte) error {
	for len(text) > 0 {
		length, k := binary.Uvarint(text)
		if k <= 0 || length > uint64(len(text)-k) {
			return errRecord
		}
		name := string(text[k : k+int(length)])
		text = text[k+int(length):]
		total, k := binary.Uvarint(text)
		if k <= 0 {
			return errRecord
		}
		totals[name] = total
		text = text[k:]
	}
	return nil
}

// A DamageError says that a log was damaged otherwise than by a crash, and where. Its totals cannot be told.
type DamageError struct {
	Path   string
	Offset int
	Reason string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("durable: %s is damaged at byte %d: %s", e.Path, e.Offset, e.Reason)
}

// A content is what a log says.
type content struct {
	totals map[string]uint64
	first  int // where the record of all totals ends
	end    int // where the last record ends that is whole
}

// decode reads a log. What is not whole at its end was cut by a crash, and is left out. Anything else that is not whole is a
// *DamageError: in the beginning, which is written before the file gets its name, and before a record that is whole.
func decode(data []byte) (content, error) {
	c := content{totals: map[string]uint64{}}
	if len(data) < len(header) || string(data[:len(header)]) != header {
		return c, &DamageError{Reason: "this is no log of counts"}
	}
	c.end = len(header)
	for c.end < len(data) {
		text, ok := readRecord(data, c.end)
		if !ok {
			break
		}
		if err := readTotals(c.totals, text); err != nil {
			return c, &DamageError{Offset: c.end, Reason: err.Error()}
		}
		c.end += recordHead + len(text)
		if c.first == 0 {
			c.first = c.end
		}
	}
	if c.first == 0 {
		return c, &DamageError{Offset: c.end, Reason: "the record of all totals is not whole"}
	}
	for at := c.end + 1; at < len(data); at++ {
		if _, ok := readRecord(data, at); ok {
			return c, &DamageError{Offset: c.end, Reason: fmt.Sprintf("a record is not whole, and the one at %d is", at)}
		}
	}
	return c, nil
}
