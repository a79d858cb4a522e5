package care

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
)

//go:embed policy.toml
var defaultPolicy []byte

// A Policy is every number that the centre may change. It is data: dated,
// versioned, and stored in the ledger, which calls it an opaque body.
type Policy struct {
	Version int64          `toml:"-"` // as the ledger numbers it
	Zone    string         `toml:"zone"`
	Place   *time.Location `toml:"-"` // Zone, loaded

	Hours     Hours           `toml:"hours"`
	Visit     VisitPolicy     `toml:"visit"`
	Evidence  EvidencePolicy  `toml:"evidence"`
	Dispatch  DispatchPolicy  `toml:"dispatch"`
	Announce  AttemptPolicy   `toml:"announce"`
	Confirm   AttemptPolicy   `toml:"confirm"`
	Reminders ReminderPolicy  `toml:"reminders"`
	Tickets   TicketPolicy    `toml:"tickets"`
	Workdays  Workdays        `toml:"workdays"`
	Checkin   AttemptPolicy   `toml:"checkin"`
	Emergency EmergencyPolicy `toml:"emergency"`
	Outbox    OutboxPolicy    `toml:"outbox"`
	Strangers StrangerPolicy  `toml:"strangers"`
	Spending  SpendingPolicy  `toml:"spending"`
	Watch     WatchPolicy     `toml:"watch"`
	Signals   SignalPolicy    `toml:"signals"`
	Caps      CapPolicy       `toml:"caps"`
	Ages      AgePolicy       `toml:"ages"`
	Grants    []GrantPolicy   `toml:"grants"`
	Family    FamilyPolicy    `toml:"family"`
	Redeem    RedeemPolicy    `toml:"redeem"`
	Passbook  PassbookPolicy  `toml:"passbook"`
	Transfer  TransferPolicy  `toml:"transfer"`
	Goods     []Good          `toml:"goods"`
}

// Hours are the parts of the day in which something may be done.
type Hours struct {
	Staffed Span `toml:"staffed"`
	Calls   Span `toml:"calls"`
	Confirm Span `toml:"confirm"`
	Texts   Span `toml:"texts"`
}

// VisitPolicy says how a visit is planned and credited. Minutes are whole.
type VisitPolicy struct {
	RoundMinutes    int64          `toml:"round_minutes"`
	CapMinutes      int64          `toml:"cap_minutes"`
	TooShortMinutes int64          `toml:"too_short_minutes"`
	TooLongMinutes  int64          `toml:"too_long_minutes"`
	Undo            Duration       `toml:"undo"`
	Stale           Duration       `toml:"stale"`
	Lock            Duration       `toml:"lock"` // after it, hours are corrected only if a coordinator allows it
	Slots           []TimeOfDay    `toml:"slots"`
	Lead            Duration       `toml:"lead"`
	AnyDays         int            `toml:"any_days"`
	PlannedMinutes  map[Kind]int64 `toml:"planned_minutes"`
}

// DispatchPolicy says how volunteers are asked.
type DispatchPolicy struct {
	Ring        int      `toml:"ring"`
	Every       Duration `toml:"every"`
	GiveUp      Duration `toml:"give_up"`
	WrongCodes  int      `toml:"wrong_codes"`
	WrongWindow Duration `toml:"wrong_window"`
	Lock        Duration `toml:"lock"`

	WrongCodesDay int `toml:"wrong_codes_day"` // in 24 hours, then locked until fewer are that young

	TurnDays       int          `toml:"turn_days"`       // how long a visit counts when it is asked whose turn it is
	DayMinutes     int64        `toml:"day_minutes"`     // the most that one volunteer takes on for a day
	WeekMinutes    int64        `toml:"week_minutes"`    // and from Monday to Sunday
	Offers         int          `toml:"offers"`          // the most for one request, until somebody falls out
	OffersADay     int          `toml:"offers_a_day"`    // to one volunteer, but for what is urgent
	SilenceMinutes int64        `toml:"silence_minutes"` // what an offer that is not answered counts in turns
	SilenceMost    int64        `toml:"silence_most"`    // and all of them together
	Look           int          `toml:"look"`            // how many volunteers of one circle are looked at for a ring
	Pairs          bool         `toml:"pairs"`           // a first visit is made with somebody experienced
	PairBefore     Duration     `toml:"pair_before"`     // the start: until then a companion is looked for
	Near           []Vicinity   `toml:"near"`
	Urgent         UrgentPolicy `toml:"urgent"`
}

// A RingPolicy says how rounds of offers follow one another.
type RingPolicy struct {
	Ring   int      `toml:"ring"`
	Every  Duration `toml:"every"`
	GiveUp Duration `toml:"give_up"`
}

// UrgentPolicy is how somebody is found for a volunteer who does not come.
type UrgentPolicy struct {
	RingPolicy
	Within Duration `toml:"within"` // of the time at which the visit is to begin
}

// A Vicinity is communities whose volunteers go to one another.
type Vicinity struct {
	Communities []string `toml:"communities"`
}

// AttemptPolicy says how often an elder is rung about one thing.
type AttemptPolicy struct {
	After    Duration `toml:"after"`
	Attempts int      `toml:"attempts"`
	Every    Duration `toml:"every"`
	DoorWord Duration `toml:"door_word"` // from asking for the door word to the call that tells it
}

// TicketPolicy says how soon a person must act.
type TicketPolicy struct {
	Urgent     Duration `toml:"urgent"` // an elder waits at the door
	Callback   Duration `toml:"callback"`
	Unfinished Duration `toml:"unfinished"`
	Other      Duration `toml:"other"`

	FirstContact Duration `toml:"first_contact"` // an elder newly in the books is visited
	Later        Duration `toml:"later"`         // what "later" means on the telephone
	Supervisor   Duration `toml:"supervisor"`    // overdue for so long, and coordinators are told, not the owner alone
	Again        Duration `toml:"again"`         // and again so often, while nobody closes it
	TellEvery    Duration `toml:"tell_every"`    // nobody is told more often that something is overdue
}

// EmergencyPolicy says how people are called for help, where a community has
// no ladder of its own.
type EmergencyPolicy struct {
	CancelWithin Duration `toml:"cancel_within"`
	RingFor      Duration `toml:"ring_for"`
	BusyAgain    Duration `toml:"busy_again"`
	CheckAfter   Duration `toml:"check_after"`   // from the acceptance to the call that asks how it stands
	DrillFor     Duration `toml:"drill_for"`     // a drill that nobody accepts is over then
	FallbackName string   `toml:"fallback_name"` // as it is spoken
	Plan                  // of an alarm
	Cancelled    Plan     `toml:"cancelled"` // after an alarm that was a mistake: somebody rings the elder
	Silent       Plan     `toml:"silent"`    // after calls in which nothing was pressed
}

// OutboxPolicy says how patiently the outbox tries.
type OutboxPolicy struct {
	Lease        Duration `toml:"lease"`
	CallLasts    Duration `toml:"call_lasts"`
	TextAttempts int      `toml:"text_attempts"`
	RetryFrom    Duration `toml:"retry_from"`
	RetryTo      Duration `toml:"retry_to"`
}

// StrangerPolicy is the most that people who are not in the books may cost in
// a day. Zero answers nobody.
type StrangerPolicy struct {
	Texts int64 `toml:"texts"`
	Calls int64 `toml:"calls"`
	Fen   int64 `toml:"fen"`
}

// SpendingPolicy is what the carrier is reckoned to charge.
type SpendingPolicy struct {
	TextFen     int64 `toml:"text_fen"`     // one text of one segment
	CallFen     int64 `toml:"call_fen"`     // one minute
	CallMinutes int64 `toml:"call_minutes"` // how long a call is reckoned to last
	DayFen      int64 `toml:"day_fen"`      // a day that costs so much is shown to staff
}

// WatchPolicy says how late is too late for whoever is to be woken.
type WatchPolicy struct {
	StepAfter Duration `toml:"step_after"` // a step of a ladder
	CallAfter Duration `toml:"call_after"` // what an emergency has to say, and the carrier has not taken

	SelfTestAt     []TimeOfDay `toml:"selftest_at"` // when the chain is tested every day; empty for never
	SelfTestWithin Duration    `toml:"selftest_within"`
}

// ParsePolicy reads a policy file and refuses one that could not be carried
// out, naming every fault that it found.
func ParsePolicy(body []byte) (*Policy, error) {
	var p Policy
	meta, err := toml.Decode(string(body), &p)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		if !slices.Contains(retired, key.String()) {
			faults = append(faults, fmt.Errorf("%q is no setting; look for a spelling mistake", key))
		}
	}
	if err := p.fillIn(meta); err != nil {
		return nil, err
	}
	if p.Place, err = time.LoadLocation(p.Zone); err != nil || p.Zone == "" {
		faults = append(faults, fmt.Errorf("zone %q is unknown; write it like Asia/Shanghai", p.Zone))
	}
	if err := errors.Join(append(faults, p.check())...); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return &p, nil
}

// builtInSettings are those of the built-in policy, and wholeBuiltIn is all of
// it, as most books hold it. They are read once, and nobody changes what they
// hold.
var (
	builtInSettings = sync.OnceValues(func() (p Policy, err error) {
		err = toml.Unmarshal(defaultPolicy, &p)
		return p, err
	})
	wholeBuiltIn = sync.OnceValues(func() (*Policy, error) { return ParsePolicy(defaultPolicy) })
)

// retired are settings that stored policies may still hold.
var retired = []string{"tickets.silent", "tickets.case_cancelled"}

// fillIn gives a policy that was stored before a setting was invented the
// built-in one: the books must open with every version that they hold.
func (p *Policy) fillIn(stored toml.MetaData) error {
	builtIn, err := builtInSettings()
	if err != nil {
		return fmt.Errorf("built-in policy: %w", err)
	}
	if !stored.IsDefined("strangers") {
		p.Strangers = builtIn.Strangers
	}
	if !stored.IsDefined("spending") {
		p.Spending = builtIn.Spending
	}
	if !stored.IsDefined("watch") {
		p.Watch = builtIn.Watch
	}
	if !stored.IsDefined("watch", "selftest_within") {
		p.Watch.SelfTestAt, p.Watch.SelfTestWithin = builtIn.Watch.SelfTestAt, builtIn.Watch.SelfTestWithin
	}
	if !stored.IsDefined("workdays") {
		p.Workdays = builtIn.Workdays
	}
	if !stored.IsDefined("signals") {
		p.Signals = builtIn.Signals
	}
	if !stored.IsDefined("caps") {
		p.Caps = builtIn.Caps.above(p.Visit)
	}
	if !stored.IsDefined("ages") {
		p.Ages = builtIn.Ages
	}
	if !stored.IsDefined("family") {
		p.Family = builtIn.Family
	}
	if !stored.IsDefined("grants") {
		p.Grants = builtIn.Grants
	}
	if !stored.IsDefined("evidence") {
		p.Evidence = builtIn.Evidence
	}
	if !stored.IsDefined("tickets", "urgent") {
		p.Tickets.Urgent = builtIn.Tickets.Urgent
	}
	if !stored.IsDefined("visit", "lock") {
		p.Visit.Lock = builtIn.Visit.Lock
	}
	if !stored.IsDefined("reminders") {
		p.Reminders = builtIn.Reminders
	}
	if r := builtIn.Reminders; !stored.IsDefined("reminders", "again") {
		p.Reminders.OnTheWay, p.Reminders.TellLate, p.Reminders.Again = r.OnTheWay, r.TellLate, r.Again
	}
	if !stored.IsDefined("dispatch", "wrong_codes_day") {
		p.Dispatch.WrongCodesDay = builtIn.Dispatch.WrongCodesDay
	}
	if !stored.IsDefined("dispatch", "offers") {
		p.Dispatch.Offers = builtIn.Dispatch.Offers
	}
	if !stored.IsDefined("dispatch", "offers_a_day") {
		d := builtIn.Dispatch
		p.Dispatch.OffersADay, p.Dispatch.SilenceMinutes, p.Dispatch.SilenceMost = d.OffersADay, d.SilenceMinutes, d.SilenceMost
	}
	if !stored.IsDefined("dispatch", "pairs") {
		p.Dispatch.Pairs, p.Dispatch.PairBefore = builtIn.Dispatch.Pairs, builtIn.Dispatch.PairBefore
	}
	if !stored.IsDefined("dispatch", "urgent") {
		p.Dispatch.Urgent = builtIn.Dispatch.Urgent
	}
	if !stored.IsDefined("dispatch", "turn_days") {
		p.Dispatch.fillIn(builtIn.Dispatch)
	}
	if !stored.IsDefined("checkin") {
		p.Checkin = builtIn.Checkin
	}
	if !stored.IsDefined("tickets", "supervisor") {
		asked := p.Tickets
		p.Tickets = builtIn.Tickets
		p.Tickets.Callback, p.Tickets.Unfinished, p.Tickets.Other = asked.Callback, asked.Unfinished, asked.Other
	}
	if !stored.IsDefined("emergency", "check_after") {
		p.Emergency.fillIn(builtIn.Emergency)
	}
	p.fillInRedeem(stored, builtIn)
	if !stored.IsDefined("passbook") {
		p.Passbook = builtIn.Passbook
	}
	if !stored.IsDefined("transfer") {
		p.Transfer = builtIn.Transfer
	}
	return nil
}

// check finds what could not be carried out.
func (p *Policy) check() error {
	var faults []error
	need := func(ok bool, mend string) {
		if !ok {
			faults = append(faults, errors.New(mend))
		}
	}
	h := p.Hours
	for i, s := range []Span{h.Staffed, h.Calls, h.Confirm, h.Texts} {
		need(s.From < s.To, "hours."+[]string{"staffed", "calls", "confirm", "texts"}[i]+" must end after it begins")
	}
	v := p.Visit
	need(v.RoundMinutes > 0 && v.RoundMinutes <= 60, "visit.round_minutes must be 1 to 60")
	need(v.CapMinutes > 0 && v.CapMinutes <= 1440, "visit.cap_minutes must be 1 to 1440")
	need(v.TooShortMinutes >= 0 && v.TooShortMinutes < v.TooLongMinutes, "visit.too_short_minutes must be less than too_long_minutes")
	need(v.Lock > 0, "visit.lock must be positive")
	need(len(v.Slots) > 0, "visit.slots needs at least one time of day")
	need(v.AnyDays > 0 && v.AnyDays <= 31, "visit.any_days must be 1 to 31")
	for _, k := range Kinds {
		need(v.PlannedMinutes[k] > 0 && v.PlannedMinutes[k] <= 1440, fmt.Sprintf("visit.planned_minutes.%s must be 1 to 1440", k))
	}
	d := p.Dispatch
	need(d.Ring > 0 && d.Every > 0 && d.GiveUp > 0, "dispatch.ring, every and give_up must be positive")
	need(d.WrongCodes > 0 && d.WrongWindow > 0 && d.Lock > 0, "dispatch.wrong_codes, wrong_window and lock must be positive")
	need(d.WrongCodesDay >= d.WrongCodes, "dispatch.wrong_codes_day must be no less than wrong_codes")
	faults = append(faults, d.checkTurns())
	need(p.Announce.Attempts > 0 && p.Announce.Every > 0, "announce.attempts and every must be positive")
	need(p.Confirm.Attempts > 0 && p.Confirm.Every > 0, "confirm.attempts and every must be positive")
	need(p.Outbox.Lease > 0 && p.Outbox.CallLasts > 0 && p.Outbox.RetryFrom > 0 && p.Outbox.RetryTo >= p.Outbox.RetryFrom,
		"outbox.lease, call_lasts and retry_from must be positive, and retry_to no less than retry_from")
	need(p.Outbox.TextAttempts > 0, "outbox.text_attempts must be positive")
	need(p.Checkin.Attempts > 0 && p.Checkin.Every > 0, "checkin.attempts and every must be positive")
	t := p.Tickets
	need(t.FirstContact > 0 && t.Later > 0 && t.Supervisor > 0 && t.Again > 0 && t.TellEvery > 0,
		"tickets.first_contact, later, supervisor, again and tell_every must be positive")
	s := p.Strangers
	need(s.Texts >= 0 && s.Calls >= 0 && s.Fen >= 0, "strangers.texts, calls and fen must not be negative; 0 answers nobody")
	c := p.Spending
	const dear = 100_000 // fen; what costs more is a slip of the pen
	need(c.TextFen >= 0 && c.TextFen <= dear && c.CallFen >= 0 && c.CallFen <= dear, "spending.text_fen and call_fen must be 0 to 100000")
	need(c.CallMinutes >= 0 && c.CallMinutes <= 1440, "spending.call_minutes must be 0 to 1440")
	need(c.DayFen > 0, "spending.day_fen must be positive")
	need(p.Watch.StepAfter > 0 && p.Watch.CallAfter > 0, "watch.step_after and call_after must be positive")
	need(p.Watch.SelfTestWithin > 0, "watch.selftest_within must be positive; to make no self-tests, leave selftest_at empty")
	return errors.Join(append(faults, p.Reminders.check(), p.Emergency.check(), p.Evidence.check(), p.Workdays.check(), p.Signals.check(),
		p.Caps.check(p.Visit), p.Ages.check(), checkGrants(p.Grants), p.Family.check(), p.Redeem.check(), checkGoods(p.Goods), p.Passbook.check(), p.Transfer.check())...)
}

// checkTurns finds why no ring could be chosen.
func (d DispatchPolicy) checkTurns() error {
	switch {
	case d.TurnDays <= 0 || d.TurnDays > 366:
		return errors.New("dispatch.turn_days must be 1 to 366")
	case d.DayMinutes <= 0 || d.DayMinutes > 1440 || d.WeekMinutes < d.DayMinutes || d.WeekMinutes > 7*1440:
		return errors.New("dispatch.day_minutes must be 1 to 1440, and week_minutes no less and at most 10080")
	case d.Offers <= 0 || d.OffersADay <= 0 || d.SilenceMinutes < 0 || d.SilenceMost < 0:
		return errors.New("dispatch.offers and offers_a_day must be positive, and silence_minutes and silence_most not negative")
	case d.Urgent.Ring <= 0 || d.Urgent.Every <= 0 || d.Urgent.GiveUp <= 0 || d.Urgent.Within <= 0:
		return errors.New("dispatch.urgent: ring, every, give_up and within must be positive")
	case d.Look < max(d.Ring, d.Urgent.Ring):
		return errors.New("dispatch.look must be no less than ring and urgent.ring")
	}
	for _, g := range d.Near {
		if len(g.Communities) < 2 {
			return errors.New("each of dispatch.near must name at least two communities")
		}
	}
	return nil
}

// fillIn completes a policy from before turns were counted.
func (d *DispatchPolicy) fillIn(builtIn DispatchPolicy) {
	d.TurnDays, d.DayMinutes, d.WeekMinutes = builtIn.TurnDays, builtIn.DayMinutes, builtIn.WeekMinutes
	d.Look = max(builtIn.Look, d.Ring, d.Urgent.Ring)
}

// check refuses ladders on which somebody could be left alone.
func (e EmergencyPolicy) check() error {
	var faults []error
	if e.RingFor <= 0 || e.BusyAgain <= 0 || e.CheckAfter <= 0 || e.DrillFor <= 0 {
		faults = append(faults, errors.New("emergency.ring_for, busy_again, check_after and drill_for must be positive"))
	}
	if e.FallbackName == "" {
		faults = append(faults, errors.New("emergency.fallback_name is empty; write what the fallback number is called on the phone"))
	}
	if len(e.Steps) > 0 && e.Steps[0].After != 0 {
		faults = append(faults, errors.New("the first of emergency.steps must be after 0s"))
	}
	return errors.Join(append(faults, e.Plan.check("emergency."), e.Cancelled.check("emergency.cancelled."), e.Silent.check("emergency.silent."))...)
}

// fillIn completes a policy from before plans named people: all steps rang
// staff then.
func (e *EmergencyPolicy) fillIn(builtIn EmergencyPolicy) {
	e.CheckAfter, e.DrillFor, e.ElderCalls, e.Cancelled, e.Silent = builtIn.CheckAfter, builtIn.DrillFor, builtIn.ElderCalls, builtIn.Cancelled, builtIn.Silent
	for i := range e.Steps {
		e.Steps[i].Call = []Who{AllStaff}
	}
}
