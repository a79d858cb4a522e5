// Package archive is the file in which a bank hands over all that it knows: a
// zip that anybody can open, with tables as CSV, sums of every file, and a
// signature over the sums.
//
// It promises that
//   - what was written is read back byte for byte ([Cell]), also by who has only
//     the README inside;
//   - a file that was changed, added, left out or cut short is named, before
//     anything of it is used ([Reader.Check]);
//   - an archive from a stranger takes no more room or memory than its size
//     allows, and no name in it leads anywhere ([Open]).
//
// Inside are
//
//	README.zh-CN.md  README.en.md   what each file and column is, and how to check them by hand
//	schema.json                     the tables and their columns ([Schema])
//	tables/<name>.csv               one table, its columns named in the first line
//	log/checkpoint  log/tile/…      the public log, as c2sp.org/tlog-tiles has it: a web server can serve the folder
//	SHA256SUMS                      the SHA-256 of every file above, as sha256sum -c reads it
//	SIGNED                          what the bank says of all that, as a signed note ([Statement])
//
// It knows neither databases nor what the tables are about.
package archive
