package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"hourline/cmd/internal/homecard"
	"hourline/ledger/care"
	"hourline/prompts"
)

type memberConsent struct {
	books
	Number  string `arg:"" help:"The member's number, eight digits."`
	Kind    string `enum:",service,health,contacts,recording" default:"" placeholder:"KIND" help:"What was asked: service, health, contacts or recording; without it, the sentences to read out are printed."`
	Refused bool   `help:"The answer was no, or a consent is taken back."`
	Actor   string `placeholder:"NUMBER" help:"Member number of the worker who asked; kept with it."`
	Words   string `json:"-" env:"HOURLINE_WORDS" type:"path" placeholder:"DIR" help:"Folder with an edited copy of the prompts."`
	Read    string `kong:"-"` // language and version of what was read out
}

// Help is what member consent --help adds.
func (memberConsent) Help() string {
	return `Without --kind it prints what was answered, and the sentences to read out. With --kind it keeps the answer, its time,
the version of the sentence, and who asked. Answers are never changed: the latest one holds. Nothing is taken for
granted: who was imported was not asked.

	hourline member consent 10000012
	hourline member consent 10000012 --kind service --actor 10000103
	hourline member consent 10000012 --kind recording --refused --actor 10000103`
}

// Validate is called with the command line, and again where it is carried out.
func (m *memberConsent) Validate() error {
	switch {
	case m.Kind == "" && (m.Refused || m.Actor != ""):
		return errors.New("--kind: say what was asked: service, health, contacts or recording")
	case m.Kind != "" && m.Actor == "":
		return errors.New("--actor: who asked? Give the worker's member number")
	}
	return nil
}

// Run prints what is to be read out, or keeps an answer.
func (m *memberConsent) Run(c *console) error {
	words, err := homecard.Words(m.Words)
	if err != nil {
		return misuse{err}
	}
	centre, err := m.look(c)
	if err != nil {
		return err
	}
	who, err := centre.MemberByNumber(c.ctx, m.Number)
	if err == nil && m.Kind == "" {
		err = m.print(c.ctx, c.out, centre, words, who)
	}
	if err = errors.Join(err, centre.Close()); err != nil || m.Kind == "" {
		return err
	}
	if _, m.Read, err = sentence(words, who.Lang, care.ConsentKind(m.Kind)); err != nil {
		return err
	}
	return m.books.change(c, m)
}

func (m *memberConsent) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	who, err := centre.Consent(ctx, m.Number, care.Consent{Kind: care.ConsentKind(m.Kind), Given: !m.Refused, Words: m.Read, Actor: m.Actor})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s %s (%s)\n", who.Name, m.Kind, answered(!m.Refused), m.Read)
	return err
}

func answered(yes bool) string {
	if yes {
		return "given"
	}
	return "refused"
}

// sentence is what is read out for a consent, with its language and version:
// the first letters of its digest, which changes with every word.
func sentence(words *prompts.Catalogue, lang string, kind care.ConsentKind) (said, version string, err error) {
	phrases, err := words.Voice(lang, "consent."+string(kind), nil)
	if err != nil {
		return "", "", err
	}
	for _, p := range phrases {
		said += string(p)
	}
	return said, fmt.Sprintf("%s %.4x", words.Match(lang), sha256.Sum256([]byte(said))), nil
}

// print writes what was answered, and what to read out.
func (m *memberConsent) print(ctx context.Context, out io.Writer, centre *care.Centre, words *prompts.Catalogue, who care.Member) error {
	have, err := consentsOf(ctx, centre, who)
	if err != nil {
		return err
	}
	t := table{right: "---"}
	t.row("consent", "answer", "read out")
	for _, kind := range care.ConsentKinds {
		said, _, err := sentence(words, who.Lang, kind)
		if err != nil {
			return err
		}
		t.row(string(kind), have[kind], said)
	}
	return t.print(out)
}

// consentsOf are a member's answers, by what was asked.
func consentsOf(ctx context.Context, centre *care.Centre, who care.Member) (map[care.ConsentKind]string, error) {
	have := map[care.ConsentKind]string{}
	for _, kind := range care.ConsentKinds {
		have[kind] = "not asked"
	}
	all, err := centre.Consents(ctx, who.ID)
	for _, k := range all {
		have[k.Kind] = strings.Join([]string{answered(k.Given), stamp(k.At), "by", k.Actor, "(" + k.Words + ")"}, " ")
	}
	return have, err
}
