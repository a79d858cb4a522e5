package monitor

import (
	"encoding/binary"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// Whatever a log serves for leaves is read to its end or refused, and what is
// read is exactly that many leaves, in their order.
func FuzzWhatALogServesForLeaves(f *testing.F) {
	var good []byte
	for entry := range 3 {
		leaf := fmt.Appendf(nil, "hourline-entry-v1\nentry %d\n", entry+257)
		good = append(binary.BigEndian.AppendUint16(good, uint16(len(leaf))), leaf...)
	}
	for _, seed := range [][]byte{nil, good, good[:40], append(good[:len(good):len(good)], 0), {255, 255}, good[len(good)/3:]} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, data []byte, leaves int) {
		leaves = max(0, min(leaves, 256))
		if len(first(data, leaves)) > len(data) {
			t.Fatal("there is more than there was")
		}
		hashes, err := hashLeaves(data, 256, leaves)
		if err != nil {
			return
		}
		for i, hash := range hashes {
			end := 2 + int(binary.BigEndian.Uint16(data))
			if tlog.RecordHash(data[2:end]) != hash {
				t.Fatalf("leaf %d is another", i)
			}
			data = data[end:]
		}
		if len(hashes) != leaves || len(data) > 0 {
			t.Fatalf("%d leaves of %d, and %d bytes are left", len(hashes), leaves, len(data))
		}
	})
}
