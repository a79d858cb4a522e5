// Package passbook is a member's statement for any period: read from the books
// in one state, with what stood at its beginning and its end, and drawn as a
// page in large letters for a browser and a printer, in the member's language
// and, smaller, in one other. It says what an entry was for and never for whom.
package passbook
