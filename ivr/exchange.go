package ivr

import (
	"context"
	"strconv"

	"hourline/ledger/care"
	"hourline/prompts"
)

// Hours become goods or money by single keys: what, how much, and whether that
// is right. Then the PIN is keyed, or, by those who have none, key 1 in a call
// to the registered telephone. The PIN comes last, so that no address of a call
// needs to say that it was right.

// pinDigits is how many digits a PIN has.
const pinDigits = care.PINLength

// pinSeconds is how long is waited for the next digit of it.
const pinSeconds = 8

// goodsAtOnce is how many goods are offered in one turn.
const goodsAtOnce = 3

// exchangePoints are the nodes of the hotline for it.
var exchangePoints = map[Node]Point{
	"XA": {Say: choices, Keys: true, Allow: ifChoice, Next: ifNoChoice, Needs: needChoice},
	"XW": {Say: whyNot, Keys: true, Needs: needChoice},
	"XC": {Say: amounts, Keys: true, Allow: ifAmount, Needs: needChoice},
	"XG": {Say: goods, Keys: true, Allow: ifGood, Needs: needChoice},
	"XN": {Say: pieces, Keys: true, Allow: ifPiece, Next: ifOnePiece, Needs: needChoice},
	"XK": {Say: whatFor, Keys: true, Needs: needChoice},
	"XP": {Say: say("X.pin"), Keys: true, Row: pinDigits, Think: pinSeconds, Next: ifNoPIN, Needs: needChoice},
	"XR": {Say: turnout, Next: ifNotOrdered, Needs: needTurnout},
	"XL": {Say: say("X.pin.locked", "X.nothing"), Keys: true},
	"XB": {Say: say("X.ring")},
}

// exchangeArrows are the ways between them.
var exchangeArrows = []Arrow{
	{From: []Node{"B"}, Event: "1", To: "XA"},
	{From: []Node{"XA"}, Event: "1", To: "XC"},
	{From: []Node{"XA"}, Event: "2", To: "XG"},
	{From: []Node{"XA"}, Event: none, To: "XW"},
	{From: []Node{"XC"}, Event: "1", To: "XK", Do: chooseAmount},
	{From: []Node{"XC"}, Event: "2", To: "XK", Do: chooseAmount},
	{From: []Node{"XC"}, Event: "3", To: "XK", Do: chooseAmount},
	{From: []Node{"XC"}, Event: "5", To: "XK", Do: chooseAmount},
	{From: []Node{"XG"}, Event: "1", To: "XN", Do: chooseGood},
	{From: []Node{"XG"}, Event: "2", To: "XN", Do: chooseGood},
	{From: []Node{"XG"}, Event: "3", To: "XN", Do: chooseGood},
	{From: []Node{"XG"}, Event: "5", To: here, Do: otherGoods},
	{From: []Node{"XN"}, Event: "1", To: "XK", Do: choosePieces},
	{From: []Node{"XN"}, Event: "2", To: "XK", Do: choosePieces},
	{From: []Node{"XN"}, Event: "3", To: "XK", Do: choosePieces},
	{From: []Node{"XN"}, Event: next, To: "XK"},
	{From: []Node{"XK"}, Event: "1", To: "XP"},
	{From: []Node{"XK"}, Event: "2", To: "XA", Do: noChoice},
	{From: []Node{"XP"}, Event: barred, To: "XL"},
	{From: []Node{"XP"}, Event: alone, To: "XB", Do: orderByCallBack},
	{From: []Node{"XP"}, Event: row, To: "XR", Do: orderByPIN},
	{From: []Node{"XR"}, Event: unknown, To: "XP", Do: func(t *Turn) { t.Said = "X.pin.wrong" }},
	{From: []Node{"XR"}, Event: barred, To: "XL"},
	{From: []Node{"XR"}, Event: missed, To: personNode, Do: func(t *Turn) { t.Said = "X.desk" }},
	{From: []Node{"XA", "XW", "XL"}, Event: "*", To: "B", Do: noChoice},
	{From: []Node{"XC", "XG", "XN", "XK", "XP"}, Event: "*", To: "XA", Do: noChoice},
	{From: []Node{"XA", "XW", "XC", "XG", "XN", "XK", "XP", "XL"}, Event: lost, To: "R", Do: noChoice},
}

func noChoice(t *Turn) { t.Goods, t.Pieces, t.Minutes, t.Page, t.Short = "", 0, 0, 0, true }

// choices are goods, money or both.
func choices(t *Turn) []Words {
	switch {
	case len(t.Choice.Goods) == 0:
		return []Words{t.words("X.cash.only")}
	case t.Choice.All == 0:
		return []Words{t.words("X.goods.only")}
	}
	return []Words{t.words("X")}
}

func ifChoice(t *Turn, key string) bool {
	return (key != "1" || t.Choice.All > 0) && (key != "2" || len(t.Choice.Goods) > 0)
}

func ifNoChoice(t *Turn) string {
	if t.Choice.Nothing() {
		return none
	}
	return ""
}

// whyNot tells the truth to whom nothing can be offered.
func whyNot(t *Turn) []Words {
	if !t.Choice.Nothing() || t.Short {
		return []Words{t.words("X.nothing")}
	}
	return []Words{t.refusal(t.Choice.Why.Why, t.Choice.Why.Minutes), t.words("X.nothing")}
}

// refusal is why hours are not exchanged.
func (t *Turn) refusal(why care.WhyNotRedeemed, minutes int64) Words {
	w := Words{Key: "redeem.no." + string(why), Args: t.args()}
	w.Args["minutes"], w.Args["count"] = prompts.Minutes(minutes), prompts.Count(minutes)
	return w
}

// amounts are what can become money.
func amounts(t *Turn) (out []Words) {
	for i, m := range t.Choice.Cash {
		w := t.words("X.cash")
		w.Args["minutes"], w.Args["digit"] = prompts.Minutes(m), prompts.Key(i+1)
		out = append(out, w)
	}
	all := t.words("X.cash.all")
	all.Args["minutes"] = prompts.Minutes(t.Choice.All)
	return append(out, all)
}

func ifAmount(t *Turn, key string) bool {
	if key == "5" {
		return t.Choice.All > 0
	}
	n, err := strconv.Atoi(key)
	return err != nil || n == 0 || n > 3 || n <= len(t.Choice.Cash)
}

func chooseAmount(t *Turn) {
	t.Goods, t.Pieces, t.Minutes = "", 1, t.Choice.All
	if n, _ := strconv.Atoi(t.Digit); n <= len(t.Choice.Cash) {
		t.Minutes = t.Choice.Cash[n-1]
	}
}

// page are the goods that are offered now, and whether there are others.
func (t *Turn) page() (now []care.Offer, others bool) {
	all := t.Choice.Goods
	if len(all) == 0 {
		return nil, false
	}
	from := t.Page * goodsAtOnce
	if from >= len(all) {
		from = 0
	}
	return all[from:min(from+goodsAtOnce, len(all))], len(all) > goodsAtOnce
}

// goods are what there is, three at a time.
func goods(t *Turn) (out []Words) {
	now, others := t.page()
	for i, g := range now {
		w := t.words("X.goods")
		w.Args["what"], w.Args["minutes"], w.Args["digit"] = prompts.Goods(g.Name(t.Lang), 1), prompts.Minutes(g.Minutes), prompts.Key(i+1)
		out = append(out, w)
	}
	if others {
		out = append(out, t.words("X.goods.more"))
	}
	if len(out) == 0 {
		return []Words{t.words("X.nothing")}
	}
	return out
}

func ifGood(t *Turn, key string) bool {
	now, others := t.page()
	if key == "5" {
		return others
	}
	n, err := strconv.Atoi(key)
	return err != nil || n == 0 || n > goodsAtOnce || n <= len(now)
}

func chooseGood(t *Turn) {
	now, _ := t.page()
	n, _ := strconv.Atoi(t.Digit)
	g := now[n-1]
	if t.Goods, t.Minutes, t.Pieces, t.Page = g.Code, g.Minutes, 0, 0; g.Pieces == 1 {
		t.Pieces = 1
	}
}

func otherGoods(t *Turn) {
	t.Page++
	if t.Page*goodsAtOnce >= len(t.Choice.Goods) {
		t.Page = 0
	}
}

// most is how many pieces the hours are enough for.
func (t *Turn) most() int64 {
	for _, g := range t.Choice.Goods {
		if g.Code == t.Goods {
			return g.Pieces
		}
	}
	return 1
}

// pieces asks how many, where more than one can be had.
func pieces(t *Turn) (out []Words) {
	for n := range t.most() {
		w := t.words("X.pieces")
		w.Args["count"], w.Args["digit"] = prompts.Count(n+1), prompts.Key(int(n+1))
		out = append(out, w)
	}
	return out
}

func ifPiece(t *Turn, key string) bool {
	n, err := strconv.ParseInt(key, 10, 64)
	return err != nil || n == 0 || n > 3 || n <= t.most()
}

// ifOnePiece passes over a question that has one answer.
func ifOnePiece(t *Turn) string {
	if t.Pieces > 0 {
		return next
	}
	return ""
}

func choosePieces(t *Turn) { t.Pieces, _ = strconv.ParseInt(t.Digit, 10, 64) }

// whatFor repeats what was chosen.
func whatFor(t *Turn) []Words {
	w := t.words("X.confirm")
	w.Args["what"] = prompts.Money(t.Minutes * t.Choice.HourFen / 60)
	for _, g := range t.Choice.Goods {
		if g.Code == t.Goods {
			w.Args["what"] = prompts.Goods(g.Name(t.Lang), t.Pieces)
		}
	}
	w.Args["minutes"] = prompts.Minutes(t.Minutes * max(t.Pieces, 1))
	return []Words{w}
}

// ifNoPIN leads whoever has none to a call to the registered telephone, and
// whoever's is locked to a person.
func ifNoPIN(t *Turn) string {
	switch {
	case t.Choice.Locked:
		return barred
	case !t.Choice.PIN:
		return alone
	}
	return ""
}

// order is what was chosen in this call.
func (t *Turn) order() care.PhoneOrder {
	o := care.PhoneOrder{Source: t.source(), Member: t.Who.ID, Goods: t.Goods, Pieces: t.Pieces}
	if o.Goods == "" {
		o.Pieces, o.Minutes = 0, t.Minutes
	}
	return o
}

func orderByPIN(t *Turn) {
	o, pin := t.order(), t.Digit
	t.want("order", func(ctx context.Context, c *care.Centre) error { return c.OrderByPIN(ctx, o, pin) })
}

func orderByCallBack(t *Turn) {
	o := t.order()
	t.want("call back", func(ctx context.Context, c *care.Centre) error { return c.OrderByCallBack(ctx, o) })
}

// ifNotOrdered leads on from an order that came to nothing.
func ifNotOrdered(t *Turn) string {
	switch t.Turnout.Outcome {
	case care.WrongPIN:
		return unknown
	case care.Locked:
		return barred
	case care.NoOutcome, care.TooLate:
		return missed
	}
	return ""
}

// turnout is what became of an order.
func turnout(t *Turn) []Words {
	switch why, refused := t.Turnout.Refused(); {
	case refused:
		return []Words{t.refusal(why, t.Turnout.Minutes), t.words("bye")}
	case t.Turnout.Outcome == care.InQueue:
		return []Words{t.words("X.queue")}
	}
	return []Words{t.words("X.ordered")}
}

// readExchange looks up what an exchange of hours needs.
func (h *Handler) readExchange(ctx context.Context, t *Turn, n need) (err error) {
	if n&needChoice != 0 {
		if t.Choice, err = h.Centre.Choice(ctx, t.Who.ID); err != nil {
			return err
		}
	}
	if n&needTurnout != 0 {
		if t.Turnout, err = h.Centre.TurnoutOf(ctx, t.source()); err != nil {
			return err
		}
	}
	if n&needQuestion != 0 {
		if t.Question, err = h.Centre.QuestionOf(ctx, t.Outgoing); err != nil {
			return err
		}
		t.Who = t.Question.Who
	}
	return nil
}
