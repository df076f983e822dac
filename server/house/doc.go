// Package house is the register of a property company: company, community
// (小区), building (楼栋), unit (单元), house (房屋) and the people the company
// has written down for each house.
//
// A house is known by its address, not by its row in a file: the identity
// "building|unit|room" is unique in a community, and importing the same ledger
// again changes nothing. People write addresses in many ways (「1栋1单元101」,
// 「1-1-101」, 「一栋101」); each house stores the keys of all of them, so a
// search is an indexed equality query.
//
// An import is a run:
//
//	checking ──► checked ──► applying ──► applied
//	    └──────────┴──────────────┴─────► failed
//
// Checking compares every row with the register and writes only the run and
// its rows. Applying writes 500 rows per transaction together with the place
// reached, so it may be killed and repeated. Houses are added and updated,
// never deleted: bindings, bills and repairs point at them.
//
// Who may: house.read sees masked people, house.reveal the full ones (each
// look is recorded with its purpose), house.import imports, house.export
// exports. Residents only search addresses, to choose their house.
package house
