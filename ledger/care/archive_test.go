package care

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"hourline/ledger"
	"hourline/ledger/archive"
)

// signed gives the books of a house a log.
func signed(c *Config) { c.Origin = "bank.example/log" }

// export is what a centre hands over.
func (h *house) export(x ledger.Export) []byte {
	h.t.Helper()
	var out bytes.Buffer
	_, err := h.Bank.Export(ctx, &out, x)
	h.must(err)
	return out.Bytes()
}

func readArchive(t *testing.T, data []byte) *archive.Reader {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)), "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every table and every column is explained, in both languages, to whoever has
// nothing but the export: a new one needs a line in words.csv.
func TestTheExportExplainsEverything(t *testing.T) {
	h := newHouse(t, signed)
	r := readArchive(t, h.export(ledger.Export{}))
	both := archive.Words{}
	for _, file := range []string{"../words.csv", "words.csv"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		some, err := archive.ParseWords(text)
		if err != nil {
			t.Fatal(err)
		}
		for at, word := range some {
			both[at] = word
		}
	}
	seen := map[[2]string]bool{}
	for _, table := range r.Schema.Tables {
		seen[[2]string{table.Name, ""}] = true
		if word, found := both[[2]string{table.Name, ""}]; !found || word.In["zh-CN"] == "" || word.In["en"] == "" {
			t.Errorf("words.csv does not say what the table %s is, in both languages, and whether it is about people", table.Name)
		}
		for _, c := range table.Columns {
			seen[[2]string{table.Name, c.Name}] = true
			if word, found := both.Of(table.Name, c.Name); !found || word.In["zh-CN"] == "" || word.In["en"] == "" {
				t.Errorf("words.csv does not say what the column %s.%s is", table.Name, c.Name)
			}
		}
	}
	for at := range both {
		if at[0] != "" && !seen[at] {
			t.Errorf("words.csv tells of %v, which there is not", at)
		}
	}
}

// A centre goes on elsewhere: people, visits and what waits are there.
func TestACentreGoesOnFromItsExport(t *testing.T) {
	s := newStreetWith(t, signed)
	s.must(s.TakeOut(ctx, s.zhang.Number, false))
	file, path := filepath.Join(t.TempDir(), "street.zip"), filepath.Join(t.TempDir(), "hourline.db")
	s.must(os.WriteFile(file, s.export(ledger.Export{}), 0o600))
	_, err := Import(ctx, file, path, Config{Clock: s.clock.Clock()}, ledger.Import{})
	s.must(err)
	other := &house{t: t, clock: s.clock, path: path}
	other.open()
	defer other.Close()
	m, err := other.MemberByNumber(ctx, s.wang.Number)
	if err != nil || m.Name != s.wang.Name || len(m.Phones) != len(s.wang.Phones) {
		t.Errorf("Wang is %+v, %v", m, err)
	}
	if _, err := other.AddMember(ctx, Member{Name: "新来的", Roles: Elder, Community: "翠湖", Phones: []Phone{phone(77)}}); err != nil {
		t.Errorf("nobody can join: %v", err)
	}
}

// What the supervisor is given names nobody.
func TestAnExportWithoutPeopleNamesNobody(t *testing.T) {
	s := newStreetWith(t, signed)
	data := s.export(ledger.Export{WithoutPeople: true})
	for file, text := range unzipped(t, data) {
		for _, m := range []Member{s.wang, s.zhang} {
			for _, word := range []string{m.Name, string(m.Phones[0]), m.Address} {
				if bytes.Contains(text, []byte(word)) {
					t.Errorf("%s has %s", file, word)
				}
			}
		}
	}
}

func unzipped(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		if err == nil {
			files[f.Name], err = io.ReadAll(in)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}
