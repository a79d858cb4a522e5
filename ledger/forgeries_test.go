package ledger_test

var forgedEntries = []forgery{
	{"the amount of an entry", []string{
		`UPDATE entries SET amount = 500 WHERE id = 3`,
	}, []string{
		"entry 3: account 1: says -115 is on the account after it, and it comes to -600",
		"entry 3: account 9: says 15 is on the account after it, and it comes to 500",
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"the amount of an entry that is in no tile yet", []string{
		`UPDATE entries SET amount = 500 WHERE id = 516`,
	}, []string{
		"entry 516: account 1: says -7740 is on the account after it, and it comes to -8225",
		"entry 516: account 8: says 3895 is on the account after it, and it comes to 4380",
		"one of the entries 515 to 517 is not what checkpoint 5 was signed for",
	}},
	{"an amount, and all balances after it made to fit", []string{
		`UPDATE entries SET amount = 75, credit_after = credit_after + 60 WHERE id = 511`,
		`UPDATE entries SET debit_after = debit_after - 60 WHERE id >= 511`,
		`UPDATE entries SET credit_after = credit_after + 60 WHERE id > 511 AND credit = 9`,
		`UPDATE balances SET posted = posted + 60 WHERE account = 9`,
		`UPDATE balances SET posted = posted - 60 WHERE account = 1`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"entry 511: is not what the log says of it: the entry, or its leaf was changed",
		"entry 512: is not what the log says of it: the entry, or its leaf was changed",
	}},
	{"the kind of an entry", []string{
		`UPDATE entries SET kind = 'gift' WHERE id = 3`,
	}, []string{
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"what an entry is about", []string{
		`UPDATE entries SET ref = 999 WHERE id = 3`,
	}, []string{
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"who made an entry", []string{
		`UPDATE entries SET actor = 'me' WHERE id = 3`,
	}, []string{
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"who made an entry, before it is in a tile", []string{
		`UPDATE entries SET actor = 'me' WHERE id = 516`,
	}, []string{
		"one of the entries 515 to 517 is not what checkpoint 5 was signed for",
	}},
	{"who made the newest entry", []string{
		`UPDATE entries SET actor = 'me' WHERE id = 518`,
	}, []string{
		"entry 518: is not what checkpoint 6 was signed for: it was changed",
	}},
	{"when an entry happened", []string{
		`UPDATE entries SET effective_at = effective_at + 1 WHERE id = 20`,
	}, []string{
		"entry 20: is not what the log says of it: the entry was changed",
	}},
	{"when an entry was recorded", []string{
		`UPDATE entries SET recorded_at = recorded_at - 1 WHERE id = 3`,
	}, []string{
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"when an entry was recorded, a year ago", []string{
		`UPDATE entries SET recorded_at = recorded_at - 31536000000 WHERE id = 3`,
	}, []string{
		"entry 3: is dated 2025-11-23T01:00:05Z, before the entry ahead of it",
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"the policy of an entry", []string{
		`UPDATE entries SET policy = 2 WHERE id = 3`,
	}, []string{
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"a policy that there is not", []string{
		`UPDATE entries SET policy = 7 WHERE id = 3`,
	}, []string{
		"entry 3: names policy 7, which is missing",
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"no policy", []string{
		`UPDATE entries SET policy = NULL WHERE id = 3`,
	}, []string{
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"whom an entry credits", []string{
		`UPDATE entries SET credit = 8 WHERE id = 3`,
	}, []string{
		"entry 3: account 8: points back to entry 0, and the one before is 2",
		"entry 3: account 8: has sequence number 1 instead of 3",
		"entry 3: account 8: says 15 is on the account after it, and it comes to 85",
		"entry 4: account 8: points back to entry 2, and the one before is 3",
		"entry 4: account 8: has sequence number 3 instead of 2",
		"and 5 more",
	}},
	{"debit and credit the other way round", []string{
		`UPDATE entries SET debit = credit, credit = debit WHERE id = 3`,
	}, []string{
		"entry 3: account 9: points back to entry 1, and the one before is 0",
		"entry 3: account 9: has sequence number 2 instead of 1",
		"entry 3: account 9: says -115 is on the account after it, and it comes to -15",
		"entry 3: account 1: points back to entry 0, and the one before is 1",
		"entry 3: account 1: has sequence number 1 instead of 2",
		"and 6 more",
	}},
	{"the balance after an entry", []string{
		`UPDATE entries SET credit_after = 16 WHERE id = 3`,
	}, []string{
		"entry 3: account 9: says 16 is on the account after it, and it comes to 15",
		"entry 11: account 9: says 30 is on the account after it, and it comes to 31",
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"what is held after an entry", []string{
		`UPDATE entries SET debit_held = 5 WHERE id = 2`,
	}, []string{
		"entry 2: account 8: says 5 is held after it, and it comes to 0",
		"entry 4: account 8: says 30 is held after it, and it comes to 35",
		"entry 2: is not what the log says of it: the entry was changed",
	}},
	{"the number of an account's entry", []string{
		`UPDATE entries SET credit_seq = 7 WHERE id = 3`,
	}, []string{
		"entry 3: account 9: has sequence number 7 instead of 1",
		"entry 11: account 9: has sequence number 2 instead of 8",
		"entry 3: is not what the log says of it: the entry was changed",
	}},
	{"the entry before it", []string{
		`UPDATE entries SET debit_prev = 1 WHERE id = 4`,
	}, []string{
		"entry 4: account 8: points back to entry 1, and the one before is 2",
		"entry 4: is not what the log says of it: the entry was changed",
	}},
	{"an entry deleted", []string{
		`DELETE FROM entries WHERE id = 20`,
	}, []string{
		"entry 20: is missing",
		"entry 21: account 1: points back to entry 20, and the one before is 19",
		"entry 21: account 1: has sequence number 15 instead of 14",
		"entry 21: account 1: says -315 is on the account after it, and it comes to -300",
		"entry 22: account 8: points back to entry 20, and the one before is 18",
		"and 2 more",
	}},
	{"some entries deleted", []string{
		`DELETE FROM entries WHERE id IN (2, 3)`,
	}, []string{
		"entry 2: is missing, and all up to entry 3",
		"entry 4: account 8: points back to entry 2, and the one before is 1",
		"entry 4: account 8: has sequence number 3 instead of 2",
		"entry 4: account 8: says 70 is on the account after it, and it comes to 100",
		"entry 4: account 3: points back to entry 2, and the one before is 0",
		"and 9 more",
	}},
	{"an entry deleted that is in no tile yet", []string{
		`DELETE FROM entries WHERE id = 516`,
	}, []string{
		"entry 516: is missing",
		"entry 517: account 1: points back to entry 516, and the one before is 515",
		"entry 517: account 1: has sequence number 511 instead of 510",
		"entry 517: account 1: says -7755 is on the account after it, and it comes to -7740",
		"entry 517: cannot be held against the log: entries before it are missing",
		"and 4 more",
	}},
	{"the newest entry deleted", []string{
		`DELETE FROM entries WHERE id = 518`,
	}, []string{
		"entry 517: account 1: the balance is -7770 posted and 0 held, and the journal comes to -7755 and 0",
		"entry 517: account 1: the balance ends with entry 518, number 512, and the journal with entry 517, number 511",
		"entry 516: account 8: the balance is 3910 posted and 30 held, and the journal comes to 3895 and 30",
		"entry 516: account 8: the balance ends with entry 518, number 261, and the journal with entry 516, number 260",
		"checkpoint 6 was signed for 518 entries, and there are 517",
	}},
	{"the newest entry deleted, and the balances made to fit", []string{
		`DELETE FROM entries WHERE id = 518`,
		`UPDATE balances SET posted = posted + 15, seq = seq - 1, head = 517 WHERE account = 1`,
		`UPDATE balances SET posted = posted - 15, seq = seq - 1, head = 516 WHERE account = 8`,
	}, []string{
		"checkpoint 6 was signed for 518 entries, and there are 517",
	}},
	{"all entries deleted", []string{
		`DELETE FROM entries`,
	}, []string{
		"account 1: the balance is -7770 posted and 0 held, and the journal comes to 0 and 0",
		"account 1: the balance ends with entry 518, number 512, and the journal with entry 0, number 0",
		"account 3: the balance is 15 posted and 0 held, and the journal comes to 0 and 0",
		"account 3: the balance ends with entry 7, number 5, and the journal with entry 0, number 0",
		"account 8: the balance is 3910 posted and 30 held, and the journal comes to 0 and 0",
		"and 13 more",
	}},
	{"an entry put in before the first", []string{
		`INSERT INTO entries SELECT 0, recorded_at, effective_at, kind, 777, debit, credit, amount, held, undoes, resolves, policy, actor, debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held FROM entries WHERE id = 10`,
	}, []string{
		"entry 0: numbers begin at 1",
		"account 1: points back to entry 8, and the one before is 0",
		"account 1: has sequence number 4 instead of 1",
		"account 1: says -150 is on the account after it, and it comes to -15",
		"account 8: points back to entry 7, and the one before is 0",
		"and 9 more",
	}},
	{"an entry put in at the end", []string{
		`INSERT INTO entries SELECT 519, recorded_at, effective_at, kind, 777, debit, credit, amount, held, undoes, resolves, policy, actor, debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held FROM entries WHERE id = 518`,
	}, []string{
		"entry 519: account 1: points back to entry 517, and the one before is 518",
		"entry 519: account 1: has sequence number 512 instead of 513",
		"entry 519: account 1: says -7770 is on the account after it, and it comes to -7785",
		"entry 519: account 8: points back to entry 516, and the one before is 518",
		"entry 519: account 8: has sequence number 261 instead of 262",
		"and 3 more",
	}},
	{"an entry put in between two, and the others moved up", []string{
		`UPDATE entries SET id = -id WHERE id > 514`,
		`UPDATE entries SET id = 1 - id WHERE id < 0`,
		`INSERT INTO entries SELECT 515, recorded_at, effective_at, kind, 777, debit, credit, amount, held, undoes, resolves, policy, actor, debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held FROM entries WHERE id = 514`,
	}, []string{
		"entry 515: account 1: points back to entry 513, and the one before is 514",
		"entry 515: account 1: has sequence number 508 instead of 509",
		"entry 515: account 1: says -7710 is on the account after it, and it comes to -7725",
		"entry 515: account 8: points back to entry 512, and the one before is 514",
		"entry 515: account 8: has sequence number 259 instead of 260",
		"and 12 more",
	}},
	{"an entry put in at the end as the bank itself would", []string{
		`INSERT INTO entries SELECT 519, recorded_at, effective_at, kind, 777, debit, credit, amount, held, undoes, resolves, policy, actor, 518, debit_seq + 1, debit_after - 15, debit_held, 518, credit_seq + 1, credit_after + 15, credit_held FROM entries WHERE id = 518`,
		`UPDATE balances SET posted = posted - 15, seq = seq + 1, head = 519 WHERE account = 1`,
		`UPDATE balances SET posted = posted + 15, seq = seq + 1, head = 519 WHERE account = 8`,
	}, []string{
		"not signed yet: entry 519",
	}},
	{"two entries in each other's place", []string{
		`UPDATE entries SET id = -20 WHERE id = 20`,
		`UPDATE entries SET id = 20 WHERE id = 21`,
		`UPDATE entries SET id = 21 WHERE id = -20`,
	}, []string{
		"entry 20: account 1: points back to entry 20, and the one before is 19",
		"entry 20: account 1: has sequence number 15 instead of 14",
		"entry 20: account 1: says -315 is on the account after it, and it comes to -300",
		"entry 21: account 1: points back to entry 19, and the one before is 20",
		"entry 21: account 1: has sequence number 14 instead of 16",
		"and 7 more",
	}},
	{"what two entries are about, exchanged", []string{
		`UPDATE entries SET ref = -ref WHERE id IN (20, 21)`,
		`UPDATE entries SET ref = 41 - id WHERE id IN (20, 21)`,
	}, []string{
		"entry 20: is not what the log says of it: the entry was changed",
		"entry 21: is not what the log says of it: the entry was changed",
	}},
}

var forgedHolds = []forgery{
	{"what a hold holds", []string{
		`UPDATE entries SET held = 5 WHERE id = 4`,
	}, []string{
		"entry 4: account 8: says 30 is held after it, and it comes to 5",
		"entry 6: moves 0 and releases 30 of hold 4, which holds 5",
		"entry 4: is not what the log says of it: the entry was changed",
	}},
	{"what an open hold holds, and the balance made to fit", []string{
		`UPDATE entries SET held = 1, debit_held = 1 WHERE id = 7`,
		`UPDATE entries SET debit_held = 1 WHERE debit = 8 AND id > 7`,
		`UPDATE entries SET credit_held = 1 WHERE credit = 8 AND id > 7`,
		`UPDATE balances SET held = 1 WHERE account = 8`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"the entries 7, 10, 12, … 300, 147 in all, are not what the log says of them: the entry was changed",
		"the entries 302, 304, 306, … 512, 106 in all, are not what the log says of them: the entry, or its leaf was changed",
	}},
	{"which hold is ended", []string{
		`UPDATE entries SET resolves = 3 WHERE id = 6`,
	}, []string{
		"entry 6: resolves entry 3, which is not an open hold",
		"entry 6: is not what the log says of it: the entry was changed",
	}},
	{"the end of a hold that is none", []string{
		`UPDATE entries SET resolves = NULL, held = 0, debit_held = 30 WHERE id = 6`,
	}, []string{
		"entry 6: moves 0 and holds 0 from account 8 to account 3",
		"entry 7: account 8: says 30 is held after it, and it comes to 60",
		"entry 6: is not what the log says of it: the entry was changed",
	}},
	{"what an entry takes back", []string{
		`UPDATE entries SET undoes = 3 WHERE id = 5`,
	}, []string{
		"entry 5: undoes entry 3 and is not the opposite of it",
		"entry 5: is not what the log says of it: the entry was changed",
	}},
	{"an entry that takes nothing back", []string{
		`UPDATE entries SET undoes = NULL WHERE id = 5`,
	}, []string{
		"entry 5: is not what the log says of it: the entry was changed",
	}},
	{"more taken back than there was", []string{
		`UPDATE entries SET amount = 45 WHERE id = 5`,
	}, []string{
		"entry 5: account 3: says 15 is on the account after it, and it comes to -15",
		"entry 5: account 8: says 85 is on the account after it, and it comes to 115",
		"entry 5: makes 45 taken back of entry 2, which moved 30",
		"entry 5: is not what the log says of it: the entry was changed",
	}},
}

var forgedBalances = []forgery{
	{"a balance", []string{
		`UPDATE balances SET posted = 999 WHERE account = 8`,
	}, []string{
		"entry 518: account 8: the balance is 999 posted and 30 held, and the journal comes to 3910 and 30",
		"all balances in minutes together come to -2911 instead of 0",
	}},
	{"hours moved from one balance to another", []string{
		`UPDATE balances SET posted = posted - 60 WHERE account = 9`,
		`UPDATE balances SET posted = posted + 60 WHERE account = 8`,
	}, []string{
		"entry 518: account 8: the balance is 3970 posted and 30 held, and the journal comes to 3910 and 30",
		"entry 517: account 9: the balance is 3765 posted and 0 held, and the journal comes to 3825 and 0",
	}},
	{"what is held", []string{
		`UPDATE balances SET held = 0 WHERE account = 8`,
	}, []string{
		"entry 518: account 8: the balance is 3910 posted and 0 held, and the journal comes to 3910 and 30",
	}},
	{"the last entry of an account", []string{
		`UPDATE balances SET head = 1 WHERE account = 9`,
	}, []string{
		"entry 517: account 9: the balance ends with entry 1, number 255, and the journal with entry 517, number 255",
	}},
	{"how many entries an account has", []string{
		`UPDATE balances SET seq = 1 WHERE account = 9`,
	}, []string{
		"entry 517: account 9: the balance ends with entry 517, number 1, and the journal with entry 517, number 255",
	}},
	{"two balances exchanged", []string{
		`UPDATE balances SET account = -8 WHERE account = 8`,
		`UPDATE balances SET account = 8 WHERE account = 9`,
		`UPDATE balances SET account = 9 WHERE account = -8`,
	}, []string{
		"entry 518: account 8: the balance is 3825 posted and 0 held, and the journal comes to 3910 and 30",
		"entry 518: account 8: the balance ends with entry 517, number 255, and the journal with entry 518, number 261",
		"entry 517: account 9: the balance is 3910 posted and 30 held, and the journal comes to 3825 and 0",
		"entry 517: account 9: the balance ends with entry 518, number 261, and the journal with entry 517, number 255",
	}},
	{"a balance deleted", []string{
		`DELETE FROM balances WHERE account = 9`,
	}, []string{
		"account 9: has no balance",
		"all balances in minutes together come to -3825 instead of 0",
	}},
	{"a balance put in", []string{
		`INSERT INTO balances VALUES (77, 60, 0, 0, 0, 0)`,
	}, []string{
		"row 77 of balances points into accounts at nothing",
	}},
	{"a member's floor", []string{
		`UPDATE balances SET floor = -6000 WHERE account = 8`,
	}, []string{
		"account 8: has a floor of -6000, and what is called member has a floor of 0",
	}},
	{"no floor", []string{
		`UPDATE balances SET floor = NULL WHERE account = 11`,
	}, []string{
		"account 11: has no floor, and what is called fund has a floor of 0",
	}},
	{"a floor above the balance", []string{
		`UPDATE balances SET floor = 60000 WHERE account = 8`,
	}, []string{
		"account 8: has a floor of 60000, and what is called member has a floor of 0",
		"entry 518: account 8: 3880 is available, below the floor of 60000",
	}},
	{"the unit of an account", []string{
		`UPDATE accounts SET unit = 'fen' WHERE id = 10`,
	}, []string{
		"entry 8: moves \"minutes\" into \"fen\"",
		"all balances in fen together come to 20 instead of 0",
		"all balances in minutes together come to -20 instead of 0",
	}},
	{"whose an account is", []string{
		`UPDATE accounts SET code = 'member/4' WHERE id = 9`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"account 9: none of its entries is what the log says of it (3, 11, 13, … 511, 252 in all): its code or its secret was changed",
	}},
	{"two accounts exchanged", []string{
		`UPDATE accounts SET code = 'x' WHERE id = 8`,
		`UPDATE accounts SET code = 'member/1' WHERE id = 9`,
		`UPDATE accounts SET code = 'member/2' WHERE id = 8`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"account 8: none of its entries is what the log says of it (1, 2, 4, … 512, 258 in all): its code or its secret was changed",
		"account 9: none of its entries is what the log says of it (3, 11, 13, … 511, 252 in all): its code or its secret was changed",
	}},
	{"an account closed that is not empty", []string{
		`UPDATE accounts SET closed_at = 5 WHERE id = 9`,
	}, []string{
		"entry 517: account 9: is closed with 3825 posted and 0 held",
	}},
	{"an account deleted", []string{
		`DELETE FROM accounts WHERE id = 10`,
	}, []string{
		"account 10: has entries but was never opened",
		"entry 8: moves \"minutes\" into \"\"",
		"entry 8: cannot be held against the log: account 10 has lost the secret under which its entries were published",
		"all balances in minutes together come to -20 instead of 0",
		"row 10 of balances points into accounts at nothing",
		"row 1 of commitments points into accounts at nothing",
	}},
	{"an account put in", []string{
		`INSERT INTO accounts VALUES (77, 'member/77', 'minutes', 0, NULL)`,
	}, []string{
		"account 77: has no balance",
	}},
}
