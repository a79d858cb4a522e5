// Package transfer is the two files by which hours go from one bank to another:
// the note that the giving bank signs, and the answer that the other one signs.
//
// It promises that a file which is accepted is, to the last letter, what its
// bank has signed, and that the entry it speaks of stands in that bank's public
// log. It refuses to know databases, networks and clocks: whether a note is
// known, wanted or too late is for the banks.
//
// # The note
//
// A note is signed with the key of the giving bank's log (c2sp.org/signed-note).
// Its text is these lines, an empty one, and the receipt of the entry that holds
// the minutes (c2sp.org/tlog-proof), as it is:
//
//	hourline-transfer-v1
//	id 3f0c94c1d7a24be6a8f1d0e25b7c9a44
//	from hours.green-lake.example/log
//	to hours.old-town.example/log
//	minutes 120
//	member 10000136
//	name <digest>
//	expires 1797987600000
//
// id is 128 random bits: the note is credited once. from and to are the names of
// the two logs. member is the number that the person has at the other bank;
// what the person is called there stands in the note as a digest alone, so that
// a slip of the pen does not give the hours to somebody else, and nobody reads a
// name in a file that is passed on. It hides no name from whoever guesses it.
// Nothing else of the person is in it: the receipt opens the side of the bank
// ("what we owe you"), never that of the member.
//
// expires is read on one clock alone, that of the bank that credits. The other
// never goes by it: what was sent comes back by a signed refusal and by nothing
// else. So two clocks that differ can make a transfer fail, and never make the
// hours be there twice.
//
// # The answer
//
// An answer is signed with the key of the other bank's log:
//
//	hourline-transfer-answer-v1
//	id 3f0c94c1d7a24be6a8f1d0e25b7c9a44
//	from hours.green-lake.example/log
//	to hours.old-town.example/log
//	minutes 120
//	answer accepted
//	reason none
//	decided 1795400000000
//
// to is the log whose bank answers. An acceptance goes on with an empty line
// and the receipt of the entry that credited the minutes. A refusal has a reason
// and ends here; whoever signs one never credits that note.
package transfer
