// Package httpx turns use cases into HTTP: typed huma operations on a Gin
// engine, one chain of protection for all, errors as RFC 9457 problems with a
// stable code and a Chinese sentence.
//
// An operation is registered with its Policy; Register panics without a valid
// one, so a server with an unguarded operation does not start.
package httpx
