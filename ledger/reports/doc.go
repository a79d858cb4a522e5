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
// stand in the journal for it. Outstanding are all hours in people's hands:
// their own, those of an estate, those whose owner is not known yet, and those
// that were granted and not used. The hours of a pool, and of a fund for
// grants, are in nobody's hands. Coverage is the money in the funds for each
// yuan that the hours outstanding would cost as cash.
//
// A visit is served for as long as from its start to its finish, but for no
// longer than the policy lets one visit count, and for no less than was
// credited: people who correct a visit know better than its texts.
package reports
