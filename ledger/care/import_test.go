package care

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

const header = "name,roles,phones,community,address,born,lang,flags,contacts\n"

func (h *house) imports(file string) (Imported, error) {
	return h.Import(ctx, strings.NewReader(file))
}

func TestImportBringsEverybodyIn(t *testing.T) {
	h := newHouse(t)
	got, err := h.imports(header +
		"王奶奶,elder,0871-12345678,翠湖,翠湖路3号,1941,zh-CN,lives-alone|party,小王:13812345678|老李 0871 6543 2109\n" +
		"张三,volunteer|duty,13987654321|13987654322,翠湖,,1965,,,\n")
	h.must(err)
	if got != (Imported{Added: 2}) {
		t.Fatalf("%+v, want two added", got)
	}
	all, err := h.Members(ctx)
	h.must(err)
	wang, zhang := all[0], all[1]
	if wang.Name != "王奶奶" || wang.Born != 1941 || !slices.Equal(wang.Flags, []string{"lives-alone", "party"}) || wang.Phone() != "+8687112345678" {
		t.Errorf("the books have %+v", wang)
	}
	if !slices.Equal(wang.Contacts, []Contact{{"小王", "+8613812345678"}, {"老李", "+8687165432109"}}) {
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
		if got != want {
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
	if got != (Imported{Changed: 1}) || !equal(after, want) {
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
		{"contact without a name", "李,elder,087112345679,,,,,,13812345678", "contact 1 has no name"},
		{"contact with a bad number", "李,elder,087112345679,,,,,,小王:138", "contact 1: "},
		{"the same person again", "王奶奶,elder,0871-12345678,,,,,,", "the same person as on line 2"},
		{"the same person by another phone", "王奶奶,elder,13812345678|0871-12345678,,,,,,", "the same person as on line 2"},
		{"too few fields", "李,elder,087112345679", "3 fields for 9 columns"},
		{"a comma without quotes", "李,elder,087112345679,翠湖,翠湖路,3号,,,,", `in "…"`},
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
	for name, file := range map[string]string{
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
			rows, err := h.readRows(strings.NewReader(file))
			if err != nil || len(rows) != 1 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			m := rows[0].member
			if m.Name != "王奶奶" || m.Roles != Elder || !slices.Equal(m.Phones, []Phone{"+8687112345678"}) {
				t.Errorf("read as %+v", m)
			}
		})
	}
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
		{"GBK", "name,roles,phones\n\xcd\xf5\xc4\xcc\xc4\xcc,elder,087112345678\n", `save it as "CSV UTF-8"`},
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
