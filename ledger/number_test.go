package ledger_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// receiptNumbers are some of the smallest, of the largest and of those between.
func receiptNumbers() (out []string) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, id := range []ledger.EntryID{1, 9, 10, 999_999_999} {
		out = append(out, ledger.Number(id, 0), ledger.Number(id, 99))
	}
	for range 200 {
		out = append(out, ledger.Number(ledger.EntryID(1+random.IntN(999_999_999)), random.IntN(100)))
	}
	return out
}

func TestANumberIsReadBack(t *testing.T) {
	for _, number := range receiptNumbers() {
		if len(number) != 12 {
			t.Errorf("%s has %d digits", number, len(number))
		}
		for _, as := range []string{number, number[:4] + " " + number[4:8] + " " + number[8:], number[:4] + "-" + number[4:8] + "-" + number[8:]} {
			id, two, err := ledger.ParseNumber(as)
			if err != nil || ledger.Number(id, two) != number {
				t.Errorf("%s is read as entry %d and %02d: %v", as, id, two, err)
			}
		}
	}
}

func TestEveryWrongDigitIsCaught(t *testing.T) {
	for _, number := range receiptNumbers() {
		for at := range number {
			for wrong := byte('0'); wrong <= '9'; wrong++ {
				slip := number[:at] + string(wrong) + number[at+1:]
				if _, _, err := ledger.ParseNumber(slip); (err == nil) != (slip == number) {
					t.Errorf("%s for %s: %v", slip, number, err)
				}
			}
		}
	}
}

func TestEverySwapOfNeighboursIsCaught(t *testing.T) {
	for _, number := range receiptNumbers() {
		for at := range len(number) - 1 {
			slip := number[:at] + number[at+1:at+2] + number[at:at+1] + number[at+2:]
			if _, _, err := ledger.ParseNumber(slip); (err == nil) != (slip == number) {
				t.Errorf("%s for %s: %v", slip, number, err)
			}
		}
	}
}

// The quasigroup is weakly totally anti-symmetric, which is what the proofs of
// both rest on: Damm's definition, condition by condition.
func TestTheTableIsWeaklyTotallyAntiSymmetric(t *testing.T) {
	op := func(x, y int) int { return int(ledger.CheckDigit(fmt.Sprintf("%s%d", reaching[x], y))) }
	for c := range 10 {
		for x := range 10 {
			if op(x, x) != 0 {
				t.Errorf("%d and %d do not give 0", x, x)
			}
			for y := range 10 {
				if x != y && (op(op(c, x), y) == op(op(c, y), x) || op(c, x) == op(c, y) || op(x, c) == op(y, c)) {
					t.Errorf("%d and %d after %d are mistaken for one another", x, y, c)
				}
			}
		}
	}
}

// reaching is, for each digit, a digit whose own check digit it is.
var reaching = func() (out [10]string) {
	for d := range 10 {
		out[ledger.CheckDigit(fmt.Sprint(d))] = fmt.Sprint(d)
	}
	return out
}()

func TestWhatIsNoNumberIsRefusedWithWhatIsWrong(t *testing.T) {
	for number, why := range map[string]string{
		"":                           "12 digits short",
		"1234":                       "8 digits short",
		"00000001234x":               "not all digits",
		"００００００００１２３４":               "not all digits",
		"0000000012345":              "1 digits too many",
		"000000000000":               "names no entry",
		"123456789012":               "wrong digit",
		"-1":                         "11 digits short",
		"99999999999999999999999999": "",
	} {
		_, _, err := ledger.ParseNumber(number)
		if !errors.Is(err, ledger.ErrNumber) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", number, err, why)
		}
	}
}

func TestTheBillionthEntryHasALongerNumber(t *testing.T) {
	number := ledger.Number(1_000_000_000, 7)
	if id, two, err := ledger.ParseNumber(number); len(number) != 13 || id != 1_000_000_000 || two != 7 || err != nil {
		t.Errorf("%s is read as entry %d and %02d: %v", number, id, two, err)
	}
}

func TestANumberFindsItsEntryAndNoOther(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	e := ledgertest.Deposit(t, bank, 1, wang, 120)
	ledgertest.Deposit(t, bank, 2, wang, 60)
	find := func(number string) (found ledger.Entry, err error) {
		ledgertest.Read(t, bank, func(v *ledger.View) error {
			found, err = v.EntryByNumber(number)
			return nil
		})
		return found, err
	}
	if found, err := find(e.Number()); err != nil || found.ID != e.ID || found.Number() != e.Number() {
		t.Errorf("%s finds entry %d: %v", e.Number(), found.ID, err)
	}
	for two := range 100 {
		number := ledger.Number(e.ID, two)
		if _, err := find(number); number != e.Number() && !errors.Is(err, ledger.ErrNoEntry) {
			t.Errorf("%s was never given out: %v", number, err)
		}
	}
	if _, err := find(ledger.Number(99, 1)); !errors.Is(err, ledger.ErrNoEntry) {
		t.Errorf("entry 99: %v", err)
	}
	if _, err := find("12"); !errors.Is(err, ledger.ErrNumber) {
		t.Errorf("12: %v", err)
	}
}

// Numbers that were given out must be the same for ever.
func TestTheNumberOfAnEntryIsFixed(t *testing.T) {
	at := time.Date(2026, time.November, 23, 1, 0, 0, 0, time.UTC)
	e := ledger.Entry{
		ID: 20571, RecordedAt: at, EffectiveAt: at.Add(-time.Hour), Kind: "deposit", Ref: 31, Debit: 1, Credit: 17, Amount: 120, Policy: 1, Actor: "elder's key",
	}
	if got := e.Number(); got != "000020571308" {
		t.Errorf("the number is %s", got)
	}
	same := e
	same.DebitSide.Posted, same.Repeated = 5, true
	if same.Number() != e.Number() {
		t.Error("what follows from an entry changes its number")
	}
}
