package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// What cannot be done with another bank.
var (
	ErrNoPeer      = errors.New("no bank of that name is known; `hourline peer list` shows them, and two coordinators add one")
	ErrPeerName    = errors.New("a bank's name has 1 to 32 small letters, digits and dashes, such as old-town")
	ErrPeerTitle   = errors.New("what members read of a bank has 1 to 20 letters")
	ErrPeerKey     = errors.New("that is no key of a log; ask the other bank for its public one, which `hourline peer list` prints there")
	ErrOwnKey      = errors.New("that is this bank's own key; it is for the other bank")
	ErrPeerKeyUsed = errors.New("another bank in these books has a log of that name")
	ErrPeerLimit   = errors.New("the limit is 0 or more whole minutes")
)

// PeerTerms are what two coordinators want with another bank.
type PeerTerms struct {
	Name  string // peer/<name> is its account
	Title string // as members read it; empty: the name
	Key   string // public, of its log
	Limit int64  // minutes that it may owe us; 0 takes nothing from it any more
	Actor string // number of the coordinator
}

// A Peer is another bank, by the terms that hold.
type Peer struct {
	ID      int64
	Name    string
	Title   string
	Key     string
	Limit   int64
	Account ledger.AccountID
	Since   time.Time // of the terms
	By      [2]Member
}

// Origin is the name of the peer's log.
func (p Peer) Origin() string {
	name, _ := proof.KeyName(p.Key)
	return name
}

// AddPeer keeps terms with another bank, new or in the place of others, once two
// coordinators ask for the same.
func (c *Centre) AddPeer(ctx context.Context, t PeerTerms) (done bool, err error) {
	if t.Title = tidy(t.Title); t.Title == "" {
		t.Title = t.Name
	}
	if err := c.checkTerms(t); err != nil {
		return false, fmt.Errorf("bank %q: %w", t.Name, err)
	}
	err = c.write(ctx, func(v *verb) error {
		done, err = v.addPeer(t)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("bank %q: %w", t.Name, err)
	}
	return done, nil
}

var peerName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

func (c *Centre) checkTerms(t PeerTerms) error {
	const longestTitle = 20
	if !peerName.MatchString(t.Name) {
		return ErrPeerName
	}
	if n := len([]rune(t.Title)); n < 1 || n > longestTitle || strings.ContainsFunc(t.Title, unspeakable) {
		return ErrPeerTitle
	}
	if t.Limit < 0 || t.Limit > ledger.MostAmount {
		return ErrPeerLimit
	}
	if t.Key == c.Bank.LogKey() {
		return ErrOwnKey
	}
	if _, err := proof.KeyName(t.Key); err != nil {
		return fmt.Errorf("%w (%w)", ErrPeerKey, err)
	}
	return nil
}

func (v *verb) addPeer(t PeerTerms) (done bool, err error) {
	by, err := coordinator(v.View, t.Actor)
	if err != nil {
		return false, err
	}
	if err := v.keyIsFree(t); err != nil {
		return false, err
	}
	var id, first int64
	var asked PeerTerms
	err = v.QueryRow(`SELECT id, title, key, limit_minutes, asked_by FROM peer_terms WHERE name = $1 AND confirmed_at IS NULL`, t.Name).
		Scan(&id, &asked.Title, &asked.Key, &asked.Limit, &first)
	if err := ignoreNoRows(err); err != nil {
		return false, err
	}
	asked.Name, asked.Actor = t.Name, t.Actor
	switch {
	case id == 0 || asked != t:
		return false, v.askForPeer(t, id, by)
	case first == by.ID:
		return false, nil // the same person again is still one person
	}
	return true, v.confirmPeer(t, id, first, by)
}

// keyIsFree refuses the name of a log that another bank has.
func (v *verb) keyIsFree(t PeerTerms) error {
	all, err := peersIn(v.View, v.policy)
	if err != nil {
		return err
	}
	origin, err := proof.KeyName(t.Key)
	for _, p := range all {
		if p.Name != t.Name && p.Origin() == origin {
			return fmt.Errorf("%w: %s", ErrPeerKeyUsed, p.Name)
		}
	}
	return err
}

// askForPeer keeps what the first coordinator wants, in the place of what waits.
func (v *verb) askForPeer(t PeerTerms, waits int64, by Member) error {
	if _, err := v.Exec(`DELETE FROM peer_terms WHERE id = $1 AND confirmed_at IS NULL`, waits); err != nil {
		return err
	}
	var id int64
	err := v.QueryRow(`INSERT INTO peer_terms (name, title, key, limit_minutes, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		t.Name, t.Title, t.Key, t.Limit, by.ID, ms(v.now)).Scan(&id)
	if err != nil {
		return err
	}
	return v.audit(Deed{Actor: by.Number, What: "bank asked", Ref: id, Note: t.note()})
}

func (t PeerTerms) note() string { return fmt.Sprintf("%s: %d min, %s", t.Name, t.Limit, t.Key) }

func (v *verb) confirmPeer(t PeerTerms, id, first int64, by Member) error {
	other, err := member(v.View, first)
	if err != nil {
		return err
	}
	if err := fourEyes(v.View, by, []Member{other}, nil); err != nil {
		return err
	}
	account, err := v.openPeer(t.Name)
	if err != nil {
		return err
	}
	if err := v.letOwe(account, t.Limit); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE peer_terms SET confirmed_by = $1, confirmed_at = $2 WHERE id = $3`, by.ID, ms(v.now), id); err != nil {
		return err
	}
	return v.audit(Deed{Actor: by.Number, What: "bank confirmed", Ref: id, Note: t.note()})
}

// openPeer is the account of a bank, opened when it has none.
func (v *verb) openPeer(name string) (id ledger.AccountID, err error) {
	err = v.QueryRow(`SELECT account FROM peers WHERE name = $1`, name).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	if id, err = v.OpenAccount("peer/"+name, ledger.Minutes, 0); err != nil {
		return id, err
	}
	_, err = v.Exec(`INSERT INTO peers (name, account, opened_at) VALUES ($1, $2, $3)`, name, int64(id), ms(v.now))
	return id, err
}

// letOwe makes the limit of a bank the floor of its account. One that owes more
// already owes what it owes; it is given nothing more.
func (v *verb) letOwe(account ledger.AccountID, limit int64) error {
	b, err := v.Balance(account)
	if err != nil {
		return err
	}
	return v.SetFloor(account, ledger.Floor(min(-limit, b.Available())))
}

const peerColumns = `p.id, p.name, t.title, t.key, t.limit_minutes, p.account, t.confirmed_at, t.asked_by, t.confirmed_by`

// peersIn are all banks by name, by the terms that hold.
func peersIn(v *ledger.View, policy *Policy) ([]Peer, error) {
	all, err := collect(v, func(r *sql.Rows) (p Peer, err error) {
		var since int64
		err = r.Scan(&p.ID, &p.Name, &p.Title, &p.Key, &p.Limit, &p.Account, &since, &p.By[0].ID, &p.By[1].ID)
		p.Since = policy.moment(&since)
		return p, err
	}, `SELECT `+peerColumns+` FROM peers p JOIN peer_terms t
		ON t.id = (SELECT max(id) FROM peer_terms WHERE name = p.name AND confirmed_at IS NOT NULL) ORDER BY p.name`)
	for i := range all {
		for j := range all[i].By {
			if err == nil {
				all[i].By[j], err = member(v, all[i].By[j].ID)
			}
		}
	}
	return all, err
}

// peerWhere is the one bank that is meant, or ErrNoPeer.
func peerWhere(v *ledger.View, policy *Policy, is func(Peer) bool) (Peer, error) {
	all, err := peersIn(v, policy)
	for _, p := range all {
		if is(p) {
			return p, err
		}
	}
	return Peer{}, errors.Join(err, ErrNoPeer)
}

func peerNamed(v *ledger.View, policy *Policy, name string) (Peer, error) {
	return peerWhere(v, policy, func(p Peer) bool { return p.Name == name })
}

func peersByID(v *ledger.View, policy *Policy) (map[int64]Peer, error) {
	all, err := peersIn(v, policy)
	by := make(map[int64]Peer, len(all))
	for _, p := range all {
		by[p.ID] = p
	}
	return by, err
}

// A WaitingPeer is terms that wait for a second coordinator.
type WaitingPeer struct {
	PeerTerms
	Asked time.Time
}

// Peers are the banks that are known, by name, what waits for a second
// coordinator, and this bank's own public key, empty before there is one.
func (c *Centre) Peers(ctx context.Context) (all []Peer, waiting []WaitingPeer, own string, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		logs, err := v.Logs()
		if err != nil {
			return err
		}
		if len(logs) > 0 {
			own = logs[len(logs)-1].Key
		}
		if all, err = peersIn(v, p); err != nil {
			return err
		}
		waiting, err = collect(v, func(r *sql.Rows) (w WaitingPeer, err error) {
			var at int64
			err = r.Scan(&w.Name, &w.Title, &w.Key, &w.Limit, &w.Actor, &at)
			w.Asked = p.moment(&at)
			return w, err
		}, `SELECT t.name, t.title, t.key, t.limit_minutes, m.number, t.asked_at FROM peer_terms t JOIN members m ON m.id = t.asked_by
			WHERE t.confirmed_at IS NULL ORDER BY t.name`)
		return err
	})
	return all, waiting, own, err
}
