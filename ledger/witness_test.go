package ledger_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

const bureau, university = "bureau.example/witness", "university.example"

// signs has a witness sign the newest checkpoint.
func signs(t testing.TB, bank *ledger.Bank, w *ledgertest.Witness) {
	t.Helper()
	by, err := proof.ParseCosigner(w.Verifier())
	if err == nil {
		_, err = bank.Cosign(ctx, by, bank.Checkpoint(), []byte(w.Sign(bank.Checkpoint())))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatAWitnessHasSignedIsKept(t *testing.T) {
	bank := busy(t, 5)
	follow(t, bank, 5)
	first, second := ledgertest.NewWitness(t, bureau), ledgertest.NewWitness(t, university)
	if signed, err := bank.Witnessed(ctx, 1); signed != nil || err != nil {
		t.Errorf("before anybody has signed: %s, %v", signed, err)
	}
	if all, err := bank.Witnesses(ctx); len(all) != 0 || err != nil {
		t.Errorf("before anybody was asked: %v, %v", all, err)
	}
	signs(t, bank, first)
	signs(t, bank, second)
	signs(t, bank, first) // again
	five := bank.Checkpoint()
	want := string(five) + first.Sign(five) + second.Sign(five)
	depositMany(t, bank, 100, 3, 8)
	follow(t, bank, 8)

	reader := readOnly(t, bank.Path())
	for _, b := range []*ledger.Bank{bank, reader} {
		if signed, err := b.Witnessed(ctx, 5); err != nil || len(signed) != len(want) || !bytes.HasPrefix(signed, five) {
			t.Errorf("of five entries: %s, %v", signed, err)
		}
		if signed, err := b.Witnessed(ctx, 6); signed != nil || err != nil {
			t.Errorf("of six entries: %s, %v", signed, err)
		}
		if signed, err := b.Newest(ctx); err != nil || !bytes.Equal(signed, bank.Checkpoint()) {
			t.Errorf("the newest is %s, %v", signed, err)
		}
		if key, err := b.PublicKey(ctx); err != nil || key != bank.LogKey() {
			t.Errorf("the key is %s, %v", key, err)
		}
	}
	signs(t, bank, second)
	if signed, err := bank.Witnessed(ctx, 6); err != nil || !strings.Contains(string(signed), "\n8\n") || strings.Contains(string(signed), bureau) {
		t.Errorf("of six entries: %s, %v", signed, err)
	}
	all, err := bank.Witnesses(ctx)
	if err != nil || len(all) != 2 || all[0].Name != bureau || all[0].Key != first.Verifier() || all[0].Size != 5 || all[0].At.IsZero() || all[1].Size != 8 {
		t.Errorf("they are %+v, %v", all, err)
	}
	report, err := bank.Verify(ctx, nil)
	if err != nil || report.Cosignatures != 3 || len(report.Differences) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestOnlyWhatAWitnessHasSignedIsKept(t *testing.T) {
	bank := busy(t, 5)
	follow(t, bank, 5)
	w := ledgertest.NewWitness(t, bureau)
	by, err := proof.ParseCosigner(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	signed := bank.Checkpoint()
	never := bytes.Replace(signed, []byte("\n5\n"), []byte("\n6\n"), 1)
	for _, row := range []struct {
		label  string
		bank   *ledger.Bank
		signed []byte
		answer string
	}{
		{"another's line", bank, signed, ledgertest.NewWitness(t, university).Sign(signed)},
		{"nothing", bank, signed, ""},
		{"what the log never signed", bank, never, w.Sign(never)},
		{"beside the owner", readOnly(t, bank.Path()), signed, w.Sign(signed)},
	} {
		if c, err := row.bank.Cosign(ctx, by, row.signed, []byte(row.answer)); err == nil {
			t.Errorf("%s is kept: %v", row.label, c)
		}
	}
	if all, err := bank.Witnesses(ctx); len(all) != 0 || err != nil {
		t.Errorf("%v, %v", all, err)
	}
}

// What it said stands until it signs again.
func TestAWitnessThatHasSeenAnotherHistory(t *testing.T) {
	bank := busy(t, 5)
	follow(t, bank, 5)
	w := ledgertest.NewWitness(t, bureau)
	by, err := proof.ParseCosigner(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	says := func(size, want int64, rows int) {
		t.Helper()
		if size > 0 {
			if err := bank.Dispute(ctx, by, bank.Checkpoint(), size); err != nil {
				t.Fatal(err)
			}
		}
		all, err := bank.Witnesses(ctx)
		if err != nil || len(all) != 1 || all[0].Dispute != want || all[0].Said.IsZero() != (want == 0) {
			t.Errorf("it says %+v, %v; want %d", all, err, want)
		}
		ledgertest.Read(t, bank, func(v *ledger.View) error {
			var n int
			err := v.QueryRow(`SELECT count(*) FROM disputes`).Scan(&n)
			if n != rows {
				t.Errorf("it is kept %d times, want %d", n, rows)
			}
			return err
		})
	}
	says(7, 7, 1)
	says(7, 7, 1)
	says(9, 9, 2)
	says(7, 7, 3)
	depositMany(t, bank, 100, 3, 8)
	follow(t, bank, 8)
	says(7, 7, 3)
	signs(t, bank, w)
	says(0, 0, 3)
	depositMany(t, bank, 200, 3, 8)
	follow(t, bank, 11)
	says(7, 7, 4)
	ledgertest.Check(t, bank)
}

func TestGrowthIsProved(t *testing.T) {
	bank := busy(t, 300)
	sizes := map[int64]tlog.Hash{300: follow(t, bank, 300).Hash}
	has := int64(300)
	for _, to := range []int64{301, 512, 700} {
		depositMany(t, bank, has, to-has, 8)
		sizes[to] = follow(t, bank, to).Hash
		has = to
	}
	for from, old := range sizes {
		for to, hash := range sizes {
			growth, err := bank.Growth(ctx, from, to)
			switch {
			case from > to:
				if err == nil {
					t.Errorf("from %d to %d", from, to)
				}
			case err != nil:
				t.Errorf("from %d to %d: %v", from, to, err)
			case from < to:
				if err := tlog.CheckTree(growth, to, hash, from, old); err != nil {
					t.Errorf("from %d to %d: %v", from, to, err)
				}
			}
		}
	}
	reader := readOnly(t, bank.Path())
	for size, hash := range sizes {
		for _, b := range []*ledger.Bank{bank, reader} {
			if root, err := b.Root(ctx, size); err != nil || root != hash {
				t.Errorf("%d entries come to %v, %v", size, root, err)
			}
		}
	}
	if _, err := reader.Root(ctx, 701); !errors.Is(err, ledger.ErrNoTile) {
		t.Errorf("more than there are: %v", err)
	}
	if growth, err := bank.Growth(ctx, 0, 300); len(growth) > 0 || err != nil {
		t.Errorf("from nothing: %v, %v", growth, err)
	}
	if _, err := bank.Growth(ctx, 300, 1<<40); !errors.Is(err, ledger.ErrNoTile) {
		t.Errorf("to what is not there: %v", err)
	}
}

func TestTamperingWithWitnessesIsNamed(t *testing.T) {
	template := ledgertest.NewTemplate(makeWitnessed)
	const drop = `DROP TRIGGER cosignatures_keep`
	for _, row := range []struct {
		label string
		do    []string
		want  string
	}{
		{"a signature", []string{drop, `UPDATE cosignatures SET line = replace(line, 'A', 'B') WHERE id = 2`}, "cosignature 2 of checkpoint 2 is not that of the witness " + university},
		{"one under another checkpoint", []string{drop, `UPDATE cosignatures SET checkpoint = 1 WHERE id = 2`}, "cosignature 2 of checkpoint 1 is not that"},
		{"one of another", []string{drop, `UPDATE cosignatures SET witness = 9 WHERE id = 1`, `UPDATE cosignatures SET witness = 1 WHERE id = 2`, `UPDATE cosignatures SET witness = 2 WHERE id = 1`}, "cosignature 1 of checkpoint 2 is not that of the witness " + university},
		{"its date", []string{drop, `UPDATE cosignatures SET signed_at = 0 WHERE id = 1`}, "cosignature 1 of checkpoint 2 is not that of the witness " + bureau + ": it was signed at "},
		{"one gone", []string{`DROP TRIGGER cosignatures_stay`, `DELETE FROM cosignatures WHERE id = 1`}, "cosignature 1 is missing"},
		{"a witness's key", []string{`DROP TRIGGER witnesses_keep`, `UPDATE witnesses SET key = 'none' WHERE id = 1`}, "cosignature 1 of checkpoint 2 is not that"},
		{"a witness's name", []string{`DROP TRIGGER witnesses_keep`, `UPDATE witnesses SET name = 'me' WHERE id = 1`}, "the key is another's"},
		{"a witness gone", []string{`DROP TRIGGER witnesses_stay`, `PRAGMA foreign_keys = 0`, `DELETE FROM witnesses WHERE id = 1`}, "cosignature 1 of checkpoint 2 is not that"},
		{"a trigger", []string{`DROP TRIGGER disputes_stay`}, "the trigger disputes_stay is gone"},
	} {
		t.Run(row.label, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "hourline.db")
			template(t, path)
			tamperFile(t, path, row.do...)
			found(t, readOnly(t, path), row.want)
		})
	}
}

func makeWitnessed(t testing.TB, path string) {
	bank := ledgertest.Open(t, ledgertest.WithPath(path))
	wang := ledgertest.Member(t, bank, 1)
	bank.SignByHand()
	ledgertest.Deposit(t, bank, 1, wang, 15)
	if err := bank.SignNow(ctx); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{bureau, university} {
		signs(t, bank, ledgertest.NewWitness(t, name))
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
}
