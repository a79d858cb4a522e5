package size

import (
	"fmt"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/ledgertest"
)

// tables are where what people agree on is kept, beside the journal.
type tables struct {
	members, phones, allotments, funds *ledgertest.Rows
	requests, visitRows, visitEvents   *ledgertest.Rows
	redemptions, shareRows             *ledgertest.Rows
	alarms, outbox, alarmEvents        *ledgertest.Rows
}

func tablesOf(b *ledgertest.Bulk) tables {
	return tables{
		members:    b.Into("members", "id", "number", "name", "roles", "community", "address", "born", "lang", "flags", "account", "joined_at"),
		phones:     b.Into("phones", "phone", "member", "position"),
		allotments: b.Into("allotments", "member", "account", "fund", "gift"),
		funds:      b.Into("funds", "id", "source", "account", "given", "opened_at", "opened_by", "with_whom"),
		requests:   b.Into("requests", "id", "source", "elder", "kind", "first_day", "last_day", "state", "visit", "created_at"),
		visitRows: b.Into("visits", "id", "request", "volunteer", "code", "door_word", "planned_at", "planned_minutes", "accepted_at", "started_at", "finished_at",
			"start_grade", "finish_grade", "credited_minutes", "review", "satisfaction", "entry", "open", "ended", "counted", "next_at"),
		visitEvents: b.Into("visit_events", "visit", "at", "what", "actor", "reason"),
		redemptions: b.Into("redemptions", "id", "source", "member", "channel", "goods", "pieces", "minutes", "fen", "hardship", "state", "asked_by", "asked_at", "ended_at", "hold", "entry"),
		shareRows:   b.Into("redemption_fen", "id", "redemption", "fund", "fen", "hold", "entry"),
		alarms:      b.Into("cases", "id", "kind", "number", "source", "phone", "community", "state", "ladder", "progress", "opened_at", "closed_at", "outcome"),
		outbox:      b.Into("outbox", "key", "lane", "action", "kind", "ref", "member", "phone", "lang", "facts", "due_at", "state", "created_at", "handed_at"),
		alarmEvents: b.Into(`case_events`, `"case"`, "at", "what", "who"),
	}
}

// number is a member's, with its check digit.
func number(member int64) string {
	seven := fmt.Sprint(1_000_000 + member)
	return seven + fmt.Sprint(ledger.CheckDigit(seven))
}

// staff is the number of who enters by hand what others forgot.
var staff = number(1)

func (w *town) member(p person, role care.Role) error {
	born, phone := 1932+p.id*7%34, fmt.Sprintf("+86871%08d", 60_000_000+p.id)
	if role == care.Volunteer {
		born, phone = 1950+p.id*11%50, fmt.Sprintf("+86138%08d", p.id)
	}
	if err := w.members.Add(p.id, number(p.id), "王"+fmt.Sprint(p.id), int64(role), community(p.community), fmt.Sprintf("文林街%d号", p.id), born, "zh-CN", "",
		int64(p.account), w.began.UnixMilli()); err != nil {
		return err
	}
	if p.granted > 0 {
		if err := w.allotments.Add(p.id, int64(p.granted), "street", int64(0)); err != nil {
			return err
		}
	}
	return w.phones.Add(phone, p.id, int64(0))
}

// A visit is one that is over, or ahead when it has no end.
type visit struct {
	story
	id            int64
	helper, elder person
	long          int64
	end           time.Time
	entry         int64
	code          string
}

// write puts a visit and its request into the book.
func (w *town) write(v visit) error {
	begun := v.end.Add(-time.Duration(v.long+int64(w.chance.IntN(20))) * time.Minute)
	asked := begun.Add(-time.Duration(12+w.chance.IntN(60)) * time.Hour)
	taken := asked.Add(time.Duration(2+w.chance.IntN(20)*w.chance.IntN(12)) * time.Minute)
	kind, day := care.Kinds[min(w.chance.IntN(8), len(care.Kinds)-1)], begun.Format(time.DateOnly)
	err := w.requests.Add(v.id, fmt.Sprintf("CA%030d/4", v.id), v.elder.id, string(kind), day, day, v.state, v.id, asked.UnixMilli())
	if err != nil {
		return err
	}
	var started, finished, entry, next any
	var credited, open, counted int64
	if v.happened {
		started, finished = begun.UnixMilli(), v.end.UnixMilli()
		if v.ended != "withdrawn" {
			credited = v.long
		}
	}
	if v.stored {
		entry = v.entry
	}
	if v.ended == "" || v.ended == "posted" {
		counted = 1
	}
	if v.code == "" {
		v.code = fmt.Sprintf("%04d", v.id%10_000)
	} else {
		open, next = 1, begun.UnixMilli()
	}
	liked := int64([]int{1, 1, 1, 1, 1, 1, 2, 2, 3, 0, 0}[w.chance.IntN(11)])
	if !v.stored {
		liked = 0
	}
	if v.review == "forgot-finish" {
		if err := w.visitEvents.Add(v.id, v.end.UnixMilli(), "entered", staff, v.review); err != nil {
			return err
		}
	}
	if v.stored && v.end.After(w.until.AddDate(0, -1, 0)) {
		if err := w.receipt(v); err != nil {
			return err
		}
	}
	return w.visitRows.Add(v.id, v.id, v.helper.id, v.code, int64(0), begun.UnixMilli(), v.long, taken.UnixMilli(), started, finished,
		"B", "B", credited, v.review, liked, entry, open, v.ended, counted, next)
}

// receipt is the text that a volunteer was sent. Those of the last month are in
// the book; a real one has all of them.
func (w *town) receipt(v visit) error {
	at := v.end.UnixMilli()
	return w.outbox.Add(fmt.Sprintf("visit/%d/receipt", v.id), "text", "text", "receipt", v.id, v.helper.id, fmt.Sprintf("+86138%08d", v.helper.id), "zh-CN",
		`{"minutes":90}`, at, "done", at, at)
}

// ahead are visits of the next days: a hundredth of a month's.
func (w *town) ahead() error {
	for n := range w.Entries / int64(w.Months) / 200 {
		helper := w.volunteers[n]
		w.visits++
		v := visit{
			story: story{state: "accepted"}, id: w.visits, helper: helper, elder: w.someone(w.elders), long: 60,
			end: w.until.Add(time.Duration(24+w.chance.IntN(72)) * time.Hour), code: fmt.Sprintf("%04d", n%10_000),
		}
		if err := w.write(v); err != nil {
			return err
		}
	}
	return nil
}

// order writes a redemption as it stands at last.
func (w *town) order(o order, state care.RedemptionState, ended any) error {
	var entry, fenEntry any
	if state == care.Received {
		entry, fenEntry = int64(o.moved), int64(o.fenMoved)
	}
	err := w.redemptions.Add(o.id, fmt.Sprintf("desk/%d", o.id), o.who.id, "desk", o.goods, int64(1), o.hold.Held, o.fen.Held, int64(0), string(state),
		o.who.id, o.at.UnixMilli(), ended, int64(o.hold.ID), entry)
	if err != nil || o.share == 0 {
		return err
	}
	return w.shareRows.Add(o.share, o.id, int64(1), o.fen.Held, int64(o.fen.ID), fenEntry)
}

// emergency is an alarm that rang within a second, and was taken.
func (w *town) emergency(at time.Time) error {
	if !w.inBook(at) {
		return nil
	}
	w.cases++
	id, opened := w.cases, at.Add(-time.Duration(w.chance.IntN(600))*time.Minute)
	rung := opened.Add(time.Duration(200+w.chance.IntN(800)) * time.Millisecond)
	taken := opened.Add(time.Duration(8+w.chance.IntN(60)) * time.Second)
	if err := w.alarms.Add(id, string(care.AlarmCase), 100+id%900, fmt.Sprintf("call/CA%d", id), "", community(0), "closed", "{}", "{}",
		opened.UnixMilli(), taken.Add(time.Hour).UnixMilli(), "safe"); err != nil {
		return err
	}
	if err := w.outbox.Add(fmt.Sprintf("case/%d/ring/0/1", id), "emergency", "call", "case", id, int64(0), "", "zh-CN", "{}",
		opened.UnixMilli(), "done", opened.UnixMilli(), rung.UnixMilli()); err != nil {
		return err
	}
	return w.alarmEvents.Add(id, taken.UnixMilli(), "accepted", int64(0))
}
