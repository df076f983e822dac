// Package ledger is the double-entry book of a community: what is owed, what
// arrived, by which way, and what is to be given back.
//
// A journal is a handful of entries that sum to nothing; debit is positive,
// credit negative. Journals and entries are only ever added: the database
// handle refuses to change or delete them, and a mistake is put right by the
// opposite journal (Reverse). (kind, ref) is posted once; the same journal
// again is no error and adds nothing, another one under the same name is
// ErrDifferent.
//
//	receivable            debit   what a house owes
//	wechat_receivable     debit   paid by WeChat, not yet in the merchant's bank account
//	cash, transfer        debit   paid at the desk
//	fee_income:<item>     credit  what was charged, by kind of fee
//	late_fee_income       credit
//	prepaid, deposit      credit  a house's own money that the company keeps; never below nothing
//	overpaid              credit  arrived twice, to be returned or kept as prepaid; never below nothing
//	refund_payable        credit  on its way back to a payer; nothing at rest
//	discount, waiver      debit   given up
//	rounding              either
//	platform_fee, merchant_payable
//
// Balances are sums of entries. Only prepaid, deposit and overpaid have a kept
// row (ledger_holdings), because somebody may spend them twice at once: the
// conditional update on it decides.
//
// Who may: capabilities post inside their own transaction; staff with
// ledger.read look. Nobody writes by hand.
package ledger
