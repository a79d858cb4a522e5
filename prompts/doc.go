// Package prompts keeps every sentence that is heard or read, in every
// language, in plain files that a coordinator can edit.
//
// It promises that a catalogue which loads can be spoken and sent: all
// languages have the same prompts with the same arguments and the same keys,
// every text fits one segment, no prompt outlasts an elder's patience, and
// amounts, times and codes are said as people say them. It refuses to know
// dialogs, commands, members and carriers: it is handed a key and typed
// arguments, and gives words.
//
// # Files
//
// Each language is a folder named by its tag (zh-CN, en). Each file ending in
// .toml in it holds prompts, one table each:
//
//	[E.accepted]
//	args = { name = "name" }
//	say  = ["{name}接了。", "马上来,请别挂电话。"]
//
// The heading is the prompt's key. args gives, for each argument, the manner
// in which it is said (see the table in manner.go). say is the whole prompt,
// one phrase a breath; keys is its short form for the second try; text is a
// text message. The file words.toml holds the names of the services, what is
// said for a name or a place that nobody knows, and the longest value of each
// manner that has no natural one.
package prompts
