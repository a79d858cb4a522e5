package ledger_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

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
	given := numbers(t, bank)[0]
	if found, err := find(given); err != nil || found.ID != e.ID {
		t.Errorf("%s finds entry %d: %v", given, found.ID, err)
	}
	for two := range 100 {
		number := ledger.Number(e.ID, two)
		if _, err := find(number); number != given && !errors.Is(err, ledger.ErrNoEntry) {
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

// numbers are those of all entries.
func numbers(t *testing.T, bank *ledger.Bank) (out []string) {
	t.Helper()
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		for id := ledger.EntryID(1); ; id++ {
			e, err := v.Entry(id)
			if errors.Is(err, ledger.ErrNoEntry) {
				return nil
			}
			if err != nil {
				return err
			}
			number, err := v.Number(e)
			if err != nil {
				return err
			}
			out = append(out, number)
		}
	})
	return out
}

// Two digits are out of what is published, so that whoever has the number and
// the public log can hold one against the other.
func TestANumberIsOfThePublishedLeaf(t *testing.T) {
	bank := busy(t, 20)
	got := numbers(t, bank)
	for i, leaf := range follow(t, bank, 20).leaves() {
		hash := tlog.RecordHash(leaf)
		want := ledger.Number(ledger.EntryID(i+1), int(binary.BigEndian.Uint64(hash[:8])%100))
		if got[i] != want {
			t.Errorf("entry %d has the number %s, and its leaf gives %s", i+1, got[i], want)
		}
	}
}

// A text with the number is written with the entry, before its leaf is made.
func TestANumberIsKnownAtOnce(t *testing.T) {
	bank := ledgertest.Open(t)
	var at []string
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		at = at[:0]
		wang, err := tx.OpenAccount("member/17", ledger.Minutes, 0)
		for visit := int64(0); visit < 40 && err == nil; visit++ {
			var e ledger.Entry
			if e, err = tx.Deposit(visit, wang, 15, tx.Now, 0, "test"); err != nil {
				return err
			}
			var number string
			number, err = tx.Number(e)
			at = append(at, number)
		}
		return err
	})
	if later := numbers(t, bank); !slices.Equal(at, later) {
		t.Errorf("the numbers were %v, and are %v", at, later)
	}
}

// A number that was given out finds its entry when its member was forgotten,
// and came back.
func TestTheNumberOfAnEntryIsFixed(t *testing.T) {
	bank := busy(t, 9)
	before := numbers(t, bank)
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error { return tx.EraseSecret(8) })
	if after := numbers(t, bank); !slices.Equal(after, before) {
		t.Errorf("once a member is forgotten, the numbers are %v, and were %v", after, before)
	}
	var last string
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		first, err := tx.Entry(1)
		if err == nil {
			_, err = tx.Number(first) // whose accounts the transaction remembers from here on
		}
		if err != nil {
			return err
		}
		e, err := tx.Deposit(900, 8, 15, tx.Now, 0, "test")
		if err == nil {
			last, err = tx.Number(e)
		}
		return err
	})
	if after := numbers(t, bank); !slices.Equal(after[:9], before) || after[9] != last {
		t.Errorf("once it is back, the numbers are %v, and were %v and %s", after, before, last)
	}
}
