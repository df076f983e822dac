// Package billing is 收费: what a house is charged, why, and what becomes of it.
//
//	item 收费项目 ─► tariff 收费标准, a version from a day on ─► run 出账 of a period ─► bills 账单
//
// A run:
//
//	computing 计算中 ─► computed 待审核 ─review─► reviewed 待发布 ─publish─► publishing 发布中 ─► published 已发布
//	                       └──────discard──────────┴──► discarded 已放弃
//
// A bill:
//
//	draft 草稿 ─review─► reviewed 已审核 ─publish─► published 待缴费 ─pay_full─► paid 已缴清 ─refund─► refunding 退款中
//	                                                 │ ▲  │ ▲                    │                      │
//	                                     dispute     ▼ │  ▼ │ pay_part           └──► refunded 已退款 ◄─┤
//	                                     disputed 核实中   partly_paid 部分已缴        partly_refunded 部分退款
//	                                          │
//	                                          ├─waive─► waived 已减免     (also from published, partly_paid)
//	                                          └─replace─► void 已作废, and a new bill that names the old one
//
// Overdue is a flag that follows from the day. The tables of state.go say who may
// do what from where, and which columns are frozen in each state.
//
// Who may: billing.tariff writes items and tariffs, billing.meter readings,
// billing.run makes and reviews bills, billing.publish publishes what somebody else
// made, billing.waive asks for waivers, billing.approve decides about waivers that
// somebody else asked for, about disputes, and voids. A resident sees bills of the own
// time with the right see_bill and pays with the right pay; whoever holds a 代缴
// code of a bill pays that one bill and learns neither name nor history.
//
// Arithmetic is exact: whole numbers and rationals, rounded once, half up, to
// fen. A bill keeps what was counted (basis) and the version of its tariff, and so
// explains itself. One bill stands for an item, house, period and slot; runs insert
// by that key in chunks, each chunk in one transaction with the message for the
// next, so a killed run goes on without a gap and a repeated run adds only what is
// missing.
//
// What is owed is settled by payment through Lock, Unlock, Settle and Refunded, in
// payment's transaction; every fen is posted to the ledger in the same one.
//
// Arrears change nothing but reminders and late fees: no door, no emergency
// repair, no notice asks this package.
package billing
