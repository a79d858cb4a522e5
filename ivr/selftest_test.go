package ivr_test

import (
	"testing"

	"hourline/ledger"
)

// Whoever shows our own number hides behind it: key 9 rings people as for any
// hidden caller, and nobody rings the hotline back.
func TestOurOwnNumberAsCallerIsAHiddenCaller(t *testing.T) {
	h := open(t)
	for _, sid := range []string{"CA1", "CA2"} {
		h.call(sid, hotline).hears("有急事").press("9").hears("正在叫人")
	}
	var cases, known, rung int
	err := h.centre.Bank.Read(t.Context(), func(v *ledger.View) error {
		return v.QueryRow(`SELECT count(*), sum(phone <> ''), (SELECT count(*) FROM outbox WHERE action = 'call' AND phone <> $1)
			FROM cases WHERE kind = 'alarm'`, hotline).Scan(&cases, &known, &rung)
	})
	if err != nil || cases != 2 || known != 0 || rung < 2 {
		t.Errorf("%d cases, %d of them with a number, and %d phones are rung: %v", cases, known, rung, err)
	}
}
