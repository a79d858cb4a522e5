package faults

// holds: what is held for a redemption is posted or released exactly once, as
// its state says; hours and money move together, and by nothing else.
func (b books) holds(*desk, *clerk) (f finding, err error) {
	f.what = "held for somebody"
	if f.claims, err = b.count(`SELECT count(*) FROM entries WHERE kind IN ('redeem', 'redeem-fen')`); err != nil {
		return f, err
	}
	const of = ` FROM (SELECT r.id, r.state, r.minutes AS amount, r.hold, r.entry FROM redemptions r
		UNION ALL SELECT r.id, r.state, s.fen, s.hold, s.entry FROM redemption_fen s JOIN redemptions r ON r.id = s.redemption) r
		LEFT JOIN entries h ON h.id = r.hold LEFT JOIN entries e ON e.resolves = r.hold `
	f.open, err = b.names(`SELECT 'redemption ' || r.id || ' is ' || r.state || ', and its hold ' || r.hold || ' is ' || coalesce(e.kind, 'open')` + of + `
			WHERE coalesce(e.kind, 'open') <> CASE WHEN r.state IN ('asked', 'queued', 'ready') THEN 'open' WHEN r.state IN ('refused', 'cancelled') THEN 'void'
				WHEN r.state = 'expired' THEN 'expire' ELSE 'post' END
		UNION ALL SELECT 'redemption ' || r.id || ': not all of ' || r.amount || ' was held or moved'` + of + `
			WHERE h.id IS NULL OR h.held <> r.amount OR e.kind = 'post' AND (e.amount <> r.amount OR r.entry IS NULL OR e.id <> r.entry)
		UNION ALL SELECT 'redemption ' || r.id || ' has not all of its money' FROM redemptions r WHERE r.state IN ('ready', 'handed', 'received', 'contested', 'returned')
			AND r.fen <> (SELECT coalesce(sum(s.fen), 0) FROM redemption_fen s WHERE s.redemption = r.id)
		UNION ALL SELECT 'hold ' || h.id || ' is forgotten' FROM entries h WHERE h.kind IN ('redeem', 'redeem-fen')
			AND NOT EXISTS (SELECT 1 FROM redemptions r WHERE r.hold = h.id) AND NOT EXISTS (SELECT 1 FROM redemption_fen s WHERE s.hold = h.id)
		UNION ALL SELECT 'redemption ' || r.id || ' is ' || r.state || ', and entry ' || r.entry || ' is taken back by ' || coalesce(sum(u.amount), 0) || ' of ' || r.amount` + of + `
			LEFT JOIN entries u ON u.undoes = r.entry WHERE r.entry IS NOT NULL GROUP BY r.id, r.state, r.entry, r.amount
			HAVING coalesce(sum(u.amount), 0) <> CASE WHEN r.state = 'returned' THEN r.amount ELSE 0 END`)
	if err != nil {
		return f, err
	}
	f.doubled, err = b.names(`SELECT 'entry ' || e.id || ' (' || e.kind || ') is for no redemption' FROM entries e JOIN accounts c ON c.id = e.credit
		WHERE c.code IN ('redeemed/cash', 'redeemed/goods', 'paid') AND e.amount > 0
			AND NOT EXISTS (SELECT 1 FROM redemptions r WHERE r.entry = e.id) AND NOT EXISTS (SELECT 1 FROM redemption_fen s WHERE s.entry = e.id)`)
	return f, err
}

// floors: after no entry was a member or the fund below zero.
func (b books) floors(*desk, *clerk) (f finding, err error) {
	f.what = "balance after an entry"
	if f.claims, err = b.count(`SELECT count(*) FROM entries`); err != nil {
		return f, err
	}
	f.open, err = b.names(`SELECT a.code || ' is below zero after entry ' || e.id FROM entries e JOIN accounts a ON a.id = e.debit
			WHERE (a.code LIKE 'fund/%' OR a.code LIKE 'member/%') AND e.debit_after < e.debit_held
		UNION ALL SELECT a.code || ' is below zero after entry ' || e.id FROM entries e JOIN accounts a ON a.id = e.credit
			WHERE (a.code LIKE 'fund/%' OR a.code LIKE 'member/%') AND e.credit_after < e.credit_held`)
	return f, err
}

// turns: while somebody waits for money nobody gets it who comes later.
func (b books) turns(*desk, *clerk) (f finding, err error) {
	f.what = "waited for money"
	if f.claims, err = b.count(`SELECT count(*) FROM redemption_events WHERE what = 'queue'`); err != nil {
		return f, err
	}
	f.lost, err = b.names(`SELECT 'redemption ' || r.id || ' was paid before ' || q.id FROM redemptions r JOIN redemption_events e ON e.redemption = r.id AND e.what = 'approve'
		JOIN redemption_events w ON w.what = 'queue' AND w.id < e.id JOIN redemptions q ON q.id = w.redemption AND q.id <> r.id
		WHERE r.goods = '' AND NOT EXISTS (SELECT 1 FROM redemption_events o WHERE o.redemption = q.id AND o.id > w.id AND o.id < e.id)
			AND (q.hardship > r.hardship OR q.hardship = r.hardship AND (q.asked_at, q.id) < (r.asked_at, r.id))`)
	return f, err
}
