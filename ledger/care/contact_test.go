package care

import (
	"slices"
	"strings"
	"testing"
)

func TestContactsAreWrittenInManyWays(t *testing.T) {
	for _, c := range []struct {
		text string
		want Contact
	}{
		{"小王:13812345678", Contact{"小王", "+8613812345678", ""}},
		{"小王:13812345678:", Contact{"小王", "+8613812345678", ""}},
		{"小王：13812345678：家属", Contact{"小王", "+8613812345678", RelatedFamily}},
		{"老李 0871 6543 2109 邻居", Contact{"老李", "+8687165432109", RelatedNeighbour}},
		{"老李 0871-65432109（钥匙）", Contact{"老李", "+8687165432109", HasKey}},
		{"Wu Mei: +86 138 1234 5678 : Neighbor", Contact{"Wu Mei", "+8613812345678", RelatedNeighbour}},
		{"Wu Mei:+8613812345678:KEY", Contact{"Wu Mei", "+8613812345678", HasKey}},
	} {
		if got, err := ParseContact(c.text); err != nil || got != c.want {
			t.Errorf("%s: %v %q %v", c.text, got, got.Relation, err)
		}
	}
}

func TestARefusedContactIsNotRepeated(t *testing.T) {
	for _, text := range []string{"王女儿", "13812345678", "王女儿:13812345678:王儿子", "王女儿:138", "王女儿:120", strings.Repeat("王", 31) + ":13812345678", "王\u200b女儿:13812345678"} {
		_, err := ParseContact(text)
		if err == nil || strings.Contains(err.Error(), "王女儿") || strings.Contains(err.Error(), "王儿子") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A file that says nothing about relations undoes none.
func TestRelationsStayUntilAFileSaysOtherwise(t *testing.T) {
	h := newHouse(t)
	const son, li = Phone("+8613812345678"), Phone("+8687165432109")
	for _, c := range []struct {
		name, contacts string
		want           Imported
		has            []Contact
	}{
		{"at first", "儿子:13812345678|老李:087165432109:neighbour|老李:087165432109:key", Imported{Added: 1},
			[]Contact{{"儿子", son, RelatedFamily}, {"老李", li, RelatedNeighbour}, {"老李", li, HasKey}}},
		{"nothing said", "儿子:13812345678|老李:087165432109|老李:087165432109", Imported{Same: 1},
			[]Contact{{"儿子", son, RelatedFamily}, {"老李", li, RelatedNeighbour}, {"老李", li, HasKey}}},
		{"another name", "大儿子:13812345678|老李:087165432109:key", Imported{Changed: 1},
			[]Contact{{"大儿子", son, RelatedFamily}, {"老李", li, HasKey}}},
		{"another order", "老李:087165432109|大儿子:13812345678:钥匙", Imported{Changed: 1},
			[]Contact{{"老李", li, HasKey}, {"大儿子", son, HasKey}}},
	} {
		done, err := h.imports(header + "王奶奶,elder,087112345678,,,,,," + c.contacts + "\n")
		h.must(err)
		m, err := h.Member(ctx, 1)
		h.must(err)
		if done.Added != c.want.Added || done.Changed != c.want.Changed || done.Same != c.want.Same || !slices.Equal(m.Contacts, c.has) {
			t.Errorf("%s: %+v, contacts %q", c.name, done, m.Contacts)
		}
	}
	if _, err := h.AddMember(ctx, Member{Name: "李奶奶", Roles: Elder, Contacts: []Contact{{"老李", li, "boss"}}}); err == nil {
		t.Error("a relation that is none was stored")
	}
}
