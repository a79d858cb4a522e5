// Package bureau writes the reports of a time bank for those who answer for it:
// as tables for a terminal, as rows for a spreadsheet, and as one page with
// charts for a browser and a printer. A page needs nothing from anywhere else.
// It takes its figures from ledger/reports and its words from prompts, counts
// nothing, and refuses to know where the books are.
package bureau
