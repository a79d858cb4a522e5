package demo

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// FirstCall is the story that `hourline demo --play` plays.
//
//go:embed first-call.story
var FirstCall string

// Story plays scripts on the phones of the town. Besides what every story
// knows, it knows `balance zhang +120`, what was saved since the last look,
// `tickets callback`, what a person must do, `signals wrong-cells`, what is odd,
// `card wang`, a home card for whoever is rung there (`replaced` for a lost one),
// and `clock -1h`: somebody sets the gateway's clock; the carrier has its own.
// What else staff do at their desk is in story_staff.go, story_redeem.go
// and story_transfer.go.
// {card} is what a helper reads in the cell that was asked for, {wrong} is not,
// {old} stood there on a card that was replaced;
// {pin} is the one that was set for whoever presses it, {guess} is not; {zhou}
// and {wang} are the numbers on their member cards.
// {visit} is the code of the visit that is in somebody's home.
// `drill 翠湖社区` begins a drill there; `crash` ends the gateway as a power cut
// does, and `restart` starts it again.
func (t *Town) Story(transcript io.Writer) *carrier.Story {
	balances := map[string]int64{}
	return &carrier.Story{
		Network: t.Network, Hotline: Hotline, Settle: t.Settle, Advance: func(d time.Duration) { t.Clock.Walk(d, t.Settle) },
		Transcript: transcript,
		Extract: map[string]*regexp.Regexp{
			"request": regexp.MustCompile(`(?:接|JD|TAKE) (\d+)`),
			"code":    regexp.MustCompile(`(?:KS|JS|CX) (\d{4})`),
			"ticket":  regexp.MustCompile(`(?:BW|CK) (\d+)`),
			"receipt": regexp.MustCompile(`(?:收条号|Receipt )(\d{4} \d{4} \d{4})`),
			"case":    regexp.MustCompile(`(?:案号|case |Case )\D*(\d+)`),
		},
		Knows: map[string]func(*carrier.Handset) (string, bool){
			"card": t.reads(0, hangsThere), "wrong": t.reads(1, hangsThere), "old": t.reads(0, replaced), "visit": t.codeAt,
			"pin": t.knowsPIN, "guess": guessesPIN, "zhou": t.cardOf("zhou"), "wang": t.cardOf("wang"),
		},
		Verbs: map[string]func([]string) error{
			"card":     t.card,
			"visit":    t.visit,
			"signals":  t.signals,
			"balance":  func(args []string) error { return t.balance(balances, args) },
			"tickets":  t.tickets,
			"clock":    t.setClock,
			"drill":    t.drill,
			"crash":    t.crash,
			"restart":  t.restart,
			"enrol":    t.enrol,
			"checkin":  t.checkin,
			"approve":  t.approve,
			"consent":  t.consent,
			"policy":   t.policy,
			"grant":    t.grant,
			"paid":     t.paid,
			"pool":     t.pool,
			"family":   t.family,
			"saved":    t.saved,
			"fund":     t.fund,
			"redeem":   t.redeem,
			"pin":      t.pin,
			"transfer": t.transfer,
		},
	}
}

// tooLong is how long anything may take that does not wait for policy time.
const tooLong = 30 * time.Second

// Settle waits until nothing is under way on either side: only the passing of
// time, or a person, can make anything happen then.
func (t *Town) Settle() {
	for deadline := time.Now().Add(tooLong); time.Now().Before(deadline); time.Sleep(500 * time.Microsecond) {
		begun := t.Network.Begun()
		if !t.Network.Idle() {
			continue
		}
		if t.stop == nil { // it has crashed
			return
		}
		if idle, err := t.App.Centre.Idle(context.Background()); err != nil || !idle {
			continue
		}
		if t.Network.Idle() && t.Network.Begun() == begun {
			return
		}
	}
}

// balance checks how much a member's hours have grown since the last look.
func (t *Town) balance(before map[string]int64, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("write it like: balance zhang +120")
	}
	want, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return fmt.Errorf("%q is no number of minutes", args[1])
	}
	m, err := t.person(args[0])
	if err != nil {
		return err
	}
	book, err := t.App.Centre.Passbook(context.Background(), m.ID)
	if err != nil {
		return err
	}
	if got := book.Balance - before[args[0]]; got != want {
		return fmt.Errorf("%s's hours changed by %+d minutes", args[0], got)
	}
	before[args[0]] = book.Balance
	return nil
}

// tickets checks the kinds of the open tickets, the most urgent first; none
// for no words.
func (t *Town) tickets(want []string) error {
	open, err := t.App.Centre.Tickets(context.Background())
	if err != nil {
		return err
	}
	var got []string
	for _, k := range open {
		got = append(got, string(k.Kind))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		return fmt.Errorf("the open tickets are %v", got)
	}
	return nil
}

// setClock sets the gateway's clock by so much, while no time passes.
func (t *Town) setClock(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("write it like: clock -1h")
	}
	by, err := time.ParseDuration(args[0])
	if err != nil {
		return fmt.Errorf("%q is no time to set a clock by; write it like +1h or -30m", args[0])
	}
	t.Clock.Step(by)
	return nil
}

// Play plays one script, given as text.
func (t *Town) Play(ctx context.Context, script string, transcript io.Writer) error {
	parsed, err := carrier.ParseStory(strings.NewReader(script))
	if err != nil {
		return err
	}
	return t.Story(transcript).Run(ctx, parsed)
}
