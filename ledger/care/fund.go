package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hourline/ledger"
)

// kindFundIn is the kind of the entry by which a fund is given money; the
// receipt is its reference.
const kindFundIn ledger.Kind = "fund-in"

// A Fund is a source of money for redemptions.
type Fund struct {
	ID        int64
	Source    string // lottery, donations: the account is fund/<source>
	Available int64  // fen that are free; never below zero
	Held      int64  // fen for redemptions that are approved and not fetched
	Given     int64  // fen that it was ever given
	Paid      int64  // fen that left it for redemptions, less what came back
	account   ledger.AccountID
	given     ledger.AccountID
}

// What is wrong about a fund.
var (
	ErrNoFund       = errors.New("no such fund; `hourline fund show` lists them")
	ErrOtherAmount  = errors.New("this document was entered with another amount")
	errFundName     = errors.New("a fund is named by 1 to 30 small letters, digits and dashes, such as welfare-lottery")
	errFundDocument = errors.New("say by which document the money came, in 1 to 60 letters")
)

// OpenFund makes a source of money. It needs two coordinators or others of the
// staff who are not tied. Opened again it is the same.
func (c *Centre) OpenFund(ctx context.Context, source, by, with string) (f Fund, err error) {
	if strings.Trim(source, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || source == "" || len(source) > 30 {
		return f, errFundName
	}
	err = c.write(ctx, func(v *verb) error {
		if f, err = fundIn(v.View, source); !errors.Is(err, ErrNoFund) {
			return err
		}
		first, second, err := twoOfStaff(v.View, by, with)
		if err != nil {
			return err
		}
		if err := v.openFund(source, first, second); err != nil {
			return err
		}
		f, err = fundIn(v.View, source)
		return err
	})
	if err != nil {
		return f, fmt.Errorf("open fund: %w", err)
	}
	return f, nil
}

func (v *verb) openFund(source string, first, second Member) error {
	account, err := v.OpenAccount("fund/"+source, ledger.Fen, 0)
	if err != nil {
		return err
	}
	given, err := v.OpenAccount("given/"+source, ledger.Fen, ledger.Unlimited)
	if err != nil {
		return err
	}
	_, err = v.Exec(`INSERT INTO funds (source, account, given, opened_at, opened_by, with_whom) VALUES ($1, $2, $3, $4, $5, $6)`,
		source, int64(account), int64(given), ms(v.now), first.Number, second.Number)
	if err != nil {
		return err
	}
	return v.audit(Deed{Actor: first.Number, What: "fund opened", Note: source + ", with " + second.Number})
}

// A FundReceipt is money that came into a fund.
type FundReceipt struct {
	Source   string
	Document string // its number: entered twice is entered once
	Fen      int64
	By, With string // member numbers of two of the staff
}

// AddToFund enters money that came in, and pays on what is queued.
func (c *Centre) AddToFund(ctx context.Context, in FundReceipt) (f Fund, err error) {
	in.Document = tidy(in.Document)
	if n := len([]rune(in.Document)); n < 1 || n > 60 || strings.ContainsFunc(in.Document, unspeakable) {
		return f, errFundDocument
	}
	err = c.write(ctx, func(v *verb) error {
		if f, err = fundIn(v.View, in.Source); err != nil {
			return fmt.Errorf("%q: %w", in.Source, err)
		}
		var before int64
		err := v.QueryRow(`SELECT fen FROM fund_receipts WHERE fund = $1 AND document = $2`, f.ID, in.Document).Scan(&before)
		switch {
		case err == nil && before != in.Fen:
			return fmt.Errorf("%w: %d fen", ErrOtherAmount, before)
		case errors.Is(err, sql.ErrNoRows):
			err = v.addToFund(f, in)
		}
		if err != nil {
			return err
		}
		f, err = fundIn(v.View, in.Source)
		return err
	})
	if err != nil {
		return f, fmt.Errorf("add to fund: %w", err)
	}
	return f, nil
}

func (v *verb) addToFund(f Fund, in FundReceipt) error {
	first, second, err := twoOfStaff(v.View, in.By, in.With)
	if err != nil {
		return err
	}
	var id int64
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM fund_receipts`).Scan(&id); err != nil {
		return err
	}
	e, err := v.Post(ledger.Posting{Debit: f.given, Credit: f.account, Amount: in.Fen, Kind: kindFundIn, Ref: id,
		Policy: v.policy.Version, Actor: actorOf(first)})
	if err != nil {
		return err
	}
	_, err = v.Exec(`INSERT INTO fund_receipts (id, fund, document, fen, entry, at, by_whom, with_whom) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, f.ID, in.Document, in.Fen, int64(e.ID), ms(v.now), first.Number, second.Number)
	if err != nil {
		return err
	}
	note := fmt.Sprintf("%s: %d fen by %s, with %s", f.Source, in.Fen, in.Document, second.Number)
	return errors.Join(v.audit(Deed{Actor: first.Number, What: "fund filled", Ref: id, Note: note}), v.payQueue())
}

// fundIn is the fund of a source, or ErrNoFund.
func fundIn(v *ledger.View, source string) (Fund, error) {
	all, err := fundsIn(v)
	if err != nil {
		return Fund{}, err
	}
	i := slices.IndexFunc(all, func(f Fund) bool { return f.Source == source })
	if i < 0 {
		return Fund{}, ErrNoFund
	}
	return all[i], nil
}

// fundsIn are all funds, in the order of their opening.
func fundsIn(v *ledger.View) ([]Fund, error) {
	all, err := collect(v, func(r *sql.Rows) (f Fund, err error) { return f, r.Scan(&f.ID, &f.Source, &f.account, &f.given) },
		`SELECT id, source, account, given FROM funds ORDER BY id`)
	for i := 0; i < len(all) && err == nil; i++ {
		err = all[i].weigh(v)
	}
	return all, err
}

// weigh reads what is in a fund.
func (f *Fund) weigh(v *ledger.View) error {
	b, err := v.Balance(f.account)
	if err != nil {
		return err
	}
	g, err := v.Balance(f.given)
	f.Available, f.Held, f.Given = b.Available(), b.Held, -g.Posted
	f.Paid = f.Given - b.Posted
	return err
}

// payingFunds are those that pay, in the order of policy.
func payingFunds(v *ledger.View, p *Policy) ([]Fund, error) {
	all, err := fundsIn(v)
	if err != nil || len(p.Redeem.Funds) == 0 {
		return all, err
	}
	var chosen []Fund
	for _, source := range p.Redeem.Funds {
		if i := slices.IndexFunc(all, func(f Fund) bool { return f.Source == source }); i >= 0 {
			chosen = append(chosen, all[i])
		}
	}
	return chosen, nil
}

// A Solvency is whether the hours that people have saved could be paid.
type Solvency struct {
	Outstanding int64 // minutes on the accounts of members and estates
	Worth       int64 // of them in fen, by the rate of policy
	Available   int64 // fen that the funds which pay have free
	Coverage    int64 // percent: Available by Worth; 0 when nothing is outstanding
	Stopped     bool  // cash is queued until there is more
	Queued      int   // redemptions that wait for money
	QueuedFen   int64
}

// Funds are all funds, and whether they cover the hours.
func (c *Centre) Funds(ctx context.Context) (all []Fund, s Solvency, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if all, err = fundsIn(v); err != nil {
			return err
		}
		s, err = solvencyIn(v, p)
		return err
	})
	return all, s, err
}

// solvencyIn weighs the funds that pay against the hours.
func solvencyIn(v *ledger.View, p *Policy) (s Solvency, err error) {
	if s.Outstanding, err = outstanding(v); err != nil {
		return s, err
	}
	funds, err := payingFunds(v, p)
	if err != nil {
		return s, err
	}
	for _, f := range funds {
		s.Available += f.Available
	}
	s.Worth = p.Redeem.CashFor(s.Outstanding)
	if s.Worth > 0 {
		s.Coverage = s.Available * 100 / s.Worth
	}
	s.Stopped = s.Worth > 0 && s.Available*100 < s.Worth*p.Redeem.Coverage
	err = v.QueryRow(`SELECT count(*), coalesce(sum(fen), 0) FROM redemptions WHERE state = 'queued'`).Scan(&s.Queued, &s.QueuedFen)
	return s, err
}

// outstanding is what members and estates have saved. The minutes of all
// accounts sum to nothing, so few accounts tell it, however many members there
// are: what was issued, less what was redeemed and what belongs to nobody. What
// was granted is for service, and no debt in cash.
func outstanding(v *ledger.View) (minutes int64, err error) {
	for _, id := range []ledger.AccountID{ledger.Issued, ledger.RedeemedService, ledger.RedeemedGoods, ledger.RedeemedCash, ledger.Suspense} {
		b, err := v.Balance(id)
		if err != nil {
			return 0, err
		}
		minutes -= b.Posted
	}
	var others int64 // '0' follows '/': all that begin with the word
	err = v.QueryRow(`SELECT coalesce(sum(b.posted), 0) FROM accounts a JOIN balances b ON b.account = a.id
		WHERE a.code >= 'pool/' AND a.code < 'pool0' OR a.code >= 'grant/' AND a.code < 'grant0' OR a.code >= 'peer/' AND a.code < 'peer0'
			OR a.code >= 'settled/' AND a.code < 'settled0'`).Scan(&others)
	return minutes - others, err
}
