package care

import (
	"errors"

	"hourline/ledger"
)

// TransferPolicy bounds hours that go to other banks.
type TransferPolicy struct {
	MostMinutes int64    `toml:"most_minutes"` // of one transfer
	Expires     Duration `toml:"expires"`      // how long the other bank has to credit it
}

// check refuses what no transfer could keep to.
func (t TransferPolicy) check() error {
	if t.MostMinutes < 1 || t.MostMinutes > ledger.MostAmount || t.Expires <= 0 {
		return errors.New("transfer.most_minutes and expires must be positive; to send nothing to a bank, add none")
	}
	return nil
}
