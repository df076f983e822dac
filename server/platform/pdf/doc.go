// Package pdf writes simple documents in Chinese: a title, facts, a table,
// notes. It embeds a font of its own, the simplified characters of GB 2312 out
// of Droid Sans Fallback (Apache License 2.0), made by the program in subset;
// a character that is not in it is printed as □, never left out.
package pdf
