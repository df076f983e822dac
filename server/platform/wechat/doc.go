// Package wechat talks to the mini-program's server side interfaces: login,
// phone number, subscribe messages, text check.
//
// It drives silenceper/wechat, whose HTTP client is one variable for the whole
// process. The first New sets that variable, once, to a client that finds its
// way in the context of each call; so several Clients (one per test) live side
// by side, nothing reaches a host but WeChat's or the configured one, and a
// call ends after 5 s.
//
// Access tokens are "stable" ones and shared through Redis: replicas do not
// invalidate each other's. A refused token is fetched anew once and the call
// repeated once.
//
// What goes wrong is an errs value with the WeChat code as cause. Texts of the
// library carry URLs with secrets in them, so causes are scrubbed. The session
// key of a login is dropped here; no caller ever sees it.
//
// Package wechat/sandbox speaks the same protocols without any account.
package wechat
