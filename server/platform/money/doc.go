// Package money holds amounts as whole fen and the exact arithmetic on them.
// There is no float in it and none may come near it.
package money
