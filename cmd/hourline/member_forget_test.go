package main

import (
	"bytes"
	"os"
	"testing"

	"hourline/cmd/internal/gateway"
)

// Li wants to be forgotten, at the desk: the hours go first.
func TestAMemberIsForgottenAtTheDesk(t *testing.T) {
	dir := withClan(t)
	list := must(t, "member", "list", "--data", dir)
	li, boss, ma := numberIn(t, list, "李爷爷"), numberIn(t, list, "王主任"), numberIn(t, list, "小马")
	forget := []string{"member", "forget", li, "--seen", "本人申请表", "--data", dir, "--actor"}
	code, _, errs := hourline(t, append(forget, ma)...)
	if code != failedCheck {
		t.Errorf("with hours: exit %d", code)
	}
	has(t, errs, "hourline donate", "hourline gift")
	forget = append([]string{"member", "forget", li, "--pool"}, forget[3:]...)
	has(t, must(t, append(forget, ma)...), "才算数")
	has(t, must(t, append(forget, boss, "--lang", "en")...), "Forgotten", "backups")
	has(t, must(t, "verify", "--data", dir), "whole")
	books, err := os.ReadFile(gateway.BooksIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"李爷爷", "13800000301"} {
		if bytes.Contains(books, []byte(word)) {
			t.Errorf("%s is still in the file", word)
		}
	}
	has(t, must(t, append(forget, boss, "--sweep")...), "删除好了")
}
