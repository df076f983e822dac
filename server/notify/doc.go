// Package notify tells people what happened: always in the inbox of the app or
// the admin web, and as a WeChat subscribe message while the person has given
// leave for one.
//
// Others publish event.Notify in the transaction of their change. The task
// notify:deliver writes the inbox row, the reader's unread count and the live
// signal in one transaction, so that a person is told once whatever runs twice.
// When leave is left it also takes one and asks for notify:wechat, which sends
// outside any transaction.
//
// A WeChat delivery:
//
//	pending ──intent written──▶ sending ──▶ delivered
//	   ▲                          │ ├──▶ failed   refused for good, leave returned
//	   └── no answer, try again ──┘ └──▶ unknown  the process died while sending
//	skipped: no leave, or too late to be of use
//
// An unknown one is not sent again: the inbox has it, and a second message
// would cost the person another leave.
//
// Leave is counted here, because WeChat has no way to ask for it: +1 for each
// "accept", -1 for each message, 0 when WeChat says there is none (43101). It
// is asked for after something was submitted, never while somebody just looks.
//
// Who may: everybody reads their own inbox and nobody else's.
package notify
