package ledger

import (
	"fmt"
)

// SignNote is a text that the bank has signed with the key of its log, as
// c2sp.org/signed-note has it. The same text is signed alike each time. A text
// that could be taken for a checkpoint is refused: those are signed by the
// notary alone.
func (b *Bank) SignNote(text string) ([]byte, error) {
	if b.notary == nil {
		return nil, fmt.Errorf("sign a note: %w", ErrNoLog)
	}
	return b.notary.key.SignText(text)
}
