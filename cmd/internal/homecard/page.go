package homecard

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"slices"

	"hourline/ledger/care"
	"hourline/prompts"
)

// A Page is what stands on a card.
type Page struct {
	Elder   Side
	Other   Side // in small letters; zero when there is no other language
	Phone   string
	Number  string // the member's, with the how-manieth card it is
	Cells   care.Cells
	PerLine int
}

// A Side is the sentences of a card in one language.
type Side struct {
	Lang                                               string
	Of, Bank, Dial, Emergency, Person, Door, See, Lost string
}

// Centre is what a card says of who answers the hotline.
type Centre struct {
	Bank    string     // what the time bank calls itself
	Hotline care.Phone // the number to dial
}

// perLine is how many cells stand side by side.
const perLine = 6

// New is the page of a card.
func New(words *prompts.Catalogue, centre Centre, card care.Card) (Page, error) {
	p := Page{Cells: card.Cells, PerLine: perLine, Number: fmt.Sprintf("%s-%d", card.Elder.Number, card.Version)}
	mine := words.Match(card.Elder.Lang)
	args := prompts.Args{
		"name": prompts.Name(card.Elder.Name), "bank": prompts.Bank(centre.Bank), "number": prompts.Phone(string(centre.Hotline)),
	}
	var err error
	if p.Elder, err = side(words, mine, args); err != nil {
		return p, err
	}
	if others := slices.DeleteFunc(words.Languages(), func(lang string) bool { return lang == mine }); len(others) > 0 {
		if p.Other, err = side(words, others[0], args); err != nil {
			return p, err
		}
	}
	p.Phone, err = words.Text(mine, "card.phone", args)
	return p, err
}

// side says all sentences in one language.
func side(words *prompts.Catalogue, lang string, args prompts.Args) (s Side, err error) {
	s.Lang = lang
	for key, into := range map[string]*string{
		"of": &s.Of, "bank": &s.Bank, "dial": &s.Dial, "emergency": &s.Emergency, "person": &s.Person,
		"door": &s.Door, "cells": &s.See, "lost": &s.Lost,
	} {
		if *into, err = words.Text(lang, "card."+key, args); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Words are the sentences of a card: those of a folder, or the built-in ones.
func Words(dir string) (*prompts.Catalogue, error) {
	if dir == "" {
		return prompts.Load()
	}
	words, err := prompts.LoadFS(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("--words: %w", err)
	}
	return words, nil
}

// Write writes the page as PDF when there is a font, else as HTML.
func (p Page) Write(w io.Writer, font []byte) error {
	if font != nil {
		return p.PDF(w, font)
	}
	return p.HTML(w)
}

//go:embed page.html
var pageHTML string

var sheetHTML = template.Must(template.New("card").Funcs(template.FuncMap{"next": func(i int) int { return i + 1 }}).Parse(pageHTML))

// HTML writes the page for a browser, which prints it on one sheet of A5. It
// needs nothing from anywhere else.
func (p Page) HTML(w io.Writer) error { return sheetHTML.Execute(w, p) }
