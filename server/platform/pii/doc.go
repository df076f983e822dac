// Package pii keeps personal data unreadable to whoever only has the database
// or a screen.
//
// A Vault seals single fields (AES-256-GCM, "v<key version>:" + base64) and
// binds each to its community, table, column and row, so that a ciphertext
// copied elsewhere does not open. Old key versions stay readable; the current
// one seals. Equality lookups use Index, a keyed hash: phones are few enough to
// be guessed, so the index key is as secret as the data.
//
// A sealed field is 41 characters longer than 4/3 of its plain bytes; VARCHAR(128)
// holds a phone or an ID number, VARCHAR(255) a name.
//
// The rest is text: Phone is a parsed number, Mask… shorten what others see and
// Redact cleans what goes into a log.
package pii
