package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/time/rate"

	"hourline/ledger/proof"
)

// A notary signs the log: soon after it has grown, and at most once a second.
// What it signs is on disk. A checkpoint is written into the file, then beside
// it, and only then shown; so nobody has seen one that the next start does not
// know.
type notary struct {
	bank     *Bank
	key      proof.Key
	id       int64  // of the log
	file     string // outside the database: what was signed last
	policies string // and what of the policies
	log      *slog.Logger
	seldom   rate.Sometimes // so that it does not complain every second
	seal     sync.Mutex     // held while it signs
	agreed   int64          // policies that were signed
	shown    atomic.Pointer[shown]
	rang     chan struct{} // rung when there is a newer one; room for one

	stop  context.CancelFunc
	ended chan struct{}
}

// shown is a checkpoint that everybody may see, and the log as it was then.
type shown struct {
	note []byte
	tree proof.Tree
}

const signEvery = time.Second

// KeyFile and CheckpointFile stand in the folder of the books: the key of the
// log, and what was signed with it last.
const (
	KeyFile        = "log.key"
	CheckpointFile = "checkpoint"
)

// openNotary refuses books that do not contain what was signed. It gives none
// while the log has neither key nor name.
func openNotary(ctx context.Context, b *Bank, o Options) (*notary, error) {
	dir := filepath.Dir(b.path)
	n := &notary{
		bank: b, file: filepath.Join(dir, CheckpointFile), policies: filepath.Join(dir, PoliciesFile),
		log: o.Logger, seldom: rate.Sometimes{Interval: 10 * time.Second}, rang: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	found, err := n.findKey(filepath.Join(dir, KeyFile))
	if err != nil || !found && o.Origin == "" {
		return nil, err
	}
	if !found {
		if err := n.makeKey(ctx, filepath.Join(dir, KeyFile), o); err != nil {
			return nil, err
		}
	}
	if err := n.enrol(ctx); err != nil {
		return nil, err
	}
	if err := n.guard(ctx); err != nil {
		return nil, err
	}
	n.try(ctx)
	ctx, n.stop = context.WithCancel(context.Background())
	go n.loop(ctx)
	return n, nil
}

func (n *notary) close() {
	n.stop()
	<-n.ended
}

// findKey reads the log's key. It is never in the database.
func (n *notary) findKey(path string) (found bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the key of the log: %w", err)
	}
	if n.key, err = proof.ParseKey(string(text)); err != nil {
		return false, fmt.Errorf("%w (%w)", ErrLogKey, err)
	}
	return true, nil
}

// makeKey begins a log.
func (n *notary) makeKey(ctx context.Context, path string, o Options) error {
	if _, err := os.Stat(n.file); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%w (it is missing, and the file %s is there)", ErrLogKey, CheckpointFile), err)
	}
	origin, again, err := n.freeOrigin(ctx, o.Origin)
	if err != nil {
		return err
	}
	if n.key, err = proof.NewKey(o.Random, origin); err != nil {
		return fmt.Errorf("make a key for the log: %w", err)
	}
	if again {
		o.Logger.Warn("the key of the log is gone: a new log begins, and whoever follows the old one must be told", "log", origin)
	}
	return replace(path, []byte(n.key.Text()))
}

// freeOrigin is a name that no log of these books has had; again tells that
// there was one. The next one is named by the moment at which it begins, and
// not by a number: books that are an older copy do not know of all logs that
// there were.
func (n *notary) freeOrigin(ctx context.Context, want string) (origin string, again bool, err error) {
	err = n.bank.Read(ctx, func(v *View) error {
		var logs, taken int
		err := v.QueryRow(`SELECT count(*), coalesce(sum(origin = $1), 0) FROM logs`, want).Scan(&logs, &taken)
		if origin, again = want, logs > 0; taken > 0 {
			origin = want + "/" + v.Now.UTC().Format("2006-01-02T150405Z")
		}
		return err
	})
	return origin, again, err
}

// enrol writes down whose signature stands under the checkpoints.
func (n *notary) enrol(ctx context.Context) error {
	err := n.bank.Read(ctx, n.known)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return n.bank.Write(ctx, func(tx *Tx) error {
		var taken bool
		err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM logs WHERE origin = $1)`, n.key.Origin()).Scan(&taken)
		if err != nil || taken {
			return errors.Join(err, fmt.Errorf("%w (%s was signed with another)", ErrLogKey, n.key.Origin()))
		}
		_, err = tx.Exec(`INSERT INTO logs (id, origin, key) SELECT coalesce(max(id), 0) + 1, $1, $2 FROM logs`,
			n.key.Origin(), n.key.Public)
		if err != nil {
			return fmt.Errorf("write down the log %s: %w", n.key.Origin(), err)
		}
		return n.known(tx.View)
	})
}

func (n *notary) known(v *View) error {
	return v.QueryRow(`SELECT id FROM logs WHERE key = $1`, n.key.Public).Scan(&n.id)
}

// guard is against two histories under one name: what was signed last, by the
// file beside the books and by the books themselves, must be in them.
func (n *notary) guard(ctx context.Context) error {
	outside, err := os.ReadFile(n.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read what was signed last: %w", err)
	}
	inside, err := n.newest(ctx)
	if err != nil {
		return err
	}
	if outside == nil && inside != nil {
		return fmt.Errorf("%w (the file %s is missing)", ErrForked, CheckpointFile)
	}
	older, err := n.contained(ctx, outside)
	if err != nil {
		return err
	}
	newer, err := n.contained(ctx, inside)
	if err != nil || inside == nil {
		return err
	}
	if tree := *n.bank.writer.tree.Load(); newer == tree.Size() {
		n.shown.Store(&shown{inside, tree})
	} else {
		n.log.Warn("the books end with entries that nobody had signed: they are of the last second before a crash, or were put in since",
			"first", newer+1, "last", tree.Size())
	}
	if older < newer { // the end came between the two
		return replace(n.file, inside)
	}
	return nil
}

// newest is the checkpoint that the books have signed last, nil when none.
func (n *notary) newest(ctx context.Context) (signed []byte, err error) {
	err = n.bank.Read(ctx, func(v *View) error {
		return v.QueryRow(`SELECT note FROM checkpoints WHERE log = $1 ORDER BY size DESC LIMIT 1`, n.id).Scan(&signed)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return signed, err
}

// contained is the size of a checkpoint, if the log has been what it says; 0
// when there is none.
func (n *notary) contained(ctx context.Context, signed []byte) (size int64, err error) {
	if signed == nil {
		return 0, nil
	}
	c, err := proof.OpenCheckpoint(signed, n.key.Public)
	if err != nil {
		return 0, fmt.Errorf("%w (what was signed last: %w)", ErrLogKey, err)
	}
	tree := *n.bank.writer.tree.Load()
	if c.N > tree.Size() {
		return 0, fmt.Errorf("%w (%d entries were signed, and there are %d)", ErrForked, c.N, tree.Size())
	}
	var root tlog.Hash
	err = n.bank.Read(ctx, func(v *View) error {
		root, err = tree.At(c.N, v.fullTile)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("%w (%w)", ErrForked, err)
	}
	if root != c.Hash {
		return 0, fmt.Errorf("%w (the first %d entries are not those that were signed)", ErrForked, c.N)
	}
	return c.N, nil
}

func (n *notary) loop(ctx context.Context) {
	defer close(n.ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.bank.writer.grown:
		}
		n.try(context.Background())
		select {
		case <-ctx.Done():
			return
		case <-time.After(signEvery):
		}
	}
}

// try signs the log as it is now. A failure keeps nobody from calling; it is
// tried again.
func (n *notary) try(ctx context.Context) {
	err := n.signPolicies(ctx)
	tree := *n.bank.writer.tree.Load()
	if s := n.shown.Load(); s == nil || s.tree.Size() < tree.Size() {
		err = errors.Join(err, n.sign(ctx, tree))
	}
	if err == nil || errors.Is(err, ErrClosed) {
		return
	}
	n.seldom.Do(func() { n.log.Warn("the log cannot be signed; it is tried again", "err", err) })
	n.bank.writer.ring()
}

// sign signs tree, unless as much or more was signed already.
func (n *notary) sign(ctx context.Context, tree proof.Tree) error {
	n.seal.Lock()
	defer n.seal.Unlock()
	root, err := tree.Hash()
	if err != nil {
		return err
	}
	signed, err := n.key.Sign(tlog.Tree{N: tree.Size(), Hash: root})
	if err != nil {
		return err
	}
	newer := false
	err = n.bank.Write(ctx, func(tx *Tx) (err error) {
		newer, err = tx.insert(`INSERT INTO checkpoints (id, log, size, note)
			SELECT coalesce(max(id), 0) + 1, $1, $2, $3 FROM checkpoints
			HAVING NOT EXISTS (SELECT 1 FROM checkpoints WHERE log = $1 AND size >= $2)`, n.id, tree.Size(), string(signed))
		return err
	})
	if err != nil || !newer {
		return err
	}
	if err := replace(n.file, signed); err != nil {
		return err
	}
	n.shown.Store(&shown{signed, tree})
	select {
	case n.rang <- struct{}{}:
	default:
	}
	return nil
}
