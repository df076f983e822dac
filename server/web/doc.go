// Package web serves the two front ends, embedded in the binary: the admin
// web under /admin/ and the mini-program's H5 build under /m/.
package web
