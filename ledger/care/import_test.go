package care

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

const header = "name,roles,phones,community,address,born,lang,flags,contacts\n"

func (h *house) imports(file string) (Imported, error) {
	return h.Import(ctx, strings.NewReader(file), ImportOptions{})
}

func TestImportBringsEverybodyIn(t *testing.T) {
	h := newHouse(t)
	got, err := h.imports(header +
		"王奶奶,elder,0871-12345678,翠湖,翠湖路3号,1941,zh-CN,lives-alone|party,小王:13812345678|老李 0871 6543 2109\n" +
		"张三,volunteer|duty,13987654321|13987654322,翠湖,,1965,,,\n")
	h.must(err)
	if !reflect.DeepEqual(got, Imported{Added: 2}) {
		t.Fatalf("%+v, want two added", got)
	}
	all, err := h.Members(ctx)
	h.must(err)
	wang, zhang := all[0], all[1]
	if wang.Name != "王奶奶" || wang.Born != 1941 || !slices.Equal(wang.Flags, []string{"lives-alone", "party"}) || wang.Phone() != "+8687112345678" {
		t.Errorf("the books have %+v", wang)
	}
	if !slices.Equal(wang.Contacts, []Contact{{"小王", "+8613812345678", RelatedFamily}, {"老李", "+8687165432109", RelatedFamily}}) {
		t.Errorf("contacts %v", wang.Contacts)
	}
	if !ValidNumber(wang.Number) || wang.Number == zhang.Number {
		t.Errorf("numbers %s and %s", wang.Number, zhang.Number)
	}
	if zhang.Roles != Volunteer|Duty || len(zhang.Phones) != 2 || zhang.Lang != "zh-CN" {
		t.Errorf("the books have %+v", zhang)
	}
	ledgertest.Deposit(t, h.Bank, 1, zhang.Account, 60)
	if b := ledgertest.Balance(t, h.Bank, zhang.Account); b.Posted != 60 {
		t.Errorf("balance %+v", b)
	}
	ledgertest.Read(t, h.Bank, func(v *ledger.View) error {
		a, err := v.AccountByID(zhang.Account)
		if a.Code != "member/2" {
			t.Errorf("account %q", a.Code)
		}
		return err
	})
}

func TestImportAgainChangesNothing(t *testing.T) {
	h := newHouse(t)
	file := header +
		"王奶奶,elder,087112345678,翠湖,翠湖路3号,1941,zh-CN,lives-alone,小王:13812345678\n" +
		"李爷爷,elder,087112345678,翠湖,翠湖路3号,1938,,,\n" + // the same phone
		"赵会计,auditor,,翠湖,,,,,\n"
	for i, want := range []Imported{{Added: 3}, {Same: 3}, {Same: 3}} {
		got, err := h.imports(file)
		h.must(err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("import %d: %+v, want %+v", i+1, got, want)
		}
	}
}

func TestImportBringsChangesAndKeepsTheRest(t *testing.T) {
	h := newHouse(t)
	_, err := h.imports(header + "王奶奶,elder,087112345678|13812345678,翠湖,翠湖路3号,1941,en,lives-alone,小王:13812345679\n")
	h.must(err)
	before, err := h.Member(ctx, 1)
	h.must(err)
	got, err := h.imports("phones,name,roles,born\n13812345678,王奶奶,elder|volunteer,1942\n") // moved, kept the mobile
	h.must(err)
	after, err := h.Member(ctx, 1)
	h.must(err)
	want := before
	want.Phones, want.Roles, want.Born = []Phone{"+8613812345678"}, Elder|Volunteer, 1942
	if !reflect.DeepEqual(got, Imported{Changed: 1}) || !equal(after, want) {
		t.Errorf("%+v\n got %+v\nwant %+v", got, after, want)
	}
}

// Every way in which a row can be wrong, and a word of what would mend it.
func TestImportRefusesImpossibleRows(t *testing.T) {
	h := newHouse(t)
	const fine = "王奶奶,elder,087112345678,翠湖,,1941,,,\n"
	for _, c := range []struct{ name, row, mend string }{
		{"no name", ",elder,087112345679,,,,,,", "write it as it is spoken"},
		{"only spaces for a name", "　 ,elder,087112345679,,,,,,", "no name"},
		{"unknown role", "李,boss,087112345679,,,,,,", "use elder, volunteer"},
		{"no role", "李,,087112345679,,,,,,", "use elder, volunteer"},
		{"short phone", "李,elder,0871123,,,,,,", "write it like 0871-12345678"},
		{"no phone at all", "李,elder,none,,,,,,", "no telephone number"},
		{"police", "李,duty,110,,,,,,", "emergency service"},
		{"ambulance", "李,duty,120,,,,,,", "emergency service"},
		{"second phone wrong", "李,elder,087112345679|12,,,,,,", "write it like"},
		{"born next year", "李,elder,087112345679,,,2027,,,", "between 1900 and 2026"},
		{"born long ago", "李,elder,087112345679,,,1899,,,", "between 1900 and 2026"},
		{"born in words", "李,elder,087112345679,,,old,,,", "write it like 1941"},
		{"unknown language", "李,elder,087112345679,,,,fr,,", "use zh-CN or en"},
		{"volunteer without a phone", "李,volunteer,,,,,,,", "give a number"},
		{"duty staff without a phone", "李,duty,,,,,,,", "give a number"},
		{"contact without a number", "李,elder,087112345679,,,,,,小王", "write it like 小王:13812345678"},
		{"contact without a name", "李,elder,087112345679,,,,,,13812345678", "contact 1: it has no name"},
		{"contact with a bad number", "李,elder,087112345679,,,,,,小王:138", "contact 1: "},
		{"contact of an unknown relation", "李,elder,087112345679,,,,,,小王:13812345678|老李:13812345679:boss", "contact 2: its last word is no relation; write family, neighbour or key"},
		{"the same person again", "王奶奶,elder,0871-12345678,,,,,,", "the same person as on line 2"},
		{"the same person by another phone", "王奶奶,elder,13812345678|0871-12345678,,,,,,", "the same person as on line 2"},
		{"too few fields", "李,elder,087112345679", "3 fields for 9 columns"},
		{"a comma without quotes", "李,elder,087112345679,翠湖,翠湖路,3号,,,,", `in "…"`},
		{"a name longer than a breath", strings.Repeat("王", 31) + ",elder,087112345679,,,,,,", "more than 30 letters"},
		{"an address longer than a text", "李,elder,087112345679,," + strings.Repeat("路", 121) + ",,,,", "more than 120 letters"},
		{"a sign of no width", "李\u200b四,elder,087112345679,,,,,,", "cannot be read aloud"},
		{"a sign of control", "李,elder,087112345679,翠\x07湖,,,,,", "cannot be read aloud"},
		{"a stray quotation mark", `李"四,elder,087112345679,,,,,,`, "quotation mark"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.imports(header + fine + c.row + "\n")
			var bad *ImportError
			if !errors.As(err, &bad) || len(bad.Rows) != 1 || bad.Rows[0].Line != 3 || !strings.Contains(bad.Rows[0].Reason, c.mend) {
				t.Fatalf("%v\nwant one fault on line 3 that says %q", err, c.mend)
			}
			if all, _ := h.Members(ctx); len(all) != 0 {
				t.Error("the good row was imported all the same")
			}
		})
	}
}

func TestImportTellsAllFaultsAtOnce(t *testing.T) {
	h := newHouse(t)
	_, err := h.imports(header +
		",boss,087112345678,,,2031,fr,,\n" +
		"李,elder,087112345679,,,,,,\n" +
		"赵,volunteer,,,,,,,小王\n")
	var bad *ImportError
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	var lines []int
	for _, r := range bad.Rows {
		lines = append(lines, r.Line)
	}
	if !slices.Equal(lines, []int{2, 2, 2, 2, 4, 4}) {
		t.Errorf("faults on lines %v:\n%v", lines, err)
	}
	if strings.Count(err.Error(), "\n") != 6 {
		t.Errorf("the table is not one fault on each line:\n%v", err)
	}
}

func TestImportReadsFilesAsPeopleSaveThem(t *testing.T) {
	h := newHouse(t)
	utf16 := func(e unicode.Endianness, s string) string {
		out, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(s)
		h.must(err)
		return out
	}
	for name, file := range map[string]string{
		"Unicode text":      utf16(unicode.LittleEndian, "name\troles\tphones\r\n王奶奶\telder\t087112345678\r\n"),
		"UTF-16, big end":   utf16(unicode.BigEndian, "name,roles,phones\n王奶奶,elder,087112345678\n"),
		"semicolons":        "name;roles;phones\n王奶奶;elder;087112345678\n",
		"full-width commas": "name，roles，phones\n王奶奶，elder，087112345678\n",
		"byte order mark":   "\ufeff" + header + "王奶奶,elder,087112345678,,,,,,\n",
		"Windows":           "name,roles,phones\r\n王奶奶,elder,087112345678\r\n",
		"no last newline":   "name,roles,phones\n王奶奶,elder,087112345678",
		"quotes":            "name,roles,phones\n\"王奶奶\",\"elder\",\"0871-12345678\"\n",
		"full width":        "name,roles,phones\n王奶奶　,ｅｌｄｅｒ,０８７１－１２３４５６７８\n",
		"spaces everywhere": " Name , Roles,Phones \n 王奶奶 , elder , 0871 1234 5678 \n",
		"full-width bars":   "name,roles,phones\n王奶奶,elder｜,087112345678｜\n",
		"empty rows":        "name,roles,phones\n\n王奶奶,elder,087112345678\n,,\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, bad, err := h.readRows(strings.NewReader(file), ImportOptions{})
			if err != nil || len(rows) != 1 || len(bad) > 0 {
				t.Fatalf("%d rows, %v, %v", len(rows), bad, err)
			}
			m := rows[0].member
			if m.Name != "王奶奶" || m.Roles != Elder || !slices.Equal(m.Phones, []Phone{"+8687112345678"}) {
				t.Errorf("read as %+v", m)
			}
		})
	}
}

// gbk is a file as a spreadsheet on a Chinese system saves plain CSV.
const gbk = "name,roles,phones\n\xcd\xf5\xc4\xcc\xc4\xcc,elder,087112345678\n"

func TestGBKIsReadOnlyWhenSomebodySaysSo(t *testing.T) {
	h := newHouse(t)
	done, err := h.Import(ctx, strings.NewReader(gbk), ImportOptions{GBK: true})
	h.must(err)
	if m, _ := h.Member(ctx, 1); done.Added != 1 || m.Name != "王奶奶" {
		t.Errorf("%+v, and the name is %q", done, m.Name)
	}
	if _, err := h.Import(ctx, strings.NewReader("name,roles,phones\n\xff\xff,elder,087112345678\n"), ImportOptions{GBK: true}); err == nil || !strings.Contains(err.Error(), "not in GBK") {
		t.Errorf("bytes that are no GBK either: %v", err)
	}
	// What is plainly UTF-8 stays so, whatever was said.
	again, err := h.Import(ctx, strings.NewReader("name,roles,phones\n王奶奶,elder,087112345678\n"), ImportOptions{GBK: true})
	if err != nil || again.Same != 1 {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestAPartialImportKeepsTheGoodRows(t *testing.T) {
	h := newHouse(t)
	h.add("赵奶奶", Elder, phone(1))
	h.add("赵奶奶", Elder, phone(2))
	file := "name,roles,phones\n王奶奶,elder,087112345678\n李,boss,120\n赵奶奶,elder,13871230001|13871230002\n王奶奶,elder,087112345678\n小张,volunteer,13871230009\n"
	done, err := h.Import(ctx, strings.NewReader(file), ImportOptions{Partial: true})
	h.must(err)
	var lines []int
	for _, r := range done.Left {
		lines = append(lines, r.Line)
	}
	if done.Added != 2 || !slices.Equal(lines, []int{3, 3, 4, 5}) {
		t.Errorf("%+v, want two added and faults on lines 3, 3, 4 and 5", done)
	}
	again, err := h.Import(ctx, strings.NewReader(file), ImportOptions{Partial: true})
	if err != nil || again.Same != 2 || again.Added != 0 || len(again.Left) != 4 {
		t.Errorf("again: %+v, %v", again, err)
	}
}

// FuzzImport feeds files that people and programs save. Whatever comes in,
// nothing breaks, and what is enrolled can be enrolled again without a change.
func FuzzImport(f *testing.F) {
	for _, file := range []string{
		header + "王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号3栋201室,1941,zh-CN,lives-alone,王女儿:+8613800000201\n",
		"name;roles;phones\n小张;volunteer|elder;13800000001 | 0871-65000003\n", "\ufeffname,roles,phones\r\n\"王\"\"奶奶\",elder,\r\n", gbk,
		"\xff\xfen\x00a\x00", "name,roles,phones\n\"", "name\n", "PK\x03\x04", "",
	} {
		f.Add([]byte(file), false, true)
	}
	h := houseFor(f)
	f.Fuzz(func(t *testing.T, file []byte, partial, gbk bool) {
		o := ImportOptions{Partial: partial, GBK: gbk}
		good, bad, err := h.readRows(bytes.NewReader(file), o)
		if err != nil && len(good)+len(bad) > 0 || err != nil && err.Error() == "" {
			t.Fatalf("%d good rows, %d faults and %v", len(good), len(bad), err)
		}
		for _, f := range bad {
			if f.Line < 1 || f.Reason == "" {
				t.Errorf("a fault nobody can mend: %+v", f)
			}
		}
		for _, r := range good {
			if r.member.Name == "" || r.member.Roles == 0 || strings.ContainsFunc(r.member.Name+r.member.Community+r.member.Address, unspeakable) {
				t.Errorf("line %d was taken for a member: %+v", r.line, r.member)
			}
		}
		if len(good) > 20 {
			return // the books need not be filled to show it
		}
		if _, err := h.Import(ctx, bytes.NewReader(file), o); err != nil {
			return
		}
		again, err := h.Import(ctx, bytes.NewReader(file), o)
		if err != nil || again.Added+again.Changed > 0 {
			t.Errorf("imported again: %+v, %v", again, err)
		}
	})
}

func TestImportKeepsCommasOfAddresses(t *testing.T) {
	h := newHouse(t)
	_, err := h.imports("name,roles,phones,address\n王奶奶,elder,087112345678,\"翠湖路3号，2栋, 501\"\n")
	h.must(err)
	if m, _ := h.Member(ctx, 1); m.Address != "翠湖路3号，2栋, 501" {
		t.Errorf("address %q", m.Address)
	}
}

func TestImportRefusesFilesItCannotRead(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ name, file, mend string }{
		{"empty", "", "first line must be name,roles,phones"},
		{"GBK", gbk, "say --gbk"},
		{"a workbook", "PK\x03\x04\x14\x00", `save it as "CSV UTF-8"`},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1", `save it as "CSV UTF-8"`},
		{"half a UTF-16 letter", "\xff\xfen\x00a", "not in UTF-16"},
		{"a quotation mark in the first line", "na\"me,roles,phones\n", "first line cannot be read"},
		{"unknown column", "name,roles,phones,email\n", "the columns are name,roles,phones,community"},
		{"column twice", "name,roles,phones,name\n", "leave one out"},
		{"no phones column", "name,roles\n", `"phones" is missing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := h.imports(c.file); err == nil || !strings.Contains(err.Error(), c.mend) {
				t.Errorf("%v, want %q", err, c.mend)
			}
		})
	}
}

func TestImportAsksWhichOfTwoIsMeant(t *testing.T) {
	h := newHouse(t)
	h.add("王奶奶", Elder, phone(1))
	h.add("王奶奶", Elder, phone(2))
	_, err := h.imports("name,roles,phones\n李爷爷,elder,13871230003\n王奶奶,elder,13871230001|13871230002\n")
	var bad *ImportError
	if !errors.As(err, &bad) || bad.Rows[0].Line != 3 {
		t.Fatalf("%v, want a fault on line 3", err)
	}
	if all, _ := h.Members(ctx); len(all) != 2 {
		t.Errorf("%d members, want the two of before", len(all))
	}
}

func TestOneMemberIsNotTwoRows(t *testing.T) {
	h := newHouse(t)
	_, err := h.imports("name,roles,phones\n王奶奶,elder,13871230001|13871230002\n")
	h.must(err)
	_, err = h.imports("name,roles,phones\n王奶奶,elder,13871230001\n王奶奶,elder,13871230002\n")
	var bad *ImportError
	if !errors.As(err, &bad) || len(bad.Rows) != 1 || !strings.Contains(bad.Rows[0].Reason, "on line 2 already") {
		t.Errorf("%v, want a fault on line 3: the second row would take a phone from the first", err)
	}
}

func TestAddMemberTwiceIsOneMember(t *testing.T) {
	h := newHouse(t)
	first := h.add("张三", Volunteer, phone(1))
	again := h.add("张三", Volunteer, phone(1))
	if !equal(first, again) {
		t.Errorf("first %+v, then %+v", first, again)
	}
	if _, err := h.AddMember(ctx, Member{Name: "李四", Roles: Duty}); err == nil || !strings.Contains(err.Error(), "give a number") {
		t.Errorf("duty staff without a phone: %v", err)
	}
}

func TestEverybodyIsFoundByNumber(t *testing.T) {
	h := newHouse(t)
	zhang := h.add("张三", Volunteer, phone(1))
	m, err := h.MemberByNumber(ctx, zhang.Number[:4]+" "+zhang.Number[4:])
	if err != nil || m.ID != zhang.ID {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := h.MemberByNumber(ctx, memberNumber(99)); !errors.Is(err, ErrNoMember) {
		t.Errorf("a number that nobody has: %v", err)
	}
	if _, err := h.MemberByNumber(ctx, "10000011"); err == nil || errors.Is(err, ErrNoMember) {
		t.Errorf("a wrong check digit: %v", err)
	}
}
