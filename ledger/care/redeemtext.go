package care

import "context"

// RedeemText is a member's text that asks for goods, or for cash when goods are
// empty: pieces of them, or hours. Nothing is given out on it alone, so no PIN
// is needed: the hours are held, and a second person looks. The same again is
// asked for once.
func (c *Centre) RedeemText(ctx context.Context, t Text, goods string, amount int64) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		if len(senders) > 1 {
			return answer{words: "redeem.shared"}, nil
		}
		o := RedemptionOrder{Member: senders[0].Number, Channel: ByText, Goods: goods, Pieces: amount}
		if goods == "" {
			o.Pieces, o.Minutes = 0, amount*60
		}
		r, err := v.redeem(o)
		if err == nil {
			return v.asAsked(r, senders[0])
		}
		no, err := refusedAs(err)
		if why, ok := no.Refused(); ok {
			return answer{words: "redeem.no." + string(why), facts: Facts{Minutes: no.Minutes, Count: no.Minutes}}, err
		}
		return answer{words: "redeem.desk"}, err
	})
}

// asAsked is the answer to an order: how it stands, and that money is short.
func (v *verb) asAsked(r Redemption, m Member) (answer, error) {
	f, err := v.redemptionFacts(r.ID, m)
	if err != nil {
		return answer{}, err
	}
	waits, err := v.mustWait(r)
	if waits {
		return answer{words: "redeem.asked.short", ref: r.ID, facts: f}, err
	}
	return answer{words: "redeem.asked", ref: r.ID, facts: f}, err
}
