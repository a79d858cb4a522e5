package care

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

// A council is a street with coordinators, who decide on the policy.
type council struct {
	*street
	zhao, qian Member
	clerk      Member // one of the staff, and no coordinator
	twin       Member // a coordinator with the telephone of 赵
	spouse     Member // a coordinator at the address of 赵
}

func newCouncil(t *testing.T) *council {
	s := newStreet(t)
	c := &council{
		street: s, zhao: s.add("赵主任", Coordinator, phone(20)), qian: s.add("钱主任", Coordinator, phone(21)),
		clerk: s.add("小马", Duty, phone(22)), twin: s.add("赵老师", Coordinator, phone(20), phone(23)),
	}
	var err error
	c.spouse, err = s.AddMember(ctx, Member{Name: "孙主任", Roles: Coordinator, Community: "翠湖", Address: c.zhao.Address, Phones: []Phone{phone(24)}})
	s.must(err)
	return c
}

// edited is the built-in policy with some changes: old, new, old, new.
func edited(t testing.TB, changes ...string) []byte {
	t.Helper()
	body := string(defaultPolicy)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(body, changes[i]) {
			t.Fatalf("the policy has no %q", changes[i])
		}
		body = strings.Replace(body, changes[i], changes[i+1], 1)
	}
	return []byte(body)
}

// proposes has 赵 propose what must be fine.
func (c *council) proposes(at time.Time, changes ...string) Proposal {
	c.t.Helper()
	p, err := c.ProposePolicy(ctx, PolicyDraft{Body: edited(c.t, changes...), At: at, Actor: c.zhao.Number})
	c.must(err)
	return p
}

// round is the rounding that is in force at this moment, as every part of a
// running centre sees it.
func (c *council) round() int64 {
	c.t.Helper()
	said, err := c.policyFor(ctx, c.clock.Now())
	c.must(err)
	var written int64
	c.must(c.write(ctx, func(v *verb) error { written = v.policy.Visit.RoundMinutes; return nil }))
	if said.Visit.RoundMinutes != written {
		c.t.Errorf("it is said that %d, and written as %d", said.Visit.RoundMinutes, written)
	}
	return written
}

func TestAPolicyIsConfirmedByASecondCoordinatorAndBeginsAtItsDate(t *testing.T) {
	c := newCouncil(t)
	from := monday.AddDate(0, 0, 7)
	p := c.proposes(from, "round_minutes = 15 ", "round_minutes = 30 ")
	if len(p.Changes) != 1 || p.Changes[0] != (PolicyChange{"visit.round_minutes", "15", "30"}) || p.Base != 1 {
		t.Errorf("%+v", p)
	}
	if again := c.proposes(from, "round_minutes = 15 ", "round_minutes = 30 "); again.ID != p.ID {
		t.Errorf("the same is proposal %d, and was %d", again.ID, p.ID)
	}
	for _, row := range []struct {
		story string
		by    Member
		want  error
	}{
		{"the same", c.zhao, ErrNotSecond}, {"with the same telephone", c.twin, ErrNotSecond}, {"in the same home", c.spouse, ErrNotSecond},
		{"no coordinator", c.clerk, ErrNotCoordinator}, {"a volunteer", c.zhang, ErrNoWorker},
	} {
		if _, _, err := c.ConfirmPolicy(ctx, p.ID, row.by.Number); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.story, err)
		}
	}
	version, at, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number)
	c.must(err)
	if version != 2 || !at.Equal(from) || c.round() != 15 {
		t.Errorf("version %d from %v; rounded to %d before", version, at, c.round())
	}
	if _, _, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number); !errors.Is(err, ErrNoProposal) {
		t.Errorf("twice: %v", err)
	}
	if next, err := c.nextTick(ctx); err != nil || next.After(from) {
		t.Errorf("it would be taken up at %v (%v)", next, err)
	}
	c.clock.Set(from.Add(-time.Millisecond))
	if c.round() != 15 {
		t.Error("it is in force too early")
	}
	c.clock.Set(from) // in a running process, whatever it remembers
	if c.round() != 30 {
		t.Error("it is not in force at its moment")
	}
	c.must(c.Tick(ctx))
	if taken := one[int64](c.house, `SELECT version FROM policy_taken`); taken != 2 {
		t.Errorf("version %d is taken up", taken)
	}
	deeds := one[string](c.house, `SELECT group_concat(deed, ', ') FROM audit WHERE deed LIKE 'policy%'`)
	if deeds != "policy proposed, policy confirmed" {
		t.Errorf("kept: %s", deeds)
	}
}

// What was served before is worth what was agreed on then, whenever it is stored.
func TestAVisitIsCreditedByThePolicyOfItsDay(t *testing.T) {
	c := newCouncil(t)
	p := c.proposes(monday.Add(24*time.Hour), "round_minutes = 15 ", "round_minutes = 60 ")
	_, _, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number)
	c.must(err)
	r := c.taken(Company)
	c.clock.Set(r.Visit.PlannedAt)
	c.must(c.Start(ctx, c.from(c.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	c.clock.Advance(75 * time.Minute)
	c.must(c.Finish(ctx, c.from(c.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	c.clock.Advance(24 * time.Hour)
	if c.round() != 60 {
		t.Fatal("the new policy is not in force")
	}
	c.must(c.Confirm(ctx, r.Visit.ID, Unmeasured))
	var e ledger.Entry
	c.must(c.Bank.Read(ctx, func(v *ledger.View) (err error) { e, err = v.EntryFor(ledger.KindDeposit, r.Visit.ID); return err }))
	if e.Amount != 75 || e.Policy != 1 {
		t.Errorf("%d minutes under version %d", e.Amount, e.Policy)
	}
	for i, minutes := range []int64{90, 90} { // two of the staff, by the rounding of that day
		by := []Member{c.clerk, c.qian}[i]
		if _, err := c.CorrectVisit(ctx, Correction{Visit: r.Visit.ID, Minutes: minutes, Reason: Edited, Actor: by.Number}); err != nil {
			t.Errorf("corrected by %s: %v", by.Name, err)
		}
	}
	if c.saved() != 90 {
		t.Errorf("corrected to %d", c.saved())
	}
}

func TestABadPolicyIsRefusedWithEveryReasonAndChangesNothing(t *testing.T) {
	c := newCouncil(t)
	body := edited(t, "round_minutes = 15 ", "round_minutes = 0 ", "redeem = 60", "redeeem = 60", "undo = \"30m\"", "#", "\n[signals]", "\n[sign]", `zone = "Asia/Shanghai"`, `zone = "Yunnan"`)
	_, err := c.ProposePolicy(ctx, PolicyDraft{Body: body, Actor: c.zhao.Number})
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, want := range []string{
		"the policy was not stored", "visit.round_minutes must be 1 to 60", `"ages.redeeem" is no setting`, "ages.redeem is missing; the built-in policy has redeem = 60",
		`visit.undo is missing; the built-in policy has undo = "30m"`, "the table [signals] is missing", `zone "Yunnan" is unknown; write it like Asia/Shanghai`, `"sign`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q:\n%v", want, err)
		}
	}
	for story, row := range map[string]struct {
		d    PolicyDraft
		want string
	}{
		"no TOML":                 {PolicyDraft{Body: []byte("zone = \n"), Actor: c.zhao.Number}, "line 1"},
		"nothing changes":         {PolicyDraft{Body: defaultPolicy, Actor: c.zhao.Number}, ErrSamePolicy.Error()},
		"in the past":             {PolicyDraft{Body: edited(t, "ring = 8", "ring = 9"), At: monday, Actor: c.zhao.Number}, ErrPast.Error()},
		"by one of the staff":     {PolicyDraft{Body: edited(t, "ring = 8", "ring = 9"), Actor: c.clerk.Number}, ErrNotCoordinator.Error()},
		"too long":                {PolicyDraft{Body: append(edited(t, "ring = 8", "ring = 9"), []byte(strings.Repeat("#", mostPolicy))...), Actor: c.zhao.Number}, "at most"},
		"made from what is over":  {PolicyDraft{Body: append([]byte("# version 7, in force from then\n"), edited(t, "ring = 8", "ring = 9")...), Actor: c.zhao.Number}, "made from version 7"},
		"a ladder without people": {PolicyDraft{Body: edited(t, `call = ["duty"]`, `call = []`), Actor: c.zhao.Number}, "emergency.steps"},
	} {
		if _, err := c.ProposePolicy(ctx, row.d); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", story, err)
		}
	}
	waiting, err := c.Proposals(ctx)
	if err != nil || len(waiting) != 0 || one[int](c.house, `SELECT count(*) FROM policies`) != 1 {
		t.Errorf("%v are waiting (%v)", waiting, err)
	}
}

func TestAProposalIsOvertakenOrTooLateOrWithdrawn(t *testing.T) {
	c := newCouncil(t)
	first := c.proposes(time.Time{}, "ring = 8", "ring = 9")
	second := c.proposes(time.Time{}, "offers = 40", "offers = 50")
	dated := c.proposes(monday.Add(time.Hour), "offers_a_day = 8", "offers_a_day = 9")
	if first.ID == second.ID || dated.ID == second.ID {
		t.Fatal("they are one")
	}
	_, from, err := c.ConfirmPolicy(ctx, first.ID, c.qian.Number)
	c.must(err)
	if !from.Equal(monday) {
		t.Errorf("from %v", from)
	}
	for _, p := range []Proposal{second, dated} { // each would undo the first
		if _, _, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number); !errors.Is(err, ErrOvertaken) {
			t.Errorf("overtaken: %v", err)
		}
	}
	waiting, err := c.Proposals(ctx)
	c.must(err)
	if len(waiting) != 2 || !errors.Is(waiting[0].Fault, ErrOvertaken) {
		t.Errorf("%+v", waiting)
	}
	c.must(c.WithdrawPolicy(ctx, second.ID, c.qian.Number, "anew"))
	if err := c.WithdrawPolicy(ctx, second.ID, c.qian.Number, ""); !errors.Is(err, ErrNoProposal) {
		t.Errorf("twice: %v", err)
	}
	late := c.proposes(monday.Add(2*time.Hour), "ring = 8", "ring = 7")
	c.clock.Advance(2 * time.Hour)
	if _, _, err := c.ConfirmPolicy(ctx, late.ID, c.qian.Number); !errors.Is(err, ErrTooLate) {
		t.Errorf("after its date: %v", err)
	}
}

// A version that is to come can be given up: the one before it is set anew at
// the same moment.
func TestAVersionThatIsToComeIsGivenUp(t *testing.T) {
	c := newCouncil(t)
	from := monday.AddDate(0, 0, 7)
	p := c.proposes(from, "round_minutes = 15 ", "round_minutes = 30 ")
	_, _, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number)
	c.must(err)
	soon := c.proposes(time.Time{}, "ring = 8", "ring = 9")
	if !soon.Until.Equal(from) {
		t.Errorf("it is not told that another takes its place: %v", soon.Until)
	}
	back := c.proposes(from)
	if len(back.Changes) != 1 || back.Base != 2 {
		t.Errorf("%+v", back)
	}
	_, _, err = c.ConfirmPolicy(ctx, back.ID, c.qian.Number)
	c.must(err)
	c.clock.Set(from)
	if c.round() != 15 {
		t.Error("it came all the same")
	}
}

// A process that was down at the moment takes the policy up when it begins.
func TestAPolicyThatBeganWhileNobodyWasThere(t *testing.T) {
	c := newCouncil(t)
	p := c.proposes(monday.Add(time.Hour), "round_minutes = 15 ", "round_minutes = 30 ")
	_, _, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number)
	c.must(err)
	c.clock.Advance(2 * time.Hour)
	c.restart()
	if c.round() != 30 {
		t.Error("it is not in force")
	}
}

func TestWhatTwoPoliciesSayDifferently(t *testing.T) {
	old, _, _ := strings.Cut(string(defaultPolicy), "[caps]") // from before there were caps
	changes, err := ComparePolicies([]byte(old), edited(t, "minutes = 240\nfrom_age = 80", "minutes = 300\nfrom_age = 80", "stored_minutes = 90000", "stored_minutes = 80000", `slots = ["09:30", "14:30"]`, `slots = ["09:30"]`))
	if err != nil {
		t.Fatal(err)
	}
	want := []PolicyChange{
		{"caps.stored_minutes", "90000", "80000"}, {"grants[1].monthly[1].minutes", "240", "300"}, {"visit.slots", `["09:30", "14:30"]`, `["09:30"]`},
	}
	if len(changes) != len(want) {
		t.Fatalf("%+v", changes)
	}
	for i := range want {
		if changes[i] != want[i] {
			t.Errorf("%+v, want %+v", changes[i], want[i])
		}
	}
	if _, err := ComparePolicies(defaultPolicy, []byte("=")); err == nil {
		t.Error("what cannot be read is compared")
	}
}
