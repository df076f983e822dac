// Package einvoice is what the product needs of a provider of 数电票: issue an
// invoice, take it back by a red letter. Both are named by a request number of
// ours, and asking twice under one number is one invoice.
//
// There is a sandbox for the embedded mode; it does not start in production.
// A real provider is a type with the same two methods.
package einvoice
