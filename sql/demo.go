package sql

import _ "embed"

// DemoLedger is the demo community's house ledger, as its property company
// keeps it: synthetic people in a real-shaped file.
//
//go:embed demo/cuihu-garden-ledger.xlsx
var DemoLedger []byte
