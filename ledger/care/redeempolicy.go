package care

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// RedeemPolicy says who gets what for hours. Minutes are of saved time.
type RedeemPolicy struct {
	Cash     bool  `toml:"cash"`      // false: nobody can ask for money any more
	HourFen  int64 `toml:"hour_fen"`  // paid for an hour
	CashStep int64 `toml:"cash_step"` // minutes of which cash is a multiple

	Least int64 `toml:"least_minutes"` // at once
	Most  int64 `toml:"most_minutes"`  // at once
	Month int64 `toml:"month_minutes"` // of one person in a calendar month

	Decide  Duration `toml:"decide"`  // asked and not decided: the hours go back
	Fetch   Duration `toml:"fetch"`   // approved and not fetched: the hours go back
	Confirm Duration `toml:"confirm"` // given out and not confirmed: a person asks

	Funds    []string `toml:"funds"`            // sources that pay, in this order; empty: all in the order of their opening
	Coverage int64    `toml:"coverage_percent"` // fund by the worth of all hours; below, cash is queued

	PointMinutes int64    `toml:"point_minutes"` // given out at a service point on the member's PIN alone
	PointWait    Duration `toml:"point_wait"`    // for the member to agree to it
	PINTries     int      `toml:"pin_tries"`     // wrong ones in a row, then it is locked
}

// A Good is what hours are exchanged for besides cash.
type Good struct {
	Code    string            `toml:"code"`
	Names   map[string]string `toml:"name"`    // by language
	Words   []string          `toml:"words"`   // by which texts name it
	Minutes int64             `toml:"minutes"` // for a piece
	Stock   *int64            `toml:"stock"`   // pieces that were there on Counted; nil: nobody counts
	Counted string            `toml:"counted"` // a day, such as 2026-11-23
}

// longestGood is how many letters a name of goods may have, by language.
var longestGood = map[string]int{"zh-CN": 12, "en": 25}

// check refuses numbers by which nobody could be paid rightly.
func (r RedeemPolicy) check() error {
	var faults []error
	need := func(ok bool, mend string) {
		if !ok {
			faults = append(faults, errors.New("redeem."+mend))
		}
	}
	need(r.HourFen >= 1 && r.HourFen <= 100_000, "hour_fen must be 1 to 100000")
	need(r.CashStep > 0 && r.CashStep*r.HourFen%60 == 0, "cash_step must be minutes that are worth whole fen, such as 60")
	need(r.Least > 0 && r.Least <= r.Most && r.Most <= r.Month, "least_minutes must be positive, no more than most_minutes, and that no more than month_minutes")
	need(r.Decide > 0 && r.Fetch > 0 && r.Confirm > 0 && r.PointWait > 0, "decide, fetch, confirm and point_wait must be positive")
	need(r.Coverage >= 0 && r.Coverage <= 1000, "coverage_percent must be 0 to 1000; 0 stops nothing")
	need(r.PointMinutes >= 0, "point_minutes must not be negative; 0 leaves everything to staff")
	need(r.PINTries >= 1 && r.PINTries <= 20, "pin_tries must be 1 to 20")
	return errors.Join(faults...)
}

// checkGoods refuses a catalogue that could not be said, or chosen from.
func checkGoods(all []Good) error {
	var codes, words []string
	for i, g := range all {
		which := fmt.Sprintf("goods %d (%s)", i+1, g.Code)
		switch {
		case g.Code == "" || slices.Contains(codes, g.Code):
			return fmt.Errorf("%s: each needs a code of its own", which)
		case g.Minutes < 1:
			return fmt.Errorf("%s: minutes must be positive", which)
		case g.Stock != nil && *g.Stock < 0:
			return fmt.Errorf("%s: stock must not be negative", which)
		}
		if _, err := time.Parse(time.DateOnly, g.Counted); err != nil && (g.Counted != "" || g.Stock != nil) {
			return fmt.Errorf("%s: counted is the day on which the stock was counted, such as 2026-11-23", which)
		}
		for _, lang := range Languages {
			if n := utf8.RuneCountInString(g.Names[lang]); n < 1 || n > longestGood[lang] || strings.ContainsFunc(g.Names[lang], unspeakable) {
				return fmt.Errorf("%s: name.%s needs 1 to %d letters", which, lang, longestGood[lang])
			}
		}
		for _, w := range g.Words {
			if w = strings.ToUpper(w); w == "" || slices.Contains(words, w) {
				return fmt.Errorf("%s: each of its words must be its own", which)
			}
			words = append(words, strings.ToUpper(w))
		}
		codes = append(codes, g.Code)
	}
	return nil
}

// fillInRedeem completes a policy from before hours could be redeemed.
func (p *Policy) fillInRedeem(stored toml.MetaData, builtIn Policy) {
	if !stored.IsDefined("redeem") {
		p.Redeem = builtIn.Redeem
		if !stored.IsDefined("goods") {
			p.Goods = builtIn.Goods
		}
	}
}

// Good is the one with this code, or that texts name by this word.
func (p *Policy) Good(word string) (Good, bool) {
	word = strings.ToUpper(tidy(word))
	i := slices.IndexFunc(p.Goods, func(g Good) bool {
		return strings.ToUpper(g.Code) == word || slices.ContainsFunc(g.Words, func(w string) bool { return strings.ToUpper(w) == word })
	})
	if i < 0 {
		return Good{}, false
	}
	return p.Goods[i], true
}

// Name is what it is called in a language.
func (g Good) Name(lang string) string {
	if name := g.Names[lang]; name != "" {
		return name
	}
	return g.Names[Languages[0]]
}

// CashFor is what minutes are worth, in fen.
func (r RedeemPolicy) CashFor(minutes int64) int64 { return minutes * r.HourFen / 60 }
