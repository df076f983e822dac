// Package storage keeps uploaded pictures on local disk or in an S3 bucket.
//
// SaveImage trusts nothing about an upload: not its name, not its declared
// type. It looks at the first bytes, at the announced size, then decodes and
// encodes anew, so that what is stored is a JPEG of ours: no GPS position, no
// script, no second file hidden inside.
//
//	bytes ≤ 10 MiB → magic → no foreign markup or archive → ≤ 40 MP
//	  → decode (two at a time) → upright → ≤ 2048 px JPEG + 320 px thumbnail
//
// Keys are random and made here; nobody's input is ever part of a path. Files
// are private: Sign makes a link that ends, Verify checks it. Whether a person
// may have the link is the caller's question.
package storage
