// Package ids makes and reads the 64-bit identifiers of rows, and the random
// codes that people and other systems see.
//
// An ID is a snowflake: 41 bits of milliseconds since 2025-01-01 UTC, 10 bits
// of node, 12 bits of sequence. On the wire it is a decimal string, because
// JavaScript loses integers past 2^53.
package ids
