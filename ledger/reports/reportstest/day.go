package reportstest

import (
	"fmt"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// day is what happens on one day: more with every week, and less on Sundays.
func (w *town) day(tx *ledger.Tx, at time.Time, week int) error {
	visits := 3 + week/9 + w.rand.IntN(5)
	if at.Weekday() == time.Sunday {
		visits /= 2
	}
	for range visits {
		if err := w.visit(tx, at); err != nil {
			return err
		}
	}
	if at.Day()%6 == 0 {
		if err := w.redeem(tx, at); err != nil {
			return err
		}
	}
	if at.Day()%9 == 4 {
		return w.emergency(tx, at)
	}
	return nil
}

// A story is what became of a visit; one of a hundred is a part of them all.
type story struct {
	parts        int
	state, ended string
	stored       bool
	review       string
	happened     bool
}

var stories = []story{
	{78, "posted", "posted", true, "", true},
	{7, "finished", "", false, "", true},
	{4, "disputed", "", false, "overlap", true},
	{3, "posted", "posted", true, "forgot-finish", true},
	{2, "cancelled", "withdrawn", false, "wrong-elder", true},
	{3, "offered", "dropped", false, "", false},
	{1, "offered", "no-show", false, "no-show", false},
	{2, "cancelled", "cancelled", false, "", false},
}

func (w *town) story() story {
	n := w.rand.IntN(100)
	for _, s := range stories {
		if n -= s.parts; n < 0 {
			return s
		}
	}
	return stories[0]
}

// visit is one request, and the visit that came of it.
func (w *town) visit(tx *ledger.Tx, day time.Time) error {
	elder, helper := w.someone(w.elders), w.someone(w.volunteers)
	kind := care.Kinds[min(w.rand.IntN(8), len(care.Kinds)-1)]
	s := w.story()
	w.visits++
	asked := day.AddDate(0, 0, -1).Add(time.Duration(w.rand.IntN(600)) * time.Minute)
	taken := asked.Add(time.Duration(2+w.rand.IntN(20)*w.rand.IntN(12)) * time.Minute)
	planned := day.Add(time.Duration(w.rand.IntN(18)) * 30 * time.Minute)
	long := int64(60 + 30*w.rand.IntN(4))
	_, err := tx.Exec(`INSERT INTO requests (id, source, elder, kind, first_day, last_day, state, visit, created_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $1, $7)`,
		w.visits, fmt.Sprintf("call/%d", w.visits), elder.ID, string(kind), day.Format(time.DateOnly), s.state, asked.UnixMilli())
	if err != nil {
		return err
	}
	var started, finished, entry any
	var credited int64
	if s.happened {
		end := planned.Add(time.Duration(long+int64(w.rand.IntN(25))) * time.Minute)
		started, finished = planned.UnixMilli(), end.UnixMilli()
		if s.ended != "withdrawn" {
			credited = long
		}
		if s.stored {
			e, err := tx.Deposit(w.visits, helper.Account, credited, end, 1, "elder's key")
			if err != nil {
				return err
			}
			entry = int64(e.ID)
		}
	}
	liked := []int{1, 1, 1, 1, 1, 1, 2, 2, 3, 0, 0}[w.rand.IntN(11)]
	if !s.stored {
		liked = 0
	}
	_, err = tx.Exec(`INSERT INTO visits (id, request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at, started_at, finished_at,
		start_grade, finish_grade, credited_minutes, review, satisfaction, entry, open, ended)
		VALUES ($1, $1, $2, '2356', 0, $3, $4, $5, $6, $7, 'B', 'B', $8, $9, $10, $11, 0, $12)`,
		w.visits, helper.ID, planned.UnixMilli(), long, taken.UnixMilli(), started, finished, credited, s.review, liked, entry, s.ended)
	if err != nil || s.review != "forgot-finish" {
		return err
	}
	_, err = tx.Exec(`INSERT INTO visit_events (visit, at, what, actor, reason) VALUES ($1, $2, 'entered', $3, 'forgot-finish')`,
		w.visits, planned.Add(3*time.Hour).UnixMilli(), w.worker.Number)
	return err
}

// someone is one of the members, most often one of the first: some have much
// more to do than others.
func (w *town) someone(of []care.Member) care.Member {
	return of[min(w.rand.IntN(len(of)), w.rand.IntN(len(of)))]
}

// redeem takes hours out of the account of whoever has most: as goods or as cash.
func (w *town) redeem(tx *ledger.Tx, at time.Time) error {
	var account ledger.AccountID
	if err := tx.QueryRow(`SELECT b.account FROM balances b JOIN accounts a ON a.id = b.account WHERE a.code LIKE 'member/%' ORDER BY b.posted - b.held DESC, a.id LIMIT 1`).Scan(&account); err != nil {
		return err
	}
	b, err := tx.Balance(account)
	if err != nil || b.Available() < 600 {
		return err
	}
	minutes := int64(60 * (2 + w.rand.IntN(5)))
	to, fen, goods := ledger.RedeemedGoods, int64(0), "rice"
	if w.orders++; w.orders%2 == 0 {
		to, fen, goods = ledger.RedeemedCash, minutes*100/60, ""
	}
	hold, err := tx.Hold(ledger.Posting{Debit: account, Credit: to, Amount: minutes, Kind: "redeem", Ref: w.orders, Actor: "test"})
	if err != nil {
		return err
	}
	over := at.Before(Now.AddDate(0, 0, -12)) // the last ones are still open
	state, ended := "asked", any(nil)
	if over {
		state, ended = "received", tx.Now.UnixMilli()
	}
	_, err = tx.Exec(`INSERT INTO redemptions (id, source, member, channel, goods, pieces, minutes, fen, hardship, state, asked_by, asked_at, ended_at, hold)
		SELECT $1, 'desk/' || $1, m.id, 'desk', $2, 1, $3, $4, 0, $5, m.id, $6, $7, $8 FROM members m WHERE m.account = $9`,
		w.orders, goods, minutes, fen, state, tx.Now.UnixMilli(), ended, int64(hold.ID), int64(account))
	if err != nil || !over {
		return err
	}
	if _, err := tx.PostHold(hold.ID, minutes, ledger.Resolution{Actor: "test"}); err != nil || fen == 0 {
		return err
	}
	_, err = tx.Post(ledger.Posting{Debit: w.fund, Credit: ledger.Paid, Amount: fen, Kind: "redeem-fen", Ref: w.orders, Actor: "test"})
	return err
}

// emergency is an alarm, or a mistake; both ring within a second or two.
func (w *town) emergency(tx *ledger.Tx, at time.Time) error {
	id := w.visits
	opened := at.Add(time.Duration(w.rand.IntN(600)) * time.Minute)
	rung := opened.Add(time.Duration(300+w.rand.IntN(1500)) * time.Millisecond)
	answered := opened.Add(time.Duration(8+w.rand.IntN(60)) * time.Second)
	state, kind := "closed", care.AlarmCase
	if w.rand.IntN(6) == 0 {
		state = "cancelled"
	}
	if w.rand.IntN(8) == 0 {
		kind = care.Drill
	}
	_, err := tx.Exec(`INSERT INTO cases (id, kind, number, source, phone, community, state, ladder, progress, opened_at, closed_at, outcome)
		VALUES ($1, $2, 235, $3, '', $4, $5, '{}', '{}', $6, $7, 'safe')`,
		id, string(kind), fmt.Sprintf("call/alarm/%d", id), Communities[0], state, opened.UnixMilli(), answered.Add(time.Hour).UnixMilli())
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO outbox (key, lane, action, kind, ref, member, phone, lang, facts, due_at, state, created_at, handed_at)
		VALUES ($1, 'emergency', 'call', 'case', $2, 0, '', 'zh-CN', '{}', $3, 'done', $3, $4)`,
		fmt.Sprintf("case/%d/ring/0/1", id), id, opened.UnixMilli(), rung.UnixMilli())
	if err != nil || state == "cancelled" {
		return err
	}
	_, err = tx.Exec(`INSERT INTO case_events ("case", at, what, who) VALUES ($1, $2, 'accepted', 0)`, id, answered.UnixMilli())
	return err
}
