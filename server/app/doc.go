// Package app is the only composition root: it knows every capability, wires
// them by hand in the order of need, and gives both mains what they run.
package app
