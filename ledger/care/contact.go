package care

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Contact is somebody to ring about a member.
type Contact struct {
	Name     string
	Phone    Phone
	Relation Relation // empty: what the books have, RelatedFamily for somebody new
}

// A Relation is who a contact is to the member.
type Relation string

// The relations. A neighbour who has a key is there twice.
const (
	RelatedFamily    Relation = "family"
	RelatedNeighbour Relation = "neighbour"
	HasKey           Relation = "key" // to the member's door
)

// Relations are all relations.
var Relations = []Relation{RelatedFamily, RelatedNeighbour, HasKey}

// relationWords are how people write them.
var relationWords = map[string]Relation{
	"family": RelatedFamily, "家属": RelatedFamily, "家人": RelatedFamily,
	"neighbour": RelatedNeighbour, "neighbor": RelatedNeighbour, "邻居": RelatedNeighbour,
	"key": HasKey, "钥匙": HasKey,
}

// contactForm is a name, a colon or a space, a number with spaces or not, and
// perhaps a colon or a space with what is no number any more.
var contactForm = regexp.MustCompile(`^(.+?)[: ] *([+(\d][-()\d ]*)(?:: *(.*)|([^-()\d+: ].*))?$`)

// ParseContact reads name:phone or name:phone:relation. What is wrong is told
// without the words that were read: they may be anybody's name.
func ParseContact(s string) (c Contact, err error) {
	parts := contactForm.FindStringSubmatch(tidy(s))
	if parts == nil {
		return c, errors.New("it has no name or no number; write it like 小王:13812345678 or 小王:13812345678:neighbour")
	}
	c.Name = strings.TrimSpace(parts[1])
	if c.Phone, err = ParsePhone(strings.TrimRight(parts[2], " (")); err != nil {
		return c, err
	}
	if word := strings.Trim(strings.ToLower(parts[3]+parts[4]), "() "); word != "" {
		if c.Relation = relationWords[word]; c.Relation == "" {
			return c, errors.New("its last word is no relation; write family, neighbour or key (家属, 邻居, 钥匙) after the number, or nothing for family")
		}
	}
	return c, c.fault()
}

// fault is why c cannot be spoken of.
func (c Contact) fault() error {
	switch {
	case c.Name == "" || utf8.RuneCountInString(c.Name) > longest["name"]:
		return fmt.Errorf("its name must have 1 to %d letters", longest["name"])
	case strings.ContainsFunc(c.Name, unspeakable):
		return errors.New("its name has a sign that cannot be read aloud; type it anew")
	case c.Relation != "" && !slices.Contains(Relations, c.Relation):
		return errors.New("its relation is unknown; use family, neighbour or key")
	case c.Phone.EmergencyService():
		return errors.New("its number leads to an emergency service, which no program may ring; give the number of a person")
	}
	return nil
}

// readContacts reads a list of contacts, with the faults of all.
func readContacts(words []string) (contacts []Contact, err error) {
	var faults []error
	for i, word := range words {
		c, err := ParseContact(word)
		if err != nil {
			faults = append(faults, fmt.Errorf("contact %d: %w", i+1, err))
			continue
		}
		contacts = append(contacts, c)
	}
	return contacts, oneLine(faults)
}

// related are contacts with the relations that the books have for those of
// whom nothing was said, by phone; somebody new is family.
func related(contacts, known []Contact) []Contact {
	known = slices.Clone(known)
	out := slices.Clone(contacts)
	for i := range out {
		at := slices.IndexFunc(known, func(k Contact) bool {
			return k.Phone == out[i].Phone && (out[i].Relation == "" || k.Relation == out[i].Relation)
		})
		if at >= 0 {
			out[i].Relation = known[at].Relation
			known = slices.Delete(known, at, at+1)
		}
		if out[i].Relation == "" {
			out[i].Relation = RelatedFamily
		}
	}
	return out
}
