package care

import (
	"database/sql"
	"fmt"
	"time"

	"hourline/ledger"
)

// wrongCode counts a code that fits nothing of the sender's, and tells
// nothing about whose it might be.
func (v *verb) wrongCode(t Text, senders []Member) (answer, error) {
	lock, err := v.countWrong(t.From, firstID(senders))
	if lock == noLock {
		return answer{words: "unknown.code"}, err
	}
	return answer{words: string(lock)}, err
}

// countWrong counts a wrong code, or a wrong cell of a home card, and tells a
// person when the phone is locked by it.
func (v *verb) countWrong(p Phone, sender int64) (lock, error) {
	if _, err := v.Exec(`INSERT INTO wrong_codes (phone, at) VALUES ($1, $2)`, string(p), ms(v.now)); err != nil {
		return noLock, err
	}
	lock, err := v.lockOf(p)
	if err != nil || lock == noLock {
		return noLock, err
	}
	return lock, v.ticket(Ticket{
		Source: fmt.Sprintf("locked/%s/%s", string(p), v.now.Format("2006-01-02T15")),
		Kind:   WrongCodes, Member: sender, Phone: p,
	})
}

// A lock refuses the codes of a sender, right ones too, or guessing would go
// on. It is the key of the words that say what to do. The visit stays as it
// is: its start and finish count when they come after the lock, or by a person.
type lock string

const (
	noLock  lock = ""
	hourly  lock = "locked"
	forADay lock = "locked.day"
)

// lockOf is the lock of a sender: of all phones of those who share the phone,
// so that a second phone is no second chance.
func (v *verb) lockOf(p Phone) (lock, error) { return lockIn(v.View, v.policy, p, v.now) }

func lockIn(v *ledger.View, policy *Policy, p Phone, now time.Time) (lock, error) {
	at, err := collect(v, func(r *sql.Rows) (at int64, err error) { return at, r.Scan(&at) },
		`SELECT at FROM wrong_codes WHERE phone IN (SELECT $1 UNION SELECT also.phone FROM phones p
			JOIN phones also ON also.member = p.member WHERE p.phone = $1) AND at > $2 ORDER BY at DESC LIMIT $3`,
		string(p), ms(now.Add(-policy.Dispatch.memory())), policy.Dispatch.WrongCodesDay)
	if err != nil {
		return noLock, err
	}
	return policy.Dispatch.lock(at, ms(now)), nil
}

// memory is for how long a wrong code counts.
func (d DispatchPolicy) memory() time.Duration { return max(day, d.WrongWindow.Std()+d.Lock.Std()) }

const day = 24 * time.Hour

// lock is what wrong codes at these moments lead to now, all in milliseconds,
// the newest first.
func (d DispatchPolicy) lock(at []int64, now int64) lock {
	if n := d.WrongCodesDay; len(at) >= n && now-at[n-1] < day.Milliseconds() {
		return forADay
	}
	n := d.WrongCodes
	if len(at) < n || at[0]-at[n-1] > d.WrongWindow.Std().Milliseconds() || now-at[0] >= d.Lock.Std().Milliseconds() {
		return noLock
	}
	return hourly
}

// refusedByLock is the answer to a code of a sender who is locked; ok is false
// for one who is not. It tells so a few times only: texts cost money.
func (v *verb) refusedByLock(t Text) (a answer, ok bool, err error) {
	lock, err := v.lockOf(t.From)
	if err != nil || lock == noLock {
		return a, false, err
	}
	if said, err := v.saidEnough(t.From, string(lock)); err != nil || said {
		return a, true, err
	}
	return answer{words: string(lock)}, true, nil
}

// saidEnough reports whether a phone was told the same thing five times within
// the hour: who texts on then is a machine that answers our answers.
func (v *verb) saidEnough(p Phone, words string) (bool, error) {
	const enough = 5
	var n int
	err := v.QueryRow(`SELECT count(*) FROM outbox WHERE phone = $1 AND created_at > $2 AND kind = $3`,
		string(p), ms(v.now.Add(-time.Hour)), words).Scan(&n)
	return n >= enough, err
}
