package backup

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// receipt proves the newest entry to the member.
func (b *bank) receipt() proof.Receipt {
	b.Helper()
	r, err := b.Bank.Prove(b.Context(), ledger.EntryID(b.entries()), b.member)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// holds fails unless a receipt is good under a key.
func holds(t *testing.T, what string, r proof.Receipt, key string) {
	t.Helper()
	if _, err := r.Check(key); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// lose loses the books, and nothing beside them.
func (b *bank) lose() {
	b.Helper()
	b.close()
	if err := os.Remove(filepath.Join(b.dir, Books)); err != nil {
		b.Fatal(err)
	}
}

func restore(t *testing.T, r Restoring) Restored {
	t.Helper()
	done, err := Restore(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// The drill: the disk loses the books, and nothing was booked after the backup.
func TestTheNewestCopyJustGoesOn(t *testing.T) {
	bank, to := newBank(t, 300), t.TempDir()
	log, receipt := bank.Bank.LogKey(), bank.receipt()
	bank.backUp(to)
	bank.lose()
	if err := bank.tryOpen(); !errors.Is(err, ledger.ErrForked) {
		t.Fatalf("without books it starts: %v", err)
	}
	done := restore(t, Restoring{From: to, Data: bank.dir})
	if done.Entries != 300 || done.Log != log || done.Ended != "" || done.Newest.IsZero() {
		t.Errorf("%+v", done)
	}
	bank.open()
	bank.book(1)
	if n := bank.entries(); n != 301 || bank.Bank.LogKey() != log {
		t.Errorf("%d entries in the log %s", n, bank.Bank.LogKey())
	}
	holds(t, "an old receipt", receipt, log)
	holds(t, "a new receipt", bank.receipt(), log)
}

// The other drill: entries were booked and signed after the backup, and only
// the backup is left.
func TestAnOlderCopyEndsTheLog(t *testing.T) {
	bank, to := newBank(t, 300), t.TempDir()
	log, old := bank.Bank.LogKey(), bank.receipt()
	before := bank.backUp(to)
	bank.book(5)
	lost := bank.receipt()
	bank.lose()

	_, err := Restore(t.Context(), Restoring{From: to, Data: bank.dir})
	if !errors.Is(err, ledger.ErrForked) || !strings.Contains(err.Error(), "305 entries were signed, and here 300") {
		t.Errorf("told %v", err)
	}
	same(t, "the folder", names(t, bank.dir), ledger.CheckpointFile, Books+".lock", ledger.KeyFile, ledger.PoliciesFile)
	copyFile(t, filepath.Join(before.Path, Books), filepath.Join(bank.dir, Books)) // and by hand it is no better
	if err := bank.tryOpen(); !errors.Is(err, ledger.ErrForked) {
		t.Errorf("the older copy starts: %v", err)
	}

	done := restore(t, Restoring{From: to, Data: bank.dir, NewLog: true})
	if done.Entries != 300 || done.Log != "" || done.Ended != log {
		t.Errorf("%+v", done)
	}
	same(t, "aside", names(t, done.Aside), ledger.CheckpointFile, Books, ledger.KeyFile, ledger.PoliciesFile)
	bank.open()
	bank.book(2)
	if n := bank.entries(); n != 302 {
		t.Errorf("%d entries", n)
	}
	second := bank.Bank.LogKey()
	if !strings.HasPrefix(second, "bank.example/log/2026-11-23T010000Z+") {
		t.Errorf("the log is %s", second)
	}
	holds(t, "a receipt of the old log", old, log)
	holds(t, "a receipt of what was lost: the bank cannot deny it", lost, log)
	holds(t, "a receipt of the new log", bank.receipt(), second)
	bank.backUp(to, at(time.Now().Add(time.Hour)))
	if all, err := List(to); err != nil || len(all) != 2 || all[0].Bank != log || all[0].Log != second {
		t.Errorf("it is backed up as another bank: %+v, %v", all, err)
	}
}

// A policy that was agreed after the backup is something that was signed too.
func TestAnOlderCopyThatLacksAPolicy(t *testing.T) {
	bank, to := newBank(t, 3), t.TempDir()
	bank.backUp(to)
	err := bank.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte("another"), tx.Now, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	bank.close() // which signs it
	_, err = Restore(t.Context(), Restoring{From: to, Data: bank.dir})
	if !errors.Is(err, ledger.ErrForked) || !strings.Contains(err.Error(), "policies") {
		t.Errorf("told %v", err)
	}
	restore(t, Restoring{From: to, Data: bank.dir, NewLog: true})
	bank.open()
	bank.book(1)
	if n := bank.entries(); n != 4 {
		t.Errorf("%d entries", n)
	}
}

// A new machine has a copy of the books, and the key out of a safe.
func TestANewMachine(t *testing.T) {
	bank, to, safe := newBank(t, 10), t.TempDir(), filepath.Join(t.TempDir(), "log.key")
	write(t, safe, bank.has(ledger.KeyFile))
	bank.backUp(to)
	earlier := filepath.Join(t.TempDir(), "earlier")
	write(t, earlier, string(bank.Bank.Checkpoint()))
	bank.book(1)
	later := filepath.Join(t.TempDir(), "later")
	write(t, later, string(bank.Bank.Checkpoint()))
	log := bank.Bank.LogKey()
	other := newBank(t, 1)

	bank.close()
	bank.dir = filepath.Join(t.TempDir(), "new", "data")
	for _, row := range []struct {
		label string
		r     Restoring
		want  error
	}{
		{"without a key", Restoring{Signed: earlier}, ErrNoKey},
		{"with another's key", Restoring{Signed: earlier, Key: filepath.Join(other.dir, ledger.KeyFile)}, ledger.ErrLogKey},
		{"with a key that is not there", Restoring{Signed: earlier, Key: "none"}, os.ErrNotExist},
		{"not knowing what was signed", Restoring{Key: safe}, ErrUnknown},
		{"knowing what another signed", Restoring{Key: safe, Signed: filepath.Join(other.dir, ledger.CheckpointFile)}, ledger.ErrLogKey},
		{"knowing that more was signed", Restoring{Key: safe, Signed: later}, ledger.ErrForked},
	} {
		row.r.From, row.r.Data = to, bank.dir
		if _, err := Restore(t.Context(), row.r); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.label, err)
		}
		same(t, row.label, names(t, bank.dir), Books+".lock")
	}
	done := restore(t, Restoring{From: to, Data: bank.dir, Key: safe, Signed: earlier})
	if done.Aside != "" || done.Log != log {
		t.Errorf("%+v", done)
	}
	bank.open()
	bank.book(1)
	if n := bank.entries(); n != 11 || bank.Bank.LogKey() != log {
		t.Errorf("%d entries in the log %s", n, bank.Bank.LogKey())
	}
	for _, name := range []string{Books, ledger.KeyFile, ledger.CheckpointFile} {
		if info, err := os.Stat(filepath.Join(bank.dir, name)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v", name, info.Mode(), err)
		}
	}
}

// With the key in the backup, only what was signed must be known.
func TestABackupWithTheKey(t *testing.T) {
	bank, to := newBank(t, 3), t.TempDir()
	made := bank.backUp(to, func(o *Options) { o.WithKey = true })
	done := restore(t, Restoring{From: made.Path, Data: t.TempDir(), Signed: filepath.Join(made.Path, ledger.CheckpointFile)})
	if done.Log != bank.Bank.LogKey() {
		t.Errorf("%+v", done)
	}
}

func TestABackupThatWasAlteredIsNotPutBack(t *testing.T) {
	bank, to := newBank(t, 3), t.TempDir()
	made := bank.backUp(to)
	for _, name := range []string{Books, ledger.CheckpointFile, ManifestFile, SumsFile} {
		path := filepath.Join(made.Path, name)
		good := text(t, path)
		write(t, path, good[:len(good)-2]+" "+good[len(good)-1:])
		if _, err := Restore(t.Context(), Restoring{From: to, Data: t.TempDir()}); !errors.Is(err, ErrAltered) && !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Restore(t.Context(), Restoring{From: made.Path, Data: t.TempDir()}); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: %v", name, err)
		}
		write(t, path, good)
	}
	tamper(t, filepath.Join(made.Path, Books), `UPDATE balances SET posted = 0`)
	if _, err := Restore(t.Context(), Restoring{From: filepath.Join(made.Path, Books), Data: t.TempDir()}); !errors.Is(err, ErrNotWhole) {
		t.Errorf("a file by itself: %v", err)
	}
}

// A copy by other means: of Litestream, of sqlite3, of a whole disk with the
// log of the last minutes beside the file.
func TestAFileThatWasCopiedByOtherMeans(t *testing.T) {
	bank := newBank(t, 3)
	raw := filepath.Join(t.TempDir(), "copy.db")
	db, err := sql.Open("sqlite", "file:"+raw)
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(bank.dir, Books), raw) // not while somebody writes, but nobody does
	copyFile(t, filepath.Join(bank.dir, Books)+"-wal", raw+"-wal")
	for _, do := range []string{
		`CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)`, `INSERT INTO _litestream_seq VALUES (1, 1)`, `CREATE TABLE _litestream_lock (id INTEGER)`,
	} {
		if _, err := db.Exec(do); err != nil {
			t.Fatal(err)
		}
	}
	defer db.Close() // and the log beside the file goes
	bank.lose()
	if done := restore(t, Restoring{From: raw, Data: bank.dir}); done.Entries != 3 {
		t.Errorf("%+v", done)
	}
	bank.open()
	bank.book(1)
	if n := bank.entries(); n != 4 { // and the tables of Litestream are no tampering
		t.Errorf("%d entries", n)
	}
	bank.backUp(t.TempDir())
}

func TestNobodyRestoresUnderAGateway(t *testing.T) {
	bank, to := newBank(t, 1), t.TempDir()
	bank.backUp(to)
	if _, err := Restore(t.Context(), Restoring{From: to, Data: bank.dir}); !errors.Is(err, ledger.ErrOwned) {
		t.Errorf("told %v", err)
	}
	if bank.book(1); bank.entries() != 2 {
		t.Error("the books have changed")
	}
}

// Wherever a restore ends in the middle, a gateway either refuses to start or
// has books with all that was signed; and restoring again finishes it.
func TestARestoreThatEndsInTheMiddle(t *testing.T) {
	cut := errors.New("cut off")
	for label, newLog := range map[string]bool{"the log goes on": false, "the log ends": true} {
		model, to := newBank(t, 3), t.TempDir()
		model.backUp(to)
		if newLog {
			model.book(2)
		}
		model.close()
		ended := false
		for steps := 0; !ended; steps++ {
			bank := *model
			bank.dir = t.TempDir()
			for _, name := range []string{Books, ledger.KeyFile, ledger.CheckpointFile} {
				copyFile(t, filepath.Join(model.dir, name), filepath.Join(bank.dir, name))
			}
			write(t, filepath.Join(bank.dir, Books), "what is left of it") // damaged
			left := steps
			r := Restoring{From: to, Data: bank.dir, NewLog: newLog, rename: func(from, to string) error {
				if left--; left < 0 {
					return cut
				}
				return os.Rename(from, to)
			}}
			_, err := Restore(t.Context(), r)
			if ended = err == nil; !ended && !errors.Is(err, cut) {
				t.Fatal(err)
			}
			if err := bank.tryOpen(); err == nil {
				if n := bank.entries(); n != 3 || !ended && newLog {
					t.Errorf("%s: after %d steps it starts with %d entries", label, steps, n)
				}
				bank.close()
			} else if !errors.Is(err, ledger.ErrForked) && !errors.Is(err, ledger.ErrLogKey) && !errors.Is(err, ledger.ErrDamaged) {
				t.Errorf("%s: after %d steps: %v", label, steps, err)
			}
			if ended {
				if steps < 2 {
					t.Errorf("%s: it has %d steps", label, steps)
				}
				break
			}
			restore(t, Restoring{From: to, Data: bank.dir, NewLog: newLog})
			if bank.open(); bank.entries() != 3 {
				t.Errorf("%s: after %d steps and again: %d entries", label, steps, bank.entries())
			}
			bank.close()
		}
	}
}
