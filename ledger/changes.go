package ledger

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Changes counts the transactions of this bank that may have written to any of
// the tables. They are counted after their commit and before Write returns: as
// long as the count stays, whatever was read after asking for it is still what
// the file says. The count means nothing, and known is false, beside the owner
// of the file, who writes unseen.
//
// Ask before the snapshot begins, not inside it. What a trigger writes is not
// seen.
func (b *Bank) Changes(tables ...string) (n uint64, known bool) {
	if b.writer == nil {
		return 0, false
	}
	return b.writer.changes.of(tables), true
}

// changes are how often each table was written to.
type changes struct {
	mu    sync.Mutex
	count map[string]uint64 // by lower-case name
}

func (c *changes) of(tables []string) (n uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range tables {
		n += c.count[t]
	}
	return n + c.count[anyTable]
}

// add counts one transaction that wrote to the tables.
func (c *changes) add(tables []string) {
	if len(tables) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == nil {
		c.count = map[string]uint64{}
	}
	for _, t := range tables {
		c.count[t]++
	}
}

// anyTable stands for a statement that writes to nobody knows what.
const anyTable = ""

var target = regexp.MustCompile("(?i)\\b(?:insert\\s+(?:or\\s+\\w+\\s+)?into|replace\\s+into|update(?:\\s+or\\s+\\w+)?|delete\\s+from)\\s+[\"`\\[]?(\\w+)")

// written are the tables that a text may write to. A name too many does no
// harm: "ON CONFLICT … DO UPDATE SET" counts as a table called set.
func written(text string) (tables []string) {
	if !writing.MatchString(text) {
		return nil
	}
	for _, m := range target.FindAllStringSubmatch(text, -1) {
		if t := strings.ToLower(m[1]); !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	if tables == nil {
		return []string{anyTable}
	}
	return tables
}
