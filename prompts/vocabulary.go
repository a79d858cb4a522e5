package prompts

import (
	"fmt"
	"strconv"
)

// vocabularyFile is the one file of a language that holds no prompts.
const vocabularyFile = "words.toml"

// A vocabulary is what stands in for arguments.
type vocabulary struct {
	Door    []string           `toml:"door"` // door words; their order is part of the books
	Kind    map[string]service `toml:"kind"`
	Work    map[string]string  `toml:"work"`    // what a person must do, by the kind of its ticket
	Purpose map[string]string  `toml:"purpose"` // what hours came from or went to
	Unknown map[manner]string  `toml:"unknown"` // said when a name, a place or a phone is empty
	Longest map[manner]string  `toml:"longest"` // for the manners without a natural longest value
}

// A service is a kind of service as it is named in a sentence.
type service struct {
	Elder     string `toml:"elder"`     // 小张来…: 陪您看病
	Volunteer string `toml:"volunteer"` // 陪看病
}

// DoorWord is the door word with an index from 0. It must be taken in the
// elder's language also for the volunteer's text: it is said at her door.
func (c *Catalogue) DoorWord(lang string, index int) (string, error) {
	w := c.in(lang)
	if index < 0 || index >= len(w.vocabulary.Door) {
		return "", fmt.Errorf("prompts: %s has door words 0 to %d, not %d", w.tag, len(w.vocabulary.Door)-1, index)
	}
	return w.vocabulary.Door[index], nil
}

// say appends v in a manner.
func (w *words) say(b []byte, m manner, v Value, f form) ([]byte, error) {
	if v.fact&accepts[m] == 0 {
		return nil, fmt.Errorf("a value of this type cannot be said as %s", m)
	}
	if err := v.check(); err != nil {
		return nil, err
	}
	const freeWords = aName | aBank | aWord | aPlace
	switch {
	case v.fact == aKind:
		return w.vocabulary.kind(b, m, v.text)
	case v.fact == aWork:
		if word := w.vocabulary.Work[v.text]; word != "" {
			return append(b, word...), nil
		}
		return w.vocabulary.unknown(b, m)
	case v.fact == aPurpose:
		if word := w.vocabulary.Purpose[v.text]; word != "" {
			return append(b, word...), nil
		}
		return w.vocabulary.unknown(b, m)
	case v.fact == aSlip:
		return append(b, v.text...), nil
	case v.fact == someMoves:
		return w.moves(b, *v.list)
	case v.fact&(freeWords|aPhone) != 0 && v.text == "":
		return w.vocabulary.unknown(b, m)
	case v.fact == aGoods && v.text == "":
		return w.vocabulary.unknown(b, m)
	case v.fact&freeWords != 0:
		return append(b, v.text...), nil
	}
	return w.tongue.say(b, m, v, f), nil
}

func (v *vocabulary) kind(b []byte, m manner, kind string) ([]byte, error) {
	k, known := v.Kind[kind]
	if !known {
		return nil, fmt.Errorf("%q is no kind of service", kind)
	}
	if m == asTask || m == asPurpose {
		return append(b, k.Volunteer...), nil
	}
	return append(b, k.Elder...), nil
}

// moves says entries as a passbook shows them: 11/23陪聊+1:30;11/20换钱-50:00.
func (w *words) moves(b []byte, all []Move) (_ []byte, err error) {
	if len(all) == 0 {
		return w.vocabulary.unknown(b, asMoves)
	}
	for i, m := range all {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(strconv.AppendInt(b, int64(m.At.Month()), 10), '/')
		b = strconv.AppendInt(b, int64(m.At.Day()), 10)
		b = append(b, w.tongue.gap...)
		if b, err = w.say(b, asPurpose, m.What, written); err != nil {
			return nil, err
		}
		if b = append(b, w.tongue.gap...); m.Minutes >= 0 {
			b = append(b, '+')
		}
		b = appendShort(b, m.Minutes)
	}
	return b, nil
}

func (v *vocabulary) unknown(b []byte, m manner) ([]byte, error) {
	if v.Unknown[m] == "" {
		return nil, fmt.Errorf("empty, and nothing can be said for an unknown %s", m)
	}
	return append(b, v.Unknown[m]...), nil
}
