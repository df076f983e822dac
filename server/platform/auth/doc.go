// Package auth says who asks and what they may do.
//
// An Actor is built from the session on each request (and cached for at most
// 20 seconds); nothing in it comes from the request's body. An operation
// declares its Policy where it is declared; without one it does not start.
// Lists are limited in SQL by the Actor's communities and houses; for a
// resident "not found" and "not yours" are the same answer.
package auth
