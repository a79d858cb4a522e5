package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
)

// database opens the books to read, and checks the newest part of them, or
// all when the examination is deep.
func (x *examination) database(ctx context.Context) Finding {
	fallback, _ := care.ParsePhone(x.FallbackNumber) // settings tells what is wrong with it
	books, err := care.Open(ctx, gateway.BooksIn(x.Data), care.Config{ReadOnly: true, Fallback: fallback})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warning("there are no books yet", "\"hourline member import\" or \"hourline serve\" begins them; or name the right folder with --data")
	case errors.Is(err, ledger.ErrNewerSchema):
		return failed("the books were written by a newer hourline", "use the newer one; an older one must not touch them")
	case errors.Is(err, ledger.ErrOlderSchema):
		return warning("the books are from an older hourline", "make a copy of the file; the next \"hourline serve\" brings it up to date")
	case err != nil:
		return failed(oneLine(err), "keep the file as it is, and compare it with the last backup")
	}
	x.books = books
	if x.Deep {
		return x.verify(ctx)
	}
	entries, wrong, err := tail(ctx, books)
	switch {
	case err != nil:
		return failed("it cannot be read: "+oneLine(err), "keep the file as it is, and compare it with the last backup")
	case wrong > 0:
		return failed(fmt.Sprintf("%d balances are not what the newest entries say", wrong), "keep the file as it is; \"hourline verify\" names every difference")
	}
	return fine(fmt.Sprintf("%s entries; every balance is what its newest entry says", humanize.Comma(entries)))
}

// tail compares every balance with the newest entry of its account.
func tail(ctx context.Context, books *care.Centre) (entries, wrong int64, err error) {
	err = books.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT (SELECT coalesce(max(id), 0) FROM entries),
			(SELECT count(*) FROM balances b LEFT JOIN entries e ON e.id = b.head WHERE CASE
				WHEN b.head = 0 THEN b.posted <> 0 OR b.held <> 0
				WHEN e.debit = b.account THEN e.debit_after <> b.posted OR e.debit_held <> b.held OR e.debit_seq <> b.seq
				WHEN e.credit = b.account THEN e.credit_after <> b.posted OR e.credit_held <> b.held OR e.credit_seq <> b.seq
				ELSE 1 END)`).Scan(&entries, &wrong)
	})
	return entries, wrong, err
}

// verify folds the whole journal.
func (x *examination) verify(ctx context.Context) Finding {
	report, err := x.books.Bank.Verify(ctx, nil)
	switch {
	case err != nil:
		return failed("it cannot be read: "+oneLine(err), "keep the file as it is, and compare it with the last backup")
	case len(report.Differences) > 0:
		return failed(fmt.Sprintf("%d differences, the first: %s", len(report.Differences), report.Differences[0]), "keep the file as it is; \"hourline verify\" names them all")
	}
	return fine(fmt.Sprintf("whole: %s entries folded, %s accounts compared", humanize.Comma(report.Entries), humanize.Comma(report.Accounts)))
}

// noBooks is the finding of a check that needs the books.
func noBooks() Finding {
	return warning("not looked at: the books could not be opened", "see database")
}

// policy reads the policy in force, and the time where the centre is.
func (x *examination) policy(ctx context.Context) Finding {
	if x.books == nil {
		return noBooks()
	}
	p, err := x.books.PolicyNow(ctx)
	if errors.Is(err, ledger.ErrNoPolicy) {
		return warning("there is none yet", "the first \"hourline serve\" stores the one it is built with")
	}
	if err != nil {
		return failed(oneLine(err), "\"hourline policy show\" prints it; mend it and store it again")
	}
	here := x.now().In(p.Place)
	return fine(fmt.Sprintf("version %d; in %s it is %s", p.Version, p.Zone, here.Format("15:04")))
}

// people looks whether an emergency rings somebody.
func (x *examination) people(ctx context.Context) Finding {
	if x.FallbackNumber != "" && (samePhone(x.FallbackNumber, x.Number) || samePhone(x.FallbackNumber, x.EmergencyNumber)) {
		return failed("the fallback number is the hotline itself: a caller would be put through in a circle", "set HOURLINE_FALLBACK_NUMBER to the phone of a person")
	}
	if x.books == nil {
		return noBooks()
	}
	members, err := x.books.Members(ctx)
	if err != nil {
		return failed(oneLine(err), "see database")
	}
	staff := onDuty(members)
	found := fmt.Sprintf("%d on duty, ", staff)
	if x.FallbackNumber == "" {
		found += "no fallback number"
	} else {
		found += "and a fallback number"
	}
	const add = "\"hourline member add NAME --role duty --phone NUMBER\""
	switch {
	case staff == 0 && x.FallbackNumber == "":
		return failed(found+": in an emergency nobody is rung", add+", and set HOURLINE_FALLBACK_NUMBER")
	case x.FallbackNumber == "":
		return warning(found, "set HOURLINE_FALLBACK_NUMBER to a person who is dialled when all else fails")
	case staff < 2:
		return warning(found, "an emergency rings two at first: "+add)
	}
	return fine(found)
}

// ladders looks whether what communities have arranged still reaches people.
func (x *examination) ladders(ctx context.Context) Finding {
	if x.books == nil {
		return noBooks()
	}
	faults, arranged, err := x.books.ArrangementFaults(ctx)
	switch {
	case err != nil:
		return failed(oneLine(err), "see database")
	case len(faults) > 0:
		return warning(fmt.Sprintf("%d faults, the first: %s", len(faults), oneLine(faults[0])),
			"\"hourline ladder show\" and \"hourline roster show\" tell who is rung now; mend it with \"ladder set\" or \"roster set\"")
	case arranged == 0:
		return fine("all communities follow the policy's")
	}
	return fine(fmt.Sprintf("%d communities have their own, and all of them reach people", arranged))
}

// onDuty counts the phones on which staff can be rung.
func onDuty(members []care.Member) int {
	phones := map[care.Phone]bool{}
	for _, m := range members {
		if p := m.Phone(); m.Roles.Has(care.Duty) && p != "" {
			phones[p] = true
		}
	}
	return len(phones)
}

func samePhone(a, b string) bool {
	p, err := care.ParsePhone(a)
	q, other := care.ParsePhone(b)
	return err == nil && other == nil && p == q
}
