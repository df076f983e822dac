// Package sandbox is a WeChat of our own: it speaks the protocols that
// platform/wechat uses, so that everything works without an account and tests
// are honest about codes that work once, tokens that end and quotas that run
// out. It does not start in production.
//
// It needs no port: Transport answers in the process. As an http.Handler it
// can also be mounted, with two control endpoints of its own:
//
//	POST /sandbox/quota {"openid":…,"template_id":…,"count":1}   one more accept
//	GET  /sandbox/sent                                            what was delivered
//
// Codes:
//
//	sandbox-<name>   logs the same person in, every time
//	phone-<digits>   is that phone number, every time
//	Code, PhoneCode  make real ones: once, within five minutes
package sandbox
