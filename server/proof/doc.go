// Command proof proves on real processes what the product promises: private
// MariaDB and Redis, the built server and jobs, and faults while they work.
//
//	make proof              # up to an hour; docs/proof/DATE.json
//	make proof SHORT=1      # about a minute, side by side: that everything runs
//	bin/proof -only P9 -seed 7 -keep
//
// Each proof gets a lab of its own and is one function:
//
//	func proveSomething(ctx context.Context, l *lab) error
//
// in a file named after its subject, listed in proofs() of main.go. What the
// lab offers:
//
//	l.start("server" | "jobs", env…)  a process of the built product (*child):
//	                                  its address, log and pid; a second one gets
//	                                  its own node number and port
//	c.kill()  c.restart(ctx)          kill -9 and start again with the same settings
//	c.stop()  c.cont()                SIGSTOP and SIGCONT
//	l.maria, l.redis                  children too: kill and restart them the same way
//	l.db, l.cache                     clients of the two for the checkers
//	l.env                             settings of every process beside the lab's own
//	l.openWeChat(ctx)                 a WeChat Pay that listens beside the installation
//	newStreet(servers…)               the balancer before the servers, for http.Client and WeChat
//	l.app(ctx)                        the product inside the proof, for its use cases and outbox
//	l.harm(ctx, fault{name, every, times, do}…)
//	                                  does each fault so often until ctx ends or times are used up
//	                                  and counts it; a fault that fails fails the proof
//	l.until(ctx, d, what, ok)         waits for a state, or fails with what
//	l.same(what, want, got)           one checked line; any that differs fails the proof
//	l.atMost(what, most, got)         the same for a limit
//	l.fact(name, n)                   what happened, for the report
//	l.size(short, long)               how much, in the short and in the long run
//	l.rnd                             chance from the printed seed
//
// Children are stopped by their pid at the end, also after an interrupt; with
// -keep their folder stays.
package main
