package ledger_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/archive"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// A legacy is what a bank has left: its export, and what stood beside its
// books.
type legacy struct {
	archive, key, checkpoint []byte
	public                   string
}

// left is a legacy that the tests share: 307 entries, each sort of them among
// them, one account whose secret was erased, and a policy with odd bytes.
var left = struct {
	once sync.Once
	legacy
}{}

func inherit(t *testing.T) legacy {
	t.Helper()
	left.once.Do(func() {
		bank := history(t)
		ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
			_, err := tx.AddPolicy([]byte("first\r\nsecond\\ \"third\"\n"), tx.Now, "staff/1")
			return err
		})
		gone := ledgertest.Member(t, bank, 3)
		depositMany(t, bank, 100, 299, 8, 9)
		ledgertest.Deposit(t, bank, 900, gone, 10)
		ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
			_, err := tx.Post(ledger.Posting{Debit: gone, Credit: ledger.RedeemedGoods, Amount: 10, Kind: "goods", Ref: 901, Policy: 1, Actor: "staff/1"})
			if err != nil {
				return err
			}
			return tx.EraseSecret(gone)
		})
		follow(t, bank, 300)
		left.legacy = legacy{export(t, bank, ledger.Export{}), readFile(t, beside(bank, ledger.KeyFile)), readFile(t, beside(bank, ledger.CheckpointFile)), bank.LogKey()}
	})
	if left.archive == nil {
		t.Fatal("there is no export: see the first test that needed it")
	}
	return left.legacy
}

func export(t *testing.T, bank *ledger.Bank, x ledger.Export) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := bank.Export(ctx, &out, x); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unzip reads an archive with nothing of ours.
func unzip(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// csvOf is a table as a spreadsheet has it: a map for each row.
func csvOf(t *testing.T, files map[string][]byte, table string) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(files["tables/"+table+".csv"])).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %v", table, err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func unbase64(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Whoever has the README and no program of ours checks the files, the
// signature, one leaf, one side and the root, step by step as it says.
func TestAnExportIsCheckedByHand(t *testing.T) {
	files := unzip(t, inherit(t).archive)
	said := checkSignature(t, files)

	sums := 0
	for line := range strings.Lines(string(files["SHA256SUMS"])) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if hash := sha256.Sum256(files[name]); files[name] == nil || sum != hex.EncodeToString(hash[:]) {
			t.Errorf("the sum of %s is another", name)
		}
		sums++
	}
	if hash := sha256.Sum256(files["SHA256SUMS"]); sums != len(files)-2 || said["SHA256SUMS"] != hex.EncodeToString(hash[:]) {
		t.Errorf("%d of %d files are in SHA256SUMS, whose own sum is in SIGNED: %v", sums, len(files), said)
	}

	entries := csvOf(t, files, "entries")
	var leaves [][32]byte
	for _, e := range entries {
		leaves = append(leaves, leafByHand(e))
		for _, side := range []string{"debit", "credit"} {
			if e[side+"_key"] == "" {
				if e[side+"_account"] != "member/3" {
					t.Errorf("the %s of entry %s cannot be opened", side, e["id"])
				}
				continue
			}
			mac := hmac.New(sha256.New, unbase64(t, e[side+"_key"]))
			fmt.Fprintf(mac, "account %s\nprev %s\nseq %s\nposted %s\nheld %s\nactor %s\n", e[side+"_account"], e[side+"_prev"], e[side+"_seq"], e[side+"_after"], e[side+"_held"], e["actor"])
			if base64.StdEncoding.EncodeToString(mac.Sum(nil)) != e[side+"_commitment"] {
				t.Fatalf("the %s of entry %s does not open", side, e["id"])
			}
		}
	}
	if root := rootByHand(leaves); said["root"] != base64.StdEncoding.EncodeToString(root[:]) || said["entries"] != fmt.Sprint(len(leaves)) {
		t.Errorf("%d entries come to another root than %v", len(leaves), said)
	}
	checkpoint := strings.Split(string(files["log/checkpoint"]), "\n")
	var size int
	fmt.Sscan(checkpoint[1], &size)
	if root := rootByHand(leaves[:size]); checkpoint[2] != base64.StdEncoding.EncodeToString(root[:]) || size < 300 {
		t.Errorf("%d entries come to another root than the checkpoint's", size)
	}
	for _, lang := range []string{"zh-CN", "en"} {
		readme := string(files["README."+lang+".md"])
		for _, part := range []string{"### tables/entries.csv", "| debit_key | ", "hourline-entry-v1"} {
			if !strings.Contains(readme, part) {
				t.Errorf("the README in %s does not have %q", lang, part)
			}
		}
		if strings.Contains(readme, "|  |") {
			t.Errorf("the README in %s leaves a column without words", lang)
		}
	}
}

// checkSignature gives the lines of SIGNED by their first words.
func checkSignature(t *testing.T, files map[string][]byte) map[string]string {
	t.Helper()
	text, signature, _ := strings.Cut(string(files["SIGNED"]), "\n\n")
	said := map[string]string{}
	for line := range strings.Lines(text + "\n") {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		said[name] = value
	}
	parts := strings.SplitN(said["key"], "+", 3)
	key := unbase64(t, parts[2])
	words := strings.Fields(signature)
	if sig := unbase64(t, words[2]); key[0] != 1 || !ed25519.Verify(key[1:], []byte(text+"\n"), sig[4:]) {
		t.Error("the signature does not fit")
	}
	return said
}

func leafByHand(e map[string]string) [32]byte {
	zero := func(s string) string {
		if s == "" {
			return "0"
		}
		return s
	}
	policy := strings.TrimSpace(zero(e["policy"]) + " " + e["policy_hash"])
	return sha256.Sum256(fmt.Appendf([]byte{0}, "hourline-entry-v1\nentry %s\nrecorded %s\neffective %s\nkind %s\nref %s\namount %s %s\nheld %s\nundoes %s\nresolves %s\npolicy %s\ndebit %s\ncredit %s\n",
		e["id"], e["recorded_at"], e["effective_at"], e["kind"], e["ref"], e["amount"], e["unit"], e["held"], zero(e["undoes"]), zero(e["resolves"]), policy, e["debit_commitment"], e["credit_commitment"]))
}

// rootByHand is the root of RFC 6962.
func rootByHand(leaves [][32]byte) [32]byte {
	if len(leaves) == 1 {
		return leaves[0]
	}
	half := 1
	for half*2 < len(leaves) {
		half *= 2
	}
	left, right := rootByHand(leaves[:half]), rootByHand(leaves[half:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// The folder log/ is what a web server needs to go on serving the log.
func TestTheLogInAnExportIsReadByAnyMonitor(t *testing.T) {
	l := inherit(t)
	files := unzip(t, l.archive)
	c, err := proof.OpenCheckpoint(files["log/checkpoint"], l.public)
	if err != nil {
		t.Fatal(err)
	}
	served := tilesOf{files}
	reader := tlog.TileHashReader(c.Tree, served)
	bundle := files["log/tile/entries/001.p/"+fmt.Sprint(c.N-256)]
	if len(bundle) < 100 {
		t.Fatalf("there are no leaves of %d entries", c.N)
	}
	first := bundle[2 : 2+int(bundle[0])<<8+int(bundle[1])]
	p, err := tlog.ProveRecord(c.N, 256, reader)
	if err == nil {
		err = tlog.CheckRecord(p, c.N, c.Hash, 256, tlog.RecordHash(first))
	}
	if err != nil {
		t.Error(err)
	}
}

// tilesOf serves the tiles of an archive.
type tilesOf struct{ files map[string][]byte }

func (tilesOf) Height() int                     { return proof.Height }
func (tilesOf) SaveTiles([]tlog.Tile, [][]byte) {}
func (s tilesOf) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		name := "log/" + strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		if s.files[name] == nil {
			return nil, fmt.Errorf("no %s", name)
		}
		data = append(data, s.files[name])
	}
	return data, nil
}

func TestTheSameBooksGiveTheSameExport(t *testing.T) {
	bank := history(t)
	follow(t, bank, 7)
	bank.SignByHand()
	if one, other := export(t, bank, ledger.Export{}), export(t, readOnly(t, bank.Path()), ledger.Export{}); !bytes.Equal(
		[]byte(unzip(t, one)["SHA256SUMS"]), unzip(t, other)["SHA256SUMS"]) {
		t.Error("they differ")
	}
	if one, other := export(t, bank, ledger.Export{}), export(t, bank, ledger.Export{}); !bytes.Equal(one, other) {
		t.Error("they differ in the same second")
	}
}

// A table that comes later cannot be forgotten: all that is in the file is in
// the archive, but for what is left out with a reason.
func TestNoTableIsForgotten(t *testing.T) {
	bank := ledgertest.Open(t, ledgertest.WithSchema(ledger.Schema{Name: "shop", FS: shop(1)}))
	follow(t, bank, 0)
	files := unzip(t, export(t, bank, ledger.Export{}))
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		rows, err := v.Query(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`)
		if err != nil {
			return err
		}
		seen := 0
		for rows.Next() {
			var name, made string
			if err := rows.Scan(&name, &made); err != nil {
				return err
			}
			if strings.HasPrefix(name, "sqlite_") || name == "schema_ledger" || name == "schema_shop" || name == "tiles" {
				continue
			}
			if seen++; files["tables/"+name+".csv"] == nil {
				t.Errorf("the table %s is not exported", name)
			}
			if !strings.HasSuffix(made, "STRICT") {
				t.Errorf("the table %s is not STRICT: what stands in its columns is anybody's guess", name)
			}
		}
		if seen < 9 {
			t.Errorf("%d tables are exported", seen)
		}
		return rows.Err()
	})
}

func TestWithoutPeople(t *testing.T) {
	bank := history(t)
	follow(t, bank, 7)
	files := unzip(t, export(t, bank, ledger.Export{WithoutPeople: true}))
	if said := checkSignature(t, files); said["people"] != "no" {
		t.Errorf("SIGNED says %v", said)
	}
	if rows := csvOf(t, files, "secrets"); len(rows) != 0 {
		t.Errorf("%d secrets are in it", len(rows))
	}
	var leaves [][32]byte
	for _, e := range csvOf(t, files, "entries") {
		leaves = append(leaves, leafByHand(e))
		if e["debit_key"]+e["credit_key"] != "" || e["amount"] == "" {
			t.Errorf("entry %s is %v", e["id"], e)
		}
	}
	if root := rootByHand(leaves); checkSignature(t, files)["root"] != base64.StdEncoding.EncodeToString(root[:]) {
		t.Error("the log is another")
	}
	file := filepath.Join(t.TempDir(), "x.zip")
	writeFile(t, file, export(t, bank, ledger.Export{WithoutPeople: true}))
	if _, err := ledger.ImportFrom(ctx, file, filepath.Join(t.TempDir(), "hourline.db"), ledger.Options{}, ledger.Import{}); err == nil {
		t.Error("a bank goes on without people")
	}
}

// What was never signed, or is not what was signed, is not exported under a
// signature.
func TestOnlyWholeBooksAreExported(t *testing.T) {
	unsigned := ledgertest.Open(t, func(_ *string, o *ledger.Options) { o.Origin = "" })
	if _, err := unsigned.Export(ctx, io.Discard, ledger.Export{}); err == nil || !strings.Contains(err.Error(), "hourline serve") {
		t.Errorf("without a key: %v", err)
	}
	bank := history(t)
	follow(t, bank, 7)
	change(t, bank, dropKeep, `UPDATE entries SET amount = amount + 1 WHERE id = 3`)
	if _, err := readOnly(t, bank.Path()).Export(ctx, io.Discard, ledger.Export{}); err == nil || !strings.Contains(err.Error(), "hourline verify") {
		t.Errorf("changed books: %v", err)
	}
}

func TestStatementsAreNoCheckpoints(t *testing.T) {
	s := archive.Statement{Exported: time.Unix(0, 0), Key: "a+b+c"}
	key, err := proof.NewKey(bytes.NewReader(make([]byte, 64)), "hourline-export-v1")
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.SignText(s.Text())
	if err != nil {
		t.Fatal(err)
	}
	if c, err := proof.OpenCheckpoint(signed, key.Public); err == nil {
		t.Errorf("it is read as %+v", c)
	}
}
