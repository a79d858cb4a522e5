package main

import (
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

const clanPeople = `name,roles,phones,community,address,born,lang
李爷爷,elder,+8687165000002|+8613800000301,翠湖社区,文林街35号,1938,zh-CN
赵奶奶,elder,+8687165000002,翠湖社区,文林街35号,1940,zh-CN
李儿子,volunteer,+8613800000202,翠湖社区,文林街9号,1965,zh-CN
王主任,duty|coordinator,+8613800000101,翠湖社区,,1975,zh-CN
小马,duty,+8613800000102,翠湖社区,,1988,zh-CN
`

// withClan is a folder of books with a family, in which Li has saved 20 hours.
func withClan(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	must(t, "member", "import", file(t, "clan.csv", clanPeople), "--data", dir)
	centre := open(t, dir)
	li, err := centre.MemberByNumber(t.Context(), "10000012")
	if err == nil {
		err = centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
			_, err := tx.Deposit(7, li.Account, 1200, time.Time{}, 1, "test")
			return err
		})
	}
	if err := errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A family at the desk, from the link to the last hour of an estate.
func TestAFamilyAtTheDesk(t *testing.T) {
	dir := withClan(t)
	list := must(t, "member", "list", "--data", dir)
	li, zhao, son := numberIn(t, list, "李爷爷"), numberIn(t, list, "赵奶奶"), numberIn(t, list, "李儿子")
	boss, ma := numberIn(t, list, "王主任"), numberIn(t, list, "小马")
	// two has both of the staff ask for the same.
	two := func(line ...string) string {
		t.Helper()
		has(t, must(t, append(line, "--actor", ma, "--data", dir)...), "才算数")
		return must(t, append(line, "--actor", boss, "--data", dir, "--lang", "en")...)
	}
	link := []string{"family", "link", li, son, "--as", "子女", "--seen", "户口簿"}
	has(t, two(link...), "李爷爷 and 李儿子 are one family now")
	two("family", "link", li, zhao, "--as", "spouse", "--seen", "结婚证")
	has(t, must(t, "family", "list", li, "--data", dir), "李儿子", "子女", "户口簿", ma+" "+boss, "赵奶奶", "配偶")
	has(t, must(t, "family", "list", son, "--data", dir, "--lang", "en"), "李爷爷", "parent")

	gift := []string{"gift", li, son, "--minutes", "120", "--ref", "单17", "--actor", ma, "--data", dir}
	has(t, must(t, gift...), "李爷爷转给李儿子2小时", "记录号2")
	has(t, must(t, gift...), "办过了")
	has(t, must(t, "statement", son, "--data", dir), "gift 1", "2 h")
	code, _, errs := hourline(t, "gift", li, ma, "--minutes", "60", "--ref", "单18", "--actor", boss, "--data", dir)
	if code != failedCheck {
		t.Errorf("hours for a worker: exit %d", code)
	}
	has(t, errs, "hourline family link")

	has(t, two("member", "nominee", li, "--to", zhao+"=50", "--to", son+"=50", "--seen", "登记表1"), "李爷爷")
	has(t, must(t, "family", "list", li, "--data", dir), "登记表1", "50")
	must(t, "member", "moved", li, "--to", "莲花社区", "--address", "莲花池正街9号", "--actor", ma, "--data", dir)
	has(t, must(t, "member", "moved", li, "--away", "--actor", ma, "--data", dir), "搬走了", "18小时")
	has(t, must(t, "member", "show", li, "--data", dir), "moved", "18 h")
	must(t, "member", "moved", li, "--back", "--actor", ma, "--data", dir)

	day := time.Now().In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly)
	died := []string{"member", "died", li, "--on", day, "--seen", "死亡证明"}
	has(t, must(t, append(died, "--actor", ma, "--data", dir)...), "才算数")
	has(t, must(t, "family", "list", "--data", dir), "death", "李爷爷", "小马", "死亡证明")
	has(t, must(t, append(died, "--actor", boss, "--data", dir)...), "李爷爷", "18小时", "遗产1")
	has(t, must(t, "member", "show", li, "--data", dir), "died", day)
	has(t, two("member", "undo-died", li, "--why", "同名"), "everything goes on")
	two(died...)
	has(t, must(t, "estate", "list", "--data", dir), "2", "李爷爷", "1080", "待办", "报错了")
	has(t, must(t, "estate", "dispute", "2", "--reason", "侄子来争", "--actor", ma, "--data", dir), "冻结")
	has(t, two("estate", "settle", "2", "--to", zhao+"=80", "--seen", "调解书"), "16 hours 40 minutes are left")
	has(t, two("estate", "settle", "2", "--seen", "登记表1"), "nothing is left")
	show := must(t, "estate", "show", "2", "--data", dir)
	has(t, show, "办完", "侄子来争", "赵奶奶", "李儿子", "inheritance", "-500", "1080")
	has(t, must(t, "statement", zhao, "--data", dir), "9 h 40 min saved")
	code, _, errs = hourline(t, "estate", "show", "9", "--data", dir)
	if has(t, errs, "hourline estate list"); code != failedCheck {
		t.Errorf("an estate that is not there: exit %d", code)
	}
	must(t, "verify", "--data", dir)
}

func TestFamilyCommandsThatAreWritten(t *testing.T) {
	atHome(t)
	for label, c := range map[string]struct{ line, mend string }{
		"no kinship":     {"family link 10000012 10000024 --as cousin --seen x --actor 10000048", "spouse, parent, grandparent or child"},
		"no document":    {"family link 10000012 10000024 --as child --actor 10000048", "--seen"},
		"no form":        {"gift 10000012 10000024 --minutes 60 --actor 10000048", "--ref"},
		"no day":         {"member died 10000012 --on today --seen x --actor 10000048", "2026-11-23"},
		"no nominee":     {"member nominee 10000012 --seen x --actor 10000048", "--none"},
		"to nowhere":     {"member moved 10000012 --actor 10000048", "--away"},
		"away and to":    {"member moved 10000012 --away --to 莲花社区 --actor 10000048", "--away alone"},
		"pool and heirs": {"estate settle 1 --pool --to 10000024=5 --seen x --actor 10000048", "--pool"},
	} {
		code, _, errs := hourline(t, strings.Fields(c.line)...)
		if code != wrongUse {
			t.Errorf("%s: exit %d", label, code)
		}
		has(t, errs, c.mend)
	}
}
