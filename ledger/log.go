package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"hourline/ledger/proof"
)

// published is what the log says of e, of which the commitments are to come.
func (e Entry) published(unit Unit, policy proof.Digest) proof.Leaf {
	return proof.Leaf{
		Entry: int64(e.ID), Recorded: e.RecordedAt.UnixMilli(), Effective: e.EffectiveAt.UnixMilli(), Kind: string(e.Kind), Ref: e.Ref,
		Amount: e.Amount, Unit: string(unit), Held: e.Held, Undoes: int64(e.Undoes), Resolves: int64(e.Resolves),
		Policy: e.Policy, PolicyHash: policy,
	}
}

// enlist makes d the next leaf of the log; bind puts it there.
func (tx *Tx) enlist(d decided) (err error) {
	for _, s := range [...]*standing{d.debit, d.credit} {
		if !s.hasSecret {
			if s.secret, err = tx.giveSecret(s.account); err != nil {
				return err
			}
			s.hasSecret = true
		}
	}
	policy, err := policyHash(tx.View, tx.books.policies, d.Policy)
	if err != nil {
		return err
	}
	leaf := tx.books.sheaves.next()
	leaf.Leaf = d.Entry.published(d.debit.unit, policy)
	leaf.debit, leaf.debitSecret = d.debit.side(d.Entry, true), d.debit.secret
	leaf.credit, leaf.creditSecret = d.credit.side(d.Entry, false), d.credit.secret
	return nil
}

// keepTile writes a tile that is full.
func (s *session) keepTile(level int, n int64, hashes []byte) error {
	_, err := s.exec(`INSERT INTO tiles (level, n, hashes) VALUES ($1, $2, $3)`, int64(level), n, hashes)
	return err
}

// fullTile is a tile that was written.
func (v *View) fullTile(level int, n int64) (hashes []byte, err error) {
	err = v.queryRow(`SELECT hashes FROM tiles WHERE level = $1 AND n = $2`, level, n).Scan(&hashes)
	if err != nil {
		return nil, fmt.Errorf("tile %d/%d: %w", level, n, err)
	}
	return hashes, nil
}

// policyHash is the hash of a version, 0 for none; known remembers it.
func policyHash(v *View, known map[int64]proof.Digest, version int64) (proof.Digest, error) {
	if version == 0 {
		return proof.Digest{}, nil
	}
	if h, found := known[version]; found {
		return h, nil
	}
	p := proof.Policy{Version: version}
	err := v.queryRow(`SELECT effective_at, recorded_at, actor, body FROM policies WHERE version = $1`, version).
		Scan(&p.Effective, &p.Recorded, &p.Actor, &p.Body)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return proof.Digest{}, err
	}
	known[version] = p.Hash() // that of nothing when it is gone: there is nothing else to say
	return known[version], nil
}

// A leaves makes leaves of entries that were recorded, and remembers whose they
// are.
type leaves struct {
	owners   map[AccountID]*owner
	policies map[int64]proof.Digest
}

func newLeaves() *leaves {
	return &leaves{owners: map[AccountID]*owner{}, policies: map[int64]proof.Digest{}}
}

// ownLeaves remember for this transaction.
func (v *View) ownLeaves() *leaves {
	if v.leaves == nil {
		v.leaves = newLeaves()
	}
	return v.leaves
}

// errSecretGone says that a side can neither be computed nor was kept.
var errSecretGone = errors.New("has lost the secret under which its entries were published")

func (l *leaves) of(v *View, e Entry) (leaf proof.Leaf, err error) {
	debit, err := l.owner(v, e.Debit)
	if err != nil {
		return leaf, err
	}
	credit, err := l.owner(v, e.Credit)
	if err != nil {
		return leaf, err
	}
	return l.between(v, e, debit, credit)
}

// between is the leaf of e, whose accounts are debit's and credit's.
func (l *leaves) between(v *View, e Entry, debit, credit *owner) (leaf proof.Leaf, err error) {
	policy, err := policyHash(v, l.policies, e.Policy)
	if err != nil {
		return leaf, err
	}
	leaf = e.published(debit.unit, policy)
	if leaf.Debit, err = debit.commitment(v, e, e.Debit); err != nil {
		return leaf, err
	}
	leaf.Credit, err = credit.commitment(v, e, e.Credit)
	return leaf, err
}

// commitment is that of one side of e: what was kept of it, or what its
// secret gives.
func (o *owner) commitment(v *View, e Entry, id AccountID) (d proof.Digest, err error) {
	if o.erased {
		var kept []byte
		err := v.queryRow(`SELECT commitment FROM commitments WHERE account = $1 AND entry = $2`, id, e.ID).Scan(&kept)
		if err == nil {
			copy(d[:], kept)
			return d, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return d, err
		}
	}
	if !o.hasSecret {
		return d, fmt.Errorf("account %d %w", id, errSecretGone)
	}
	return o.side(e, id == e.Debit).Commit(o.secret), nil
}

// owner is who has the account: nobody when it was never opened.
func (l *leaves) owner(v *View, id AccountID) (*owner, error) {
	if o := l.owners[id]; o != nil {
		return o, nil
	}
	var o owner
	var secret []byte
	err := v.queryRow(`SELECT code, unit, (SELECT secret FROM secrets WHERE account = id), EXISTS (SELECT 1 FROM commitments WHERE account = id)
		FROM accounts WHERE id = $1`, id).Scan(&o.code, &o.unit, &secret, &o.erased)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("account %d: %w", id, err)
	}
	o.opened, o.hasSecret = err == nil, copy(o.secret[:], secret) > 0
	l.owners[id] = &o
	return &o, nil
}

// recall is what the writer must know before it begins: the newest entry and
// the log of all. For a file from before there was a log it is made now, some
// thousand entries at a time; killed meanwhile, it goes on where it was.
func (w *writer) recall(ctx context.Context, random io.Reader) error {
	t, err := readTip(w.session)
	if err != nil {
		return err
	}
	w.books = newBooks(t, random)
	if err := w.secure(ctx); err != nil {
		return fmt.Errorf("give the accounts their secrets: %w", err)
	}
	err = w.alone(func(tx *Tx) (err error) {
		var tiles int64
		if err := tx.QueryRow(`SELECT coalesce(max(n), -1) + 1 FROM tiles WHERE level = 0`).Scan(&tiles); err != nil {
			return err
		}
		w.books.tip.tree, err = proof.Resume(tiles, tx.fullTile)
		return err
	})
	if err == nil {
		err = w.catchUp(ctx)
	}
	if err != nil {
		return fmt.Errorf("read the log: %w", err)
	}
	w.publish()
	return nil
}

// atOnce bounds what one transaction of the upgrade holds.
const atOnce = 10_000

// secure gives accounts that are older than the log their secrets.
func (w *writer) secure(ctx context.Context) error {
	for more := true; more; {
		err := w.alone(func(tx *Tx) error {
			rows, err := tx.Query(`SELECT id FROM accounts a WHERE NOT EXISTS (SELECT 1 FROM secrets WHERE account = a.id)
				AND NOT EXISTS (SELECT 1 FROM commitments WHERE account = a.id) LIMIT $1`, atOnce)
			if err != nil {
				return err
			}
			var bare []AccountID
			for rows.Next() {
				var id AccountID
				if err := rows.Scan(&id); err != nil {
					return err
				}
				bare = append(bare, id)
			}
			for _, id := range bare {
				if _, err := tx.giveSecret(id); err != nil {
					return err
				}
			}
			more = len(bare) == atOnce
			return rows.Err()
		})
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// catchUp appends to the log the entries that are in no tile yet: a handful,
// or all of an older file.
func (w *writer) catchUp(ctx context.Context) error {
	log, told := newLeaves(), time.Now()
	for tree := &w.books.tip.tree; tree.Size() != int64(w.books.tip.id); {
		if tree.Size() > int64(w.books.tip.id) {
			return fmt.Errorf("%w (%d entries, and the log had %d)", ErrForked, w.books.tip.id, tree.Size())
		}
		before := *tree
		err := w.alone(func(tx *Tx) error { return log.extend(tx, tree) })
		if err = errors.Join(err, ctx.Err()); err != nil {
			*tree = before
			return err
		}
		if time.Since(told) > 2*time.Second {
			told = time.Now()
			w.log.Info("the log is made of the entries so far", "done", tree.Size(), "of", int64(w.books.tip.id))
		}
	}
	return nil
}

// extend appends the next entries to tree.
func (l *leaves) extend(tx *Tx, tree *proof.Tree) error {
	entries, err := tx.entriesAfter(EntryID(tree.Size()), atOnce, nil)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if int64(e.ID) != tree.Size()+1 {
			return fmt.Errorf("%w (entry %d is missing)", ErrForked, tree.Size()+1)
		}
		leaf, err := l.of(tx.View, e)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.ID, err)
		}
		if err := tree.Append(leaf.Hash(), tx.s.keepTile); err != nil {
			return err
		}
	}
	return nil
}

// alone runs fn in a transaction of its own, before the loop begins.
func (w *writer) alone(fn func(*Tx) error) error {
	if err := w.begin(); err != nil {
		return err
	}
	tx := &Tx{newView(w.session, w.books, w.clock.Now())}
	err := tx.during(func() error { return fn(tx) })
	if err == nil {
		return w.exec("COMMIT")
	}
	w.rollback(w.books.tip)
	return err
}
