// Package pay speaks WeChat Pay API v3 for many merchants: prepay, query,
// close, refunds, bills, and the notices that come back. Requests go through
// the official SDK; what it leaves to the system's clock (the age of a signed
// answer) is checked here by the injected one.
//
// A notice is believed only after, in this order: exactly one of each header,
// an age below 300 s, a key that the merchant owns under the serial it names, a
// good signature over the raw bytes, the right algorithm and nonce length, and a
// tag that opens under the merchant's APIv3 key. Which merchant that is, the
// caller takes from its own order, never from the address.
//
// A call has three outcomes: an answer, a refusal by WeChat (Refusal), or
// ErrUnknown: it may or may not have happened, and asking again with the same
// number is the only way to learn.
package pay
