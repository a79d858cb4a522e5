package care

import (
	"fmt"

	"hourline/ledger"
)

// What is granted to a member stands on an account of its own, beside the
// member's hours: it pays for service only, and what is for a month may lapse.
// Its floor is zero, like that of every account of a member.

// allotment is a member's account in a fund: for the month, or for gifts.
func (v *verb) allotment(member int64, fund string, gift bool) (ledger.AccountID, error) {
	id, err := v.OpenAccount(allotmentCode(member, fund, gift), ledger.Minutes, 0)
	if err != nil {
		return 0, err
	}
	_, err = v.Exec(`INSERT INTO allotments (member, account, fund, gift) VALUES ($1, $2, $3, $4)
		ON CONFLICT (member, fund, gift) DO NOTHING`, member, int64(id), fund, gift)
	return id, err
}

func allotmentCode(member int64, fund string, gift bool) string {
	code := fmt.Sprintf("grant/%s/%d", fund, member)
	if gift {
		code += "/gift"
	}
	return code
}
