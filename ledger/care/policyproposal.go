package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// What cannot be done with a policy.
var (
	ErrNotCoordinator = errors.New("this is for coordinators: members with the role coordinator")
	ErrNoProposal     = errors.New("no proposal of that number waits; \"hourline policy list\" shows those that do")
	ErrSamePolicy     = errors.New("it says what the policy in force then says already")
	ErrPast           = errors.New("a policy takes effect in the future, or as soon as it is confirmed: nothing that was done is changed")
	ErrOvertaken      = errors.New("it was overtaken: another version came since it was written, and would be undone by it")
	ErrTooLate        = errors.New("the date from which it was to be in force has passed")
)

// A PolicyDraft is a policy that a coordinator wants.
type PolicyDraft struct {
	Body  []byte    // the file
	At    time.Time // from when; zero for as soon as it is confirmed
	Actor string    // member number of the coordinator
	Note  string    // why; may be empty
	Check bool      // only look for faults
}

// A Proposal is a draft that waits for a second coordinator.
type Proposal struct {
	ID       int64
	Body     []byte
	At       time.Time // zero for as soon as it is confirmed
	Base     int64     // the version that it was written against
	Note     string
	First    string // member number of whoever proposed it
	Proposed time.Time
	Fault    error // why it cannot be confirmed any more: ErrOvertaken, ErrTooLate; nil

	Changes []PolicyChange // against its base
	Until   time.Time      // from when a version that is known already takes its place; zero for never
}

// ProposePolicy keeps a policy for a second coordinator to confirm, and changes
// nothing else. A bad one is refused with every fault. The same again is the
// same proposal.
func (c *Centre) ProposePolicy(ctx context.Context, d PolicyDraft) (p Proposal, err error) {
	body, base := withoutHeading(d.Body)
	if err := CheckPolicy(body); err != nil {
		return p, fmt.Errorf("the policy was not stored:\n%w", err)
	}
	d.Body = body
	err = c.write(ctx, func(v *verb) error {
		if p, err = v.draft(d, base); err != nil || d.Check {
			return err
		}
		if p.ID, err = v.proposalLike(p); err != nil || p.ID != 0 {
			return err
		}
		err = v.QueryRow(`INSERT INTO policy_proposals (body, at, base, note, first, proposed_at)
			VALUES ($1, $2, $3, $4, (SELECT id FROM members WHERE number = $5), $6) RETURNING id`,
			string(p.Body), msOrNull(p.At), p.Base, p.Note, p.First, ms(v.now)).Scan(&p.ID)
		if err != nil {
			return err
		}
		return v.audit(Deed{Actor: p.First, What: "policy proposed", Ref: p.ID, Note: p.Note})
	})
	if err != nil {
		return p, fmt.Errorf("propose a policy: %w", err)
	}
	return p, nil
}

// draft is the proposal that a draft would be.
func (v *verb) draft(d PolicyDraft, base int64) (p Proposal, err error) {
	by, err := coordinator(v.View, d.Actor)
	if err != nil {
		return p, err
	}
	if !d.At.IsZero() && !d.At.After(v.now) {
		return p, ErrPast
	}
	if d.Note = strings.Join(strings.Fields(d.Note), " "); len([]rune(d.Note)) > longestOutcome {
		return p, fmt.Errorf("the reason may have %d letters", longestOutcome)
	}
	p = Proposal{Body: d.Body, At: d.At, Note: d.Note, First: by.Number, Proposed: v.now}
	before, err := p.replaces(v.View, v.policy, v.now)
	if err != nil {
		return p, err
	}
	if p.Base = before.Version; base != 0 && base != p.Base {
		return p, fmt.Errorf("the file was made from version %d, and version %d is in force then; make the change in that one: hourline policy show --revision %d", base, p.Base, p.Base)
	}
	if len(p.Changes) == 0 {
		return p, ErrSamePolicy
	}
	return p, nil
}

// replaces is the version whose place a proposal takes; it fills in what changes
// and until when.
func (p *Proposal) replaces(v *ledger.View, policy *Policy, now time.Time) (before ledger.Policy, err error) {
	at := now
	if p.At.After(now) {
		at = p.At
	}
	if before, err = v.PolicyAt(at); errors.Is(err, ledger.ErrNoPolicy) {
		before, err = v.Policy(1)
	}
	if err != nil {
		return before, err
	}
	if p.Changes, err = ComparePolicies(before.Body, p.Body); err != nil {
		return before, err
	}
	next, err := v.NextPolicyAt(at)
	if !next.IsZero() {
		p.Until = next.In(policy.Place)
	}
	return before, err
}

// proposalLike is the proposal that waits and says the same, 0 for none.
func (v *verb) proposalLike(p Proposal) (id int64, err error) {
	err = v.QueryRow(`SELECT id FROM policy_proposals WHERE state = 'waiting' AND body = $1 AND coalesce(at, 0) = $2 AND base = $3
		ORDER BY id LIMIT 1`, string(p.Body), atOrZero(p.At), p.Base).Scan(&id)
	return id, ignoreNoRows(err)
}

func atOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return ms(t)
}

// coordinator is the member with this number, who must be a coordinator.
func coordinator(v *ledger.View, number string) (Member, error) {
	m, err := worker(v, number)
	if err == nil && !m.Roles.Has(Coordinator) {
		err = ErrNotCoordinator
	}
	return m, err
}

// ConfirmPolicy makes a proposal a version of the policy, once a second
// coordinator wants it too. It is in force from its date, or from now.
func (c *Centre) ConfirmPolicy(ctx context.Context, id int64, actor string) (version int64, from time.Time, err error) {
	err = c.write(ctx, func(v *verb) error {
		p, by, err := v.decides(id, actor)
		if err != nil {
			return err
		}
		first, err := worker(v.View, p.First)
		if err != nil {
			return err
		}
		if err := fourEyes(v.View, by, []Member{first}, nil); err != nil {
			return err
		}
		if p.Fault != nil {
			return fmt.Errorf("%w; withdraw it, and set the policy anew", p.Fault)
		}
		if err := CheckPolicy(p.Body); err != nil { // by the rules of today's program
			return err
		}
		if from = p.At; from.IsZero() {
			from = v.now
		}
		if version, err = v.AddPolicy(p.Body, from, p.First+" "+by.Number); err != nil {
			return err
		}
		return errors.Join(v.decided(p, by, "confirmed", version, ""), v.policyIsNext(from))
	})
	if err != nil {
		return 0, from, fmt.Errorf("proposal %d: %w", id, err)
	}
	return version, from, nil
}

// WithdrawPolicy gives a proposal up. Any coordinator may.
func (c *Centre) WithdrawPolicy(ctx context.Context, id int64, actor, reason string) error {
	err := c.write(ctx, func(v *verb) error {
		p, by, err := v.decides(id, actor)
		if err != nil {
			return err
		}
		return v.decided(p, by, "withdrawn", 0, reason)
	})
	if err != nil {
		return fmt.Errorf("proposal %d: %w", id, err)
	}
	return nil
}

// decides is a proposal that waits, and the coordinator who decides on it.
func (v *verb) decides(id int64, actor string) (p Proposal, by Member, err error) {
	if by, err = coordinator(v.View, actor); err != nil {
		return p, by, err
	}
	all, err := proposals(v.View, v.policy, v.now, `state = 'waiting' AND p.id = $1`, id)
	if err != nil {
		return p, by, err
	}
	if len(all) == 0 {
		return p, by, ErrNoProposal
	}
	return all[0], by, nil
}

func (v *verb) decided(p Proposal, by Member, state string, version int64, note string) error {
	if note = strings.Join(strings.Fields(note), " "); len([]rune(note)) > longestOutcome {
		return fmt.Errorf("the reason may have %d letters", longestOutcome)
	}
	if _, err := v.Exec(`UPDATE policy_proposals SET state = $1, decided_by = $2, decided_at = $3, version = $4 WHERE id = $5`,
		state, by.ID, ms(v.now), version, p.ID); err != nil {
		return err
	}
	return v.audit(Deed{Actor: by.Number, What: "policy " + state, Ref: p.ID, Note: note})
}

// Proposals are those that wait, the oldest first.
func (c *Centre) Proposals(ctx context.Context) (all []Proposal, err error) {
	err = c.read(ctx, func(v *ledger.View, policy *Policy) error {
		all, err = proposals(v, policy, v.Now, `state = 'waiting'`)
		return err
	})
	return all, err
}

func proposals(v *ledger.View, policy *Policy, now time.Time, where string, args ...any) ([]Proposal, error) {
	all, err := collect(v, func(r *sql.Rows) (p Proposal, err error) {
		var at, proposed *int64
		var body string
		err = r.Scan(&p.ID, &body, &at, &p.Base, &p.Note, &p.First, &proposed)
		p.Body, p.At, p.Proposed = []byte(body), policy.moment(at), policy.moment(proposed)
		return p, err
	}, `SELECT p.id, p.body, p.at, p.base, p.note, m.number, p.proposed_at FROM policy_proposals p JOIN members m ON m.id = p.first
		WHERE `+where+` ORDER BY p.id`, args...)
	for i := range all {
		if err == nil {
			err = all[i].judge(v, policy, now)
		}
	}
	return all, err
}

// judge tells whether a proposal can still be confirmed.
func (p *Proposal) judge(v *ledger.View, policy *Policy, now time.Time) error {
	before, err := p.replaces(v, policy, now)
	switch {
	case err != nil:
		return err
	case !p.At.IsZero() && !p.At.After(now):
		p.Fault = ErrTooLate
	case before.Version != p.Base:
		p.Fault = fmt.Errorf("%w (version %d, and it was written against %d)", ErrOvertaken, before.Version, p.Base)
	}
	return nil
}

// policyIsNext has the change of policy taken up at its moment.
func (v *verb) policyIsNext(from time.Time) error {
	v.queued[timers] = true
	_, err := v.Exec(`UPDATE policy_taken SET next_at = min(coalesce(next_at, $1), $1) WHERE one = 1`, ms(from))
	return err
}

// takeUp does what a policy that has begun asks for at once: what was planned by
// the one before is planned anew. Every verb is under the new one already.
func (v *verb) takeUp() error {
	if err := v.planPolicy(); err != nil {
		return err
	}
	v.everybodyLooks()
	version := v.policy.Version
	v.told = append(v.told, func() { v.log.Info("a policy is in force", "version", version) })
	return errors.Join(v.planSelfTest(0), v.planSweep(), v.planOpenings(), v.planYearly(), v.lookAtVisits(), v.lookAtCheckins(), v.lookAtRosters())
}

// planPolicy sets when the next policy is taken up.
func (v *verb) planPolicy() error {
	v.queued[timers] = true
	next, err := v.NextPolicyAt(v.now)
	if err != nil {
		return err
	}
	_, err = v.Exec(`UPDATE policy_taken SET version = $1, next_at = $2 WHERE one = 1`, v.policy.Version, msOrNull(next))
	return err
}

// A PolicyVersion is one of the policies that the books hold.
type PolicyVersion struct {
	Version  int64
	From     time.Time
	Recorded time.Time
	Actor    string
	InForce  bool
}

// PolicyVersions are all versions, the oldest first.
func (c *Centre) PolicyVersions(ctx context.Context) (all []PolicyVersion, err error) {
	err = c.read(ctx, func(v *ledger.View, policy *Policy) error {
		now, err := v.PolicyAt(v.Now)
		if err != nil {
			return err
		}
		all, err = collect(v, func(r *sql.Rows) (p PolicyVersion, err error) {
			var from, recorded *int64
			err = r.Scan(&p.Version, &from, &recorded, &p.Actor)
			p.From, p.Recorded, p.InForce = policy.moment(from), policy.moment(recorded), p.Version == now.Version
			return p, err
		}, `SELECT version, effective_at, recorded_at, actor FROM policies ORDER BY version`)
		return err
	})
	return all, err
}

// BuiltInPolicy is the policy that a new bank begins with.
func BuiltInPolicy() []byte { return append([]byte(nil), defaultPolicy...) }
