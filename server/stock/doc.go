// Package stock is 物料: a community's price list of labour and material, and
// how much of each material there is.
//
//	level ──in 入库──► more
//	level ──use 领用 (an order)──► less, never below nothing
//	level ──give_back 退回 (an order)──► more
//	level ──count 盘点 (with a reason)──► what was counted
//
// Every change of a level is one conditional update with one row of
// stock_movements in the same transaction; the rows are only ever added to,
// and what an order holds is their sum. Of two who take the last one at once,
// one gets 409 stock.short with what is left.
//
// A price counts from a day on; older prices stay. Quotes copy the price of
// their day. What is off sale can be used up, but not quoted any more.
//
// Who may: stock.read sees prices, levels and movements of the own
// communities, stock.manage changes them. Orders take and give back through
// Use and GiveBack, in the transaction of their own change, which is what
// makes it happen once.
package stock
