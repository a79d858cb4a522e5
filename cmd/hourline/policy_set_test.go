package main

import (
	"regexp"
	"strings"
	"testing"

	"hourline/ledger/care"
)

const council = "name,roles,phones,community,address,born,lang,flags,contacts\n" +
	"赵主任,coordinator,13800000111,翠湖社区,,,,,\n" + // 10000012
	"钱主任,coordinator,13800000112,翠湖社区,,,,,\n" + // 10000020
	"王奶奶,elder,0871-65000001,翠湖社区,,1941,,,\n" + // 10000039
	"小张,volunteer,13800000113,翠湖社区,,,,,\n"

// councilled are books with two coordinators, an elder and a volunteer.
func councilled(t *testing.T) (dir string, number map[string]string) {
	t.Helper()
	dir, number = t.TempDir(), map[string]string{}
	must(t, "member", "import", file(t, "people.csv", council), "--data", dir)
	for _, name := range []string{"赵主任", "钱主任", "王奶奶", "小张"} {
		m := regexp.MustCompile(`(?m)^(\d{8}) +` + name).FindStringSubmatch(must(t, "member", "list", "--data", dir))
		if m == nil {
			t.Fatalf("%s is not listed", name)
		}
		number[name] = m[1]
	}
	return dir, number
}

func TestAPolicyIsProposedComparedAndConfirmed(t *testing.T) {
	dir, number := councilled(t)
	shown := must(t, "policy", "show", "--data", dir)
	path := file(t, "policy.toml", strings.Replace(shown, "round_minutes = 15 ", "round_minutes = 30 ", 1))
	set := []string{"policy", "set", path, "--at", "2099-01-01", "--by", number["赵主任"], "--reason", "the district's meeting", "--data", dir}
	const changes = "setting              from  to\nvisit.round_minutes  15    30\n"
	if out := must(t, append(set, "--check")...); out != changes+"the policy has no fault; nothing was stored\n" {
		t.Errorf("checked: %q", out)
	}
	for range 2 {
		has(t, must(t, set...), changes, "proposal 1 waits, to be in force from 2099-01-01 00:00", "hourline policy confirm 1 --actor NUMBER\n")
	}
	if out := must(t, "policy", "diff", "p1", "--data", dir); out != changes {
		t.Errorf("the proposal: %q", out)
	}
	if out := must(t, "policy", "diff", "1", path, "--data", dir); out != changes {
		t.Errorf("the file: %q", out)
	}
	has(t, must(t, "policy", "diff", "1", "--data", dir), "they say the same")
	has(t, must(t, "policy", "show", "--proposal", "1", "--data", dir), "# proposal 1 of member "+number["赵主任"]+", against version 1\n", "round_minutes = 30 ")
	has(t, must(t, "policy", "list", "--data", dir), "1  ", "in force\n", "2099-01-01 00:00  "+number["赵主任"]+"  1        a second coordinator")
	code, _, errs := hourline(t, "policy", "confirm", "1", "--by", number["赵主任"], "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "hourline: proposal 1: a second person must do it")
	has(t, must(t, "policy", "confirm", "1", "--actor", number["钱主任"], "--data", dir), "proposal 1 is version 2 of the policy, in force from 2099-01-01 00:00\n")
	has(t, must(t, "policy", "show", "--data", dir), "# version 1, in force from", "round_minutes = 15 ")
	has(t, must(t, "policy", "show", "--revision", "2", "--data", dir), "# version 2, in force from", "round_minutes = 30 ")
	if out := must(t, "policy", "show", "--built-in"); out != string(care.BuiltInPolicy()) {
		t.Error("it is not the one that new books begin with")
	}
}

func TestABadPolicyIsNotProposed(t *testing.T) {
	dir, number := councilled(t)
	bad := strings.Replace(string(care.BuiltInPolicy()), "round_minutes = 15 ", "round_minutes = 0 ", 1)
	code, out, errs := hourline(t, "policy", "set", file(t, "bad.toml", strings.Replace(bad, "offers = 40", "", 1)), "--by", number["赵主任"], "--data", dir)
	if code != failedCheck || out != "" {
		t.Errorf("exit %d, %q", code, out)
	}
	has(t, errs, "hourline: the policy was not stored:\n", "visit.round_minutes must be 1 to 60\n", "dispatch.offers is missing; the built-in policy has offers = 40\n")
	if code, _, errs := hourline(t, "policy", "set", file(t, "p.toml", bad), "--at", "soon", "--by", number["赵主任"], "--data", dir); code != wrongUse {
		t.Errorf("exit %d, %s", code, errs)
	}
	if strings.Contains(must(t, "policy", "list", "--data", dir), "proposal") {
		t.Error("something waits")
	}
}

func TestAProposalIsGivenUp(t *testing.T) {
	dir, number := councilled(t)
	path := file(t, "policy.toml", strings.Replace(string(care.BuiltInPolicy()), "ring = 8 ", "ring = 9 ", 1))
	has(t, must(t, "policy", "set", path, "--by", number["赵主任"], "--data", dir), "to be in force from its confirmation")
	has(t, must(t, "policy", "withdraw", "1", "--by", number["钱主任"], "--reason", "later", "--data", dir), "proposal 1 is given up\n")
	code, _, errs := hourline(t, "policy", "confirm", "1", "--by", number["钱主任"], "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "no proposal of that number waits")
}

func TestAFundIsOpenedAndGivenByTwo(t *testing.T) {
	dir, number := councilled(t)
	open := func(by string) string {
		return must(t, "grant", "open", "opening", "--hours", "100", "--reason", "decided", "--actor", number[by], "--data", dir)
	}
	has(t, open("赵主任"), "100 h wait, and nothing is moved yet")
	has(t, must(t, "grant", "list", "--data", dir), "100 h into opening wait for a second coordinator; "+number["赵主任"]+" asked on ")
	has(t, open("钱主任"), "100 h are moved as entry 1\n")
	give := []string{"grant", "give", "opening", number["王奶奶"], "--hours", "10", "--reason", "after her fall", "--data", dir, "--actor"}
	has(t, must(t, append(give, number["赵主任"])...), "10 h wait")
	has(t, must(t, append(give, number["钱主任"])...), "10 h are moved as entry 2\n")
	list := must(t, "grant", "list", "--data", dir)
	has(t, list, "opening  10000 h   100 h  90 h           10 h       0 min   0\n")
	code, _, errs := hourline(t, "donate", number["小张"], "--hours", "1", "--actor", number["赵主任"], "--with", number["钱主任"], "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "donate: so much is not saved")
	has(t, must(t, "verify", "--data", dir), "2 entries")
}
