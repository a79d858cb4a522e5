package demo

import (
	"context"
	"net/http"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/homecard"
	"hourline/ledger/care"
)

// In a town for people every elder has a home card. Whoever plays a volunteer
// has to see it, as one who stands in that kitchen does.

// cardsAt is where the page shows them, followed by an elder's number.
const cardsAt = "/cards/"

// A homeCard is the card that hangs in an elder's kitchen.
type homeCard struct {
	elder care.Member
	page  homecard.Page
}

// printCards prints the card of every elder.
func (t *Town) printCards(ctx context.Context) error {
	words, err := homecard.Words("")
	if err != nil {
		return err
	}
	members, err := t.App.Centre.Members(ctx)
	if err != nil {
		return err
	}
	var all []homeCard
	for _, m := range members {
		if !m.Roles.Has(care.Elder) {
			continue
		}
		card, err := t.App.Centre.PrintCard(ctx, care.CardOrder{Number: m.Number, Actor: "王主任"})
		if err != nil {
			return err
		}
		page, err := homecard.New(words, homecard.Centre{Bank: bankName, Hotline: Hotline}, card)
		if err != nil {
			return err
		}
		all = append(all, homeCard{m, page})
	}
	t.cards.Store(&all)
	return nil
}

// papers are the cards as the page of handsets names them.
func (t *Town) papers() (all []carrier.Paper) {
	for _, c := range t.homeCards() {
		all = append(all, carrier.Paper{Chinese: c.elder.Name + "的冰箱卡", English: "Home card: " + c.elder.Name, Path: cardsAt + c.elder.Number})
	}
	return all
}

func (t *Town) homeCards() []homeCard {
	if all := t.cards.Load(); all != nil {
		return *all
	}
	return nil
}

// showCard shows one card.
func (t *Town) showCard(w http.ResponseWriter, r *http.Request) {
	for _, c := range t.homeCards() {
		if c.elder.Number == r.PathValue("number") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_ = c.page.HTML(w) // the browser is gone
			return
		}
	}
	http.NotFound(w, r)
}
