package ledger_test

var forgedTiles = []forgery{
	{"a hash in a tile", []string{
		`UPDATE tiles SET hashes = CAST(substr(hashes, 1, 320) || zeroblob(32) || substr(hashes, 353) AS BLOB) WHERE level = 0 AND n = 0`,
	}, []string{
		"tile 0/0 of the log was changed: checkpoint 3 was signed for other leaves of the entries 11",
	}},
	{"a hash in a tile, and its entry", []string{
		`UPDATE tiles SET hashes = CAST(substr(hashes, 1, 608) || zeroblob(32) || substr(hashes, 641) AS BLOB) WHERE level = 0 AND n = 0`,
		`UPDATE entries SET actor = 'me' WHERE id = 20`,
	}, []string{
		"one of the entries 10 to 300 is not what checkpoint 3 was signed for",
		"entry 20: is not what the log says of it: the entry, or its leaf was changed",
	}},
	{"an entry and another's hash", []string{
		`UPDATE tiles SET hashes = CAST(substr(hashes, 1, 928) || zeroblob(32) || substr(hashes, 961) AS BLOB) WHERE level = 0 AND n = 0`,
		`UPDATE entries SET actor = 'me' WHERE id = 20`,
	}, []string{
		"one of the entries 10 to 300 is not what checkpoint 3 was signed for",
		"entry 20: is not what the log says of it: the entry, or its leaf was changed",
		"entry 30: is not what the log says of it: the entry, or its leaf was changed",
	}},
	{"two hashes exchanged", []string{
		`UPDATE tiles SET hashes = CAST(substr(hashes, 1, 320) || substr(hashes, 353, 32) || substr(hashes, 321, 32) || substr(hashes, 385) AS BLOB) WHERE n = 1`,
	}, []string{
		"tile 0/1 of the log was changed: checkpoint 3 was signed for other leaves of the entries 267, 268",
	}},
	{"two tiles exchanged", []string{
		`UPDATE tiles SET n = -1 WHERE n = 0`,
		`UPDATE tiles SET n = 0 WHERE n = 1`,
		`UPDATE tiles SET n = 1 WHERE n = -1`,
	}, []string{
		"tile 0/0 of the log was changed: checkpoint 2 was signed for other leaves of the entries 1, 2, 3, … 9, 9 in all",
		"tile 0/0 of the log was changed: checkpoint 3 was signed for other leaves of the entries 10, 11, 12, … 256, 247 in all",
		"tile 0/1 of the log was changed: checkpoint 3 was signed for other leaves of the entries 257, 258, 259, … 300, 44 in all",
		"tile 0/1 of the log was changed: checkpoint 4 was signed for other leaves of the entries 301, 302, 303, … 512, 212 in all",
	}},
	{"a tile deleted", []string{
		`DELETE FROM tiles WHERE n = 1`,
	}, []string{
		"tile 0/1 of the log is missing or damaged",
	}},
	{"all tiles deleted", []string{
		`DELETE FROM tiles`,
	}, []string{
		"tile 0/0 of the log is missing or damaged",
		"tile 0/1 of the log is missing or damaged",
	}},
	{"a tile cut short", []string{
		`UPDATE tiles SET hashes = CAST(substr(hashes, 1, 100) AS BLOB) WHERE n = 0`,
	}, []string{
		"tile 0/0 of the log is missing or damaged",
	}},
	{"a tile put in", []string{
		`INSERT INTO tiles SELECT level, 7, hashes FROM tiles WHERE n = 0`,
	}, []string{
		"the log has 3 tiles of level 0, up to the one numbered 7, and its entries make 2",
	}},
	{"a tile of a level put in", []string{
		`INSERT INTO tiles SELECT 1, 0, hashes FROM tiles WHERE n = 0`,
	}, []string{
		"the log has 1 tiles of level 1, up to the one numbered 0, and its entries make 0",
	}},
}

var forgedCheckpoints = []forgery{
	{"what a checkpoint says", []string{
		`UPDATE checkpoints SET note = replace(note, char(10) || '9' || char(10), char(10) || '8' || char(10)) WHERE id = 2`,
	}, []string{
		"checkpoint 2 was not signed by log 1: invalid signature for key bank.example/log+…",
	}},
	{"the size of a checkpoint", []string{
		`UPDATE checkpoints SET size = 100 WHERE id = 2`,
	}, []string{
		"checkpoint 2 is of 9 entries, and stands where those of 100 are",
	}},
	{"a checkpoint deleted", []string{
		`DELETE FROM checkpoints WHERE id = 3`,
	}, []string{
		"checkpoint 3 is missing",
	}},
	{"the newest checkpoint deleted", []string{
		`DELETE FROM checkpoints WHERE id = 6`,
	}, []string{
		"what the file checkpoint says was signed last is not in the books: they are an older copy, or a checkpoint was removed",
	}},
	{"two checkpoints exchanged", []string{
		`UPDATE checkpoints SET id = -2 WHERE id = 2`,
		`UPDATE checkpoints SET id = 2 WHERE id = 3`,
		`UPDATE checkpoints SET id = 3 WHERE id = -2`,
	}, []string{
		"checkpoint 3 is of 9 entries, and stands where those of 300 are",
	}},
	{"a checkpoint put in", []string{
		`INSERT INTO checkpoints SELECT 7, log, 519, note FROM checkpoints WHERE id = 6`,
	}, []string{
		"checkpoint 7 was signed for 519 entries, and there are 518",
	}},
	{"the log's key", []string{
		`UPDATE logs SET key = 'none'`,
	}, []string{
		"checkpoint 1 was not signed by log 1: malformed verifier id",
		"nor were 5 more checkpoints signed by log 1: its row may be what was changed",
		"policy checkpoint 1 was not signed by log 1: malformed verifier id",
		"nor were 3 more policy checkpoints signed by log 1: its row may be what was changed",
		"what the file policies says is of other books: malformed verifier id",
	}},
	{"the log's name", []string{
		`UPDATE logs SET origin = 'another.example/log'`,
	}, []string{
		"checkpoint 1 was not signed by log 1: it is the checkpoint of \"bank.example/log\", and log 1 is called \"another.example/log\"",
		"nor were 5 more checkpoints signed by log 1: its row may be what was changed",
	}},
	{"the log deleted", []string{
		`DELETE FROM logs`,
	}, []string{
		"checkpoint 1 was not signed by log 1: malformed verifier id",
		"nor were 5 more checkpoints signed by log 1: its row may be what was changed",
		"policy checkpoint 1 was not signed by log 1: malformed verifier id",
		"nor were 3 more policy checkpoints signed by log 1: its row may be what was changed",
		"what the file policies says is of other books: no log of these books has signed it",
		"and 10 more",
	}},
	{"everything that was signed deleted", []string{
		`DELETE FROM checkpoints`,
		`DELETE FROM policy_checkpoints`,
		`DELETE FROM logs`,
	}, []string{
		"what the file checkpoint says was signed last is not in the books: they are an older copy, or a checkpoint was removed",
		"what the file policies says is of other books: no log of these books has signed it",
	}},
	{"the newest entry, and all that was signed of it, deleted", []string{
		`DELETE FROM entries WHERE id = 518`,
		`DELETE FROM checkpoints WHERE id = 6`,
		`UPDATE balances SET posted = posted + 15, seq = seq - 1, head = 517 WHERE account = 1`,
		`UPDATE balances SET posted = posted - 15, seq = seq - 1, head = 516 WHERE account = 8`,
	}, []string{
		"what the file checkpoint says was signed last is not in the books: they are an older copy, or a checkpoint was removed",
	}},
}

var forgedPolicies = []forgery{
	{"a policy that entries name", []string{
		`UPDATE policies SET body = 'other' WHERE version = 1`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"policy 1 is not the one that was signed",
		"policy 1 is not the one under which these entries were published: 1, 2, 3, … 512, 509 in all",
	}},
	{"a policy that no entry names", []string{
		`UPDATE policies SET body = 'other' WHERE version = 3`,
	}, []string{
		"policy 3 is not the one that was signed",
	}},
	{"the newest policy, for a time to come", []string{
		`UPDATE policies SET body = 'other' WHERE version = 4`,
	}, []string{
		"policy 4 is not the one that was signed",
	}},
	{"when a policy is in force", []string{
		`UPDATE policies SET effective_at = effective_at + 1 WHERE version = 3`,
	}, []string{
		"policy 3 is not the one that was signed",
	}},
	{"when a policy was agreed", []string{
		`UPDATE policies SET recorded_at = recorded_at - 1 WHERE version = 3`,
	}, []string{
		"policy 3 is not the one that was signed",
	}},
	{"who agreed on a policy", []string{
		`UPDATE policies SET actor = 'me' WHERE version = 3`,
	}, []string{
		"policy 3 is not the one that was signed",
	}},
	{"a policy deleted", []string{
		`DELETE FROM policies WHERE version = 3`,
	}, []string{
		"policy 3 is missing",
	}},
	{"the newest policy deleted", []string{
		`DELETE FROM policies WHERE version = 4`,
	}, []string{
		"policy 4 is missing: there were 4 when they were signed",
	}},
	{"the newest policy, and its signature, deleted", []string{
		`DELETE FROM policies WHERE version = 4`,
		`DELETE FROM policy_checkpoints WHERE id = 4`,
	}, []string{
		"policy 4 is missing: there were 4 by the file policies",
	}},
	{"two policies exchanged", []string{
		`UPDATE policies SET version = -3 WHERE version = 3`,
		`UPDATE policies SET version = 3 WHERE version = 4`,
		`UPDATE policies SET version = 4 WHERE version = -3`,
	}, []string{
		"policy 3 is not the one that was signed",
	}},
	{"a policy put in before the first", []string{
		`INSERT INTO policies SELECT 0, effective_at, recorded_at, 'other', actor FROM policies WHERE version = 1`,
	}, []string{
		"policy 0: versions begin at 1",
	}},
	{"a policy put in at the end", []string{
		`INSERT INTO policies SELECT 5, effective_at, recorded_at, 'other', actor FROM policies WHERE version = 4`,
	}, []string{
		"not signed yet: policy 5",
	}},
	{"what a checkpoint of the policies says", []string{
		`UPDATE policy_checkpoints SET note = replace(note, char(10) || '3' || char(10), char(10) || '2' || char(10)) WHERE id = 3`,
	}, []string{
		"policy checkpoint 3 was not signed by log 1: invalid signature for key bank.example/log+…",
	}},
	{"the size of a checkpoint of the policies", []string{
		`UPDATE policy_checkpoints SET size = 9 WHERE id = 3`,
	}, []string{
		"policy checkpoint 3 is of 3 policies, and stands as one of 9",
	}},
	{"a checkpoint of the policies deleted", []string{
		`DELETE FROM policy_checkpoints WHERE id = 3`,
	}, []string{
		"policy checkpoint 3 is missing",
	}},
	{"the newest checkpoint of the policies deleted", []string{
		`DELETE FROM policy_checkpoints WHERE id = 4`,
	}, []string{
		"what the file policies says was signed last is not in the books: a checkpoint of the policies was removed",
	}},
}

var forgedSecrets = []forgery{
	{"a secret", []string{
		`UPDATE secrets SET secret = zeroblob(32) WHERE account = 9`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"account 9: none of its entries is what the log says of it (3, 11, 13, … 511, 252 in all): its code or its secret was changed",
	}},
	{"two secrets exchanged", []string{
		`UPDATE secrets SET account = -8 WHERE account = 8`,
		`UPDATE secrets SET account = 8 WHERE account = 9`,
		`UPDATE secrets SET account = 9 WHERE account = -8`,
	}, []string{
		"one of the entries 301 to 514 is not what checkpoint 4 was signed for",
		"account 8: none of its entries is what the log says of it (1, 2, 4, … 512, 258 in all): its code or its secret was changed",
		"account 9: none of its entries is what the log says of it (3, 11, 13, … 511, 252 in all): its code or its secret was changed",
	}},
	{"the secret of an account with one entry", []string{
		`UPDATE secrets SET secret = zeroblob(32) WHERE account = 11`,
	}, []string{
		"entry 9: is not what the log says of it: the entry, or the code or the secret of account 12, or the code or the secret of account 11 was changed",
	}},
	{"a secret deleted", []string{
		`DELETE FROM secrets WHERE account = 11`,
	}, []string{
		"entry 9: cannot be held against the log: account 11 has lost the secret under which its entries were published",
	}},
	{"a commitment of one who was forgotten", []string{
		`UPDATE commitments SET commitment = zeroblob(32) WHERE account = 10`,
	}, []string{
		"entry 8: is not what the log says of it: the entry, or the code or the secret of account 10 was changed",
	}},
	{"a commitment of one who was forgotten, deleted", []string{
		`DELETE FROM commitments WHERE account = 10`,
	}, []string{
		"entry 8: cannot be held against the log: account 10 has lost the secret under which its entries were published",
	}},
	{"a commitment put in", []string{
		`INSERT INTO commitments VALUES (8, 10, zeroblob(32))`,
	}, []string{
		"entry 10: is not what the log says of it: the entry was changed",
	}},
	{"a commitment put in for an entry of others", []string{
		`INSERT INTO commitments VALUES (9, 10, zeroblob(32))`,
	}, []string{
		"entry 10: account 9: a commitment is kept of an entry that is not the account's",
	}},
}
