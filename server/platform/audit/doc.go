// Package audit keeps who did what to whom, so that a change of the record
// does not go unnoticed.
//
// Record writes an unsealed row in the transaction of the act. A periodic
// Seal chains the rows in their order: seal = HMAC(key, previous seal + row).
// Verify walks the chain and names the first row that was changed, moved or
// removed. Details hold ids and codes, never a phone number or a name.
package audit
