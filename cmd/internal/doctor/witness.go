package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/witness"
	"hourline/ledger"
)

// signWithin is how old an entry may be that a witness has not signed: it is
// asked about once a minute, and after failures once an hour.
const signWithin = 2 * time.Hour

// witnesses looks whether those who sign the public log too do so.
func (x *examination) witnesses(ctx context.Context) Finding {
	asked, err := x.Settings.Witnesses()
	switch {
	case err != nil:
		return failed(oneLine(err), "mend HOURLINE_WITNESSES")
	case len(asked) == 0 && x.local():
		return fine("not needed: the carrier is on this machine")
	case len(asked) == 0:
		return warning("nobody outside signs the public log", "have the civil-affairs bureau be a witness, or a neighbouring bank, and set HOURLINE_WITNESSES")
	case x.books == nil:
		return noBooks()
	}
	known, err := x.books.Bank.Witnesses(ctx)
	if err != nil {
		return failed(oneLine(err), "see database")
	}
	for _, w := range asked {
		f, err := x.witness(ctx, w, known)
		if err != nil {
			return failed(oneLine(err), "see database")
		}
		if f.Mark != Fine {
			return f
		}
	}
	return fine(fmt.Sprintf("%d sign the public log", len(asked)))
}

// witness looks at one of them.
func (x *examination) witness(ctx context.Context, asked witness.Witness, known []ledger.Witness) (Finding, error) {
	w := ledger.Witness{Name: asked.Name()}
	for _, k := range known {
		if k.Key == asked.String() {
			w = k
		}
	}
	if w.Dispute > 0 {
		return failed(fmt.Sprintf("%s has seen ANOTHER HISTORY of these books: it says that it has signed for %s entries which are not in them", w.Name, humanize.Comma(w.Dispute)),
			"give nothing out; compare with the witness: an older copy was put back, somebody else has log.key, or the witness is wrong"), nil
	}
	var since int64 // of the first entry that it has not signed
	err := x.books.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT coalesce(max(recorded_at), 0) FROM entries WHERE id = $1`, w.Size+1).Scan(&since)
	})
	if since == 0 || err != nil || x.now().Sub(time.UnixMilli(since)) < signWithin {
		return Finding{}, err
	}
	return warning(fmt.Sprintf("%s has not signed the public log since %s", w.Name, time.UnixMilli(since).Format("2006-01-02 15:04")),
		"the gateway's log says why it does not; \"hourline log witnesses\" shows all"), nil
}
