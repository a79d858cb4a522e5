package main

import (
	"strings"
	"testing"
)

const people = `name,roles,phones,community,address,born,lang,flags,contacts
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,1941,zh-CN,lives-alone,王女儿:+8613800000201
Wu Mei,volunteer,+8613800000006|0871-65000007,莲花社区,学府路9号,1964,en,,
`

func TestMembersAreImportedAndListed(t *testing.T) {
	dir := t.TempDir()
	csv := file(t, "people.csv", people)
	has(t, must(t, "member", "import", csv, "--data", dir), "2 added, 0 changed, 0 as they were")
	has(t, must(t, "member", "import", csv, "--data", dir), "0 added, 0 changed, 2 as they were")

	want := `
number    name    roles      community  phones
10000012  王奶奶  elder      翠湖社区   …0001
10000020  Wu Mei  volunteer  莲花社区   …0006 …0007
`
	if got := "\n" + must(t, "member", "list", "--data", dir); got != want {
		t.Errorf("the list is:%s", got)
	}
	has(t, must(t, "member", "list", "--full", "--data", dir), "+8687165000001", "+8613800000006 +8687165000007")
}

func TestAMemberIsShown(t *testing.T) {
	dir := begun(t)
	must(t, "member", "import", file(t, "people.csv", people), "--data", dir)
	masked := must(t, "member", "show", "1000-0012", "--data", dir)
	has(t, masked, "王奶奶", "lives-alone", "王女儿 …0201 family", "0 min")
	for _, private := range []string{"翠湖南路", "65000001", "13800000201"} {
		if strings.Contains(masked, private) {
			t.Errorf("%s is shown to whoever looks over the shoulder:\n%s", private, masked)
		}
	}
	has(t, must(t, "member", "show", "10000012", "--full", "--data", dir), "翠湖南路12号", "+8687165000001", "+8613800000201")

	code, _, errs := hourline(t, "member", "show", "10000048", "--data", dir)
	if code != failedCheck {
		t.Errorf("a number that nobody has: exit %d", code)
	}
	has(t, errs, "hourline member list")
}

func TestAMemberIsAddedAndBroughtUpToDate(t *testing.T) {
	dir := begun(t)
	add := func(more ...string) string {
		return must(t, append([]string{"member", "add", "小马", "--role", "duty", "--phone", "+8613800000102", "--data", dir}, more...)...)
	}
	has(t, add(), "小马 is member 10000012")
	has(t, add("--role", "coordinator", "--contact", "小马家:0871-65000009"), "小马 is member 10000012")
	has(t, must(t, "member", "show", "10000012", "--data", dir), "duty|coordinator", "小马家 …0009 family")
	has(t, add("--contact", "小马家:0871-65000009:钥匙"), "小马 is member 10000012")
	has(t, add("--contact", "小马家:0871-65000009"), "小马 is member 10000012")
	has(t, must(t, "member", "show", "10000012", "--data", dir), "小马家 …0009 key")

	code, _, errs := hourline(t, "member", "add", "小何", "--role", "duty", "--data", dir)
	if code != failedCheck {
		t.Errorf("duty staff without a phone: exit %d", code)
	}
	has(t, errs, "give a number")
}

func TestABadFileImportsNothing(t *testing.T) {
	dir := begun(t)
	code, _, errs := hourline(t, "member", "import", file(t, "people.csv", people+"小张,pilot,120,,,,,,\n"), "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "line 4", "pilot", "volunteer", "emergency service")
	if list := must(t, "member", "list", "--data", dir); strings.Contains(list, "王奶奶") {
		t.Error("a part of a bad file was imported")
	}
}

func TestAPartialImportSaysWhatItLeftOut(t *testing.T) {
	dir := begun(t)
	code, out, errs := hourline(t, "member", "import", file(t, "people.csv", people+"小张,pilot,120,,,,,,\n"), "--partial", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, out, "2 added, 0 changed, 0 as they were")
	has(t, errs, "line 4", "pilot", "emergency service", "left out")
	has(t, must(t, "member", "list", "--data", dir), "王奶奶")
}

// What an import refuses is told by line and reason: whoever reads it has the
// file, and whoever reads the log must not learn from it.
func TestRefusedImportNamesNoPerson(t *testing.T) {
	data := begun(t)
	people := file(t, "people.csv", `name,roles,phones,community,address,born,lang,flags,contacts
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号3栋201室,1941,zh-CN,,王女儿:+8613800000201
李爷爷,elder,+86871650000,翠湖社区,文林街35号1栋602室,1938,zh-CN,,李儿子:13800000
赵奶奶,elder,120,翠湖社区,文林街36号,2090,zh-CN,,李儿子
小张,pilot,+8613800000001,翠湖社区,翠湖北路8号,1962,zh-CN,,
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号3栋201室,1941,zh-CN,,
`)
	code, out, errs := hourline(t, "member", "import", people, "--data", data)
	if code == ok {
		t.Fatalf("it was imported: %s", out)
	}
	has(t, errs, "line 3", "line 4", "line 5", "line 6")
	for _, secret := range []string{"王奶奶", "李爷爷", "赵奶奶", "小张", "王女儿", "李儿子", "翠湖南路", "文林街", "65000001", "71650000", "13800000", "1941", "1938"} {
		if strings.Contains(strings.ReplaceAll(errs+out, "+8613812345678", ""), secret) {
			t.Errorf("%s can be read in:\n%s", secret, out+errs)
		}
	}
}
