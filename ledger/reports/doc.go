// Package reports counts what is in the books, for those who answer for a time
// bank: what a month was like ([MonthOf]), and whether the hours that people
// hold could be paid ([SolvencyOf]).
//
// It promises that all figures of a report are of one consistent state of the
// books, that they can be counted again by whoever has the file and an SQL
// shell, and that a report of a district with ten million entries takes
// seconds: nothing reads the whole journal. It only reads. It refuses to know
// languages, pages and charts.
//
// Its words: hours are served when a visit took place, and stored when they
// stand in the journal for it. Outstanding are the hours that people could take
// out: those of members and of estates. What was granted to a member pays for
// service alone, and the hours of pools and of funds for grants are nobody's.
// Coverage is the money in the funds for each yuan that the hours outstanding
// would cost as cash, whatever of it is set aside; the stop rule of the policy
// counts only what is free.
//
// A visit is served for as long as from its start to its finish, but for no
// longer than the policy lets one visit count, and for no less than was
// credited: people who correct a visit know better than its texts.
package reports
