// Command bench measures the product against bare programs that do the same
// work, in one run and on the same data: see docs/bench/README.md.
//
//	go run ./server/platform/testkit/services -- bin/bench -short
//
// Every program that is measured is a process of its own: the runner starts
// this command again as the product, as the baseline, as the load and as the
// sockets, and speaks with each over its standard input and output.
package main
