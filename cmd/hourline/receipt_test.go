package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
	"hourline/ledger/proof"
)

// logged is seeded with a signed log, the numbers of its two receipts and the
// log's public key.
func logged(t *testing.T) (dir string, numbers []string, key string) {
	t.Helper()
	dir = seeded(t)
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{Origin: "hours.example.org/log"})
	if err != nil {
		t.Fatal(err)
	}
	key = centre.Bank.LogKey()
	if err := centre.Close(); err != nil {
		t.Fatal(err)
	}
	for _, row := range strings.Split(strings.TrimSpace(must(t, "statement", "10000012", "--csv", "--data", dir)), "\n")[1:] {
		numbers = append(numbers, strings.Split(row, ",")[12])
	}
	return dir, numbers, key
}

// A receipt is checked by the program on a machine that has never seen the
// books, and by code that is not ours.
func TestAReceiptIsCheckedElsewhere(t *testing.T) {
	dir, numbers, key := logged(t)
	elsewhere := t.TempDir()
	paper := filepath.Join(elsewhere, "receipt.tlog-proof")
	has(t, must(t, "receipt", numbers[0], "--actor", "吴主任", "--out", paper, "--data", dir), "written: "+paper, "--key '"+key+"'")
	if err := os.WriteFile(filepath.Join(elsewhere, "log.pub"), []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "receipt", numbers[1], "--actor", "吴主任", "--out", paper+"2", "--data", dir)
	if err := os.RemoveAll(dir); err != nil { // the bank is gone
		t.Fatal(err)
	}
	check := func(args ...string) string {
		t.Helper()
		c := exec.Command(program(t), append([]string{"verify"}, args...)...)
		c.Dir, c.Env = elsewhere, []string{"HOME=" + elsewhere, "TZ=Asia/Shanghai"}
		said, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		return string(said)
	}
	has(t, check("--receipt", paper, "--key", "log.pub"), "对得上", "hours.example.org/log", "存入", "2小时", "member/", "它证明", "它不证明", "没有见证人签字")
	has(t, check("--receipt", paper+"2", "--key", key, "--lang", "en"), "True", "went out", "30 minutes", "balance after", "1 hour 30 minutes", "takes back entry", "It does not prove")
	if left, err := os.ReadDir(elsewhere); err != nil || len(left) != 3 {
		t.Errorf("to check wrote something: %v, %v", left, err)
	}
	checkedByOthers(t, string(must1(os.ReadFile(paper))(t)), key)
}

func must1[T any](got T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
}

// checkedByOthers goes by the documents of C2SP alone.
func checkedByOthers(t *testing.T, paper, key string) {
	t.Helper()
	head, signed, _ := strings.Cut(paper, "\n\n")
	lines := strings.Split(head, "\n")
	opened := must1(base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra ")))(t)
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		path = append(path, must1(tlog.ParseHash(line))(t))
	}
	log := must1(note.NewVerifier(key))(t)
	n := must1(note.Open([]byte(signed), note.VerifierList(log)))(t)
	said := strings.Split(n.Text, "\n")
	leaf := opened[bytes.Index(opened, []byte("hourline-entry-v1\n")):]
	if said[0] != "hours.example.org/log" || said[1] != "2" || lines[2] != "index 0" {
		t.Fatalf("the receipt is\n%s", paper)
	}
	if err := tlog.CheckRecord(path, 2, must1(tlog.ParseHash(said[2]))(t), 0, tlog.RecordHash(leaf)); err != nil {
		t.Error(err)
	}
}

func TestAChangedReceiptIsNotTrue(t *testing.T) {
	dir, numbers, key := logged(t)
	good := must(t, "receipt", numbers[0], "--actor", "吴主任", "--out", "-", "--data", dir)
	for at := 0; at < len(good); at += 97 { // proof's own tests change every one
		bad := []byte(good)
		bad[at] ^= 1
		if code, out, errs := hourline(t, "verify", "--receipt", file(t, "r", string(bad)), "--key", key); code != failedCheck || errs == "" || out == "" {
			t.Fatalf("byte %d is %q for %q: exit %d, %s%s", at, bad[at], good[at], code, out, errs)
		}
	}
	r, err := proof.ParseReceipt([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	other := must1(proof.NewKey(rand.Reader, "hours.example.org/log"))(t)
	lie := r
	lie.Side.Posted = 999
	late := r
	late.Leaf.Recorded++
	for label, c := range map[string]struct {
		receipt, key, zh, en string
	}{
		"another balance": {string(lie.Text()), key, "本户这一边", "side of the entry"},
		"another moment":  {string(late.Text()), key, "没有这一笔", "not in the log"},
		"another key":     {good, other.Public, "这把钥匙", "not signed with this key"},
		"half of it":      {good[:len(good)/2], key, "不是完整的收条", "no whole receipt"},
	} {
		paper := file(t, "r", c.receipt)
		for lang, words := range map[string]string{"zh-CN": c.zh, "en": c.en} {
			if code, out, errs := hourline(t, "verify", "--receipt", paper, "--key", c.key, "--lang", lang); code != failedCheck || !strings.Contains(out, words) || errs == "" {
				t.Errorf("%s in %s: exit %d, %s%s", label, lang, code, out, errs)
			}
		}
	}
}

// Each party gets its own side only, and it is kept who asked for it.
func TestAReceiptOpensOneSide(t *testing.T) {
	dir, numbers, key := logged(t)
	r, err := proof.ParseReceipt([]byte(must(t, "receipt", numbers[0], "--actor", "吴主任", "--out", "-", "--data", dir)))
	if err != nil || r.Side.Debit {
		t.Fatalf("%+v, %v", r.Side, err)
	}
	issued, err := proof.ParseReceipt([]byte(must(t, "receipt", numbers[0], "--actor", "吴主任", "--account", "issued", "--out", "-", "--data", dir)))
	if err != nil || !issued.Side.Debit || issued.Key == r.Key || bytes.Contains(issued.Text(), []byte("member/")) {
		t.Fatalf("%+v, %v", issued.Side, err)
	}
	if _, err := issued.Check(key); err != nil {
		t.Error(err)
	}
	for line, want := range map[string]string{
		"--member 10000020":                  "not the account's",
		"--member 10000012 --account issued": "can't be used together",
		"--account nobody":                   "no such account",
		"--actor ":                           "who does this",
	} {
		args := append([]string{"receipt", numbers[0], "--out", "-", "--data", dir}, strings.Split(line, " ")...)
		if !strings.Contains(line, "--actor") {
			args = append(args, "--actor", "吴主任")
		}
		if code, _, errs := hourline(t, args...); code == ok || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, %s", line, code, errs)
		}
	}
	if code, _, errs := hourline(t, "receipt", "000000000000", "--actor", "吴主任", "--data", dir); code != failedCheck || !strings.Contains(errs, "twelve digits") {
		t.Errorf("no number: exit %d, %s", code, errs)
	}
	centre := open(t, dir)
	m, err := centre.MemberByNumber(t.Context(), "10000012")
	if err != nil {
		t.Fatal(err)
	}
	deeds, err := centre.Deeds(t.Context(), m.ID)
	if err != nil || len(deeds) != 1 || deeds[0].What != "receipt printed" || deeds[0].Actor != "吴主任" || deeds[0].Ref != 1 {
		t.Errorf("%+v, %v", deeds, err)
	}
}

func TestASlipIsCheckedAsItStandsInTheText(t *testing.T) {
	dir, numbers, key := logged(t)
	slip := strings.TrimSpace(must(t, "receipt", numbers[1], "--slip", "--actor", "吴主任", "--data", dir))
	if len(slip) > 160 || !strings.HasPrefix(slip, "TB1 ") || !strings.Contains(slip, numbers[1]+" ") || !strings.Contains(slip, " D30 B90 S2 ") {
		t.Errorf("the slip is %s", slip)
	}
	has(t, must(t, "verify", "--slip", slip, "--key", key), "签字是真的", "支出", "30分钟", "1小时30分钟", "进了公开日志")
	has(t, must(t, "verify", "--receipt", file(t, "slip", "【时间银行】"+slip+"\n"), "--key", key, "--lang", "en"), "signature is good", "30 min")
	for _, bad := range []string{strings.Replace(slip, "D30", "D31", 1), slip[:len(slip)-1], "TB1"} {
		if code, out, errs := hourline(t, "verify", "--slip", bad, "--key", key); code != failedCheck || !strings.Contains(out, "对不上") || errs == "" {
			t.Errorf("%s: exit %d, %s%s", bad, code, out, errs)
		}
	}
	for _, line := range []string{"verify --slip x", "verify --slip x --key y", "verify --slip x --receipt y --key " + key, "verify --receipt /nowhere --key " + key} {
		if code, _, errs := hourline(t, strings.Fields(line)...); code != wrongUse {
			t.Errorf("%s: exit %d, %s", line, code, errs)
		}
	}
}
