// Package notify tells people what happened: always in the inbox of the app or
// the admin web, and, as far as each person wants it, as a WeChat subscribe
// message, a text message or a telephone call.
//
// Others publish event.Notify in the transaction of their change. The task
// notify:deliver writes the inbox row, the reader's unread count, the live
// signal and the plan of the other channels in one transaction, so that a
// person is told once whatever runs twice. The order of intrusion:
//
//	inbox            always
//	WeChat           while leave is left and the kind is not switched off
//	text message     urgent, or chosen for the kind; ≤ 10 a phone a day (30 urgent),
//	                 the same words to one phone once: a couple may share it
//	telephone call   asked for ("call me"), or urgent and no WeChat account, or
//	                 urgent and no text message went through
//
// A household of which nobody has an account has no inbox. Those that the desk
// keeps on a list (notify_call_houses) are called about what is urgent or worth
// a call: notices to their house, and orders that they rang the desk for. Whom
// to ring is read from the register when the call is claimed.
//
// What disturbs waits for the end of the reader's quiet hours (an outbox row of
// the future); urgent passes them and every switch. Before it leaves, what may
// have changed is asked again: the wishes, the quiet hours, whether it was read
// in the app, whether the reader still lives in the house it is about.
//
// event.Notify.Merge: while a message waits unread (24 h), others of its key
// are counted in it; WeChat and text messages wait 5 minutes for more.
//
// A delivery:
//
//	pending ──intent written──▶ sending ──▶ delivered
//	   ▲                          │ ├──▶ failed   refused, or six tries; leave returned
//	   └── no answer, try again ──┘ └──▶ unknown  the process died while sending
//	skipped: no leave, switched off, read, left the house, or too late to be of use
//
// An unknown one is not sent again by itself. It and what failed by no fault
// of the reader's wait on the desk: sent again or dropped with a reason.
//
// A call (notify_calls); three times no answer ends it, a claim is one clerk's
// for 30 minutes, and the number is shown to who claims it, on the record:
//
//	waiting ──claim──▶ claimed ──done──▶ done
//	   ▲ ▲               │ │ └─ 3rd no answer ──▶ unreachable
//	   │ └── give back ──┘ └─ no answer: later ──▶ waiting
//	   └ waiting, claimed ──needless──▶ needless
//
// A broadcast (TellAll) walks along an audience in SQL, 500 people in a
// transaction: running ──▶ done | stopped. Where it stands is moved by compare
// and set in that transaction, and a message has a unique key for its reader.
//
// Leave is counted here, because WeChat has no way to ask for it: +1 for each
// "accept", -1 for each message, 0 when WeChat says there is none (43101). It
// is asked for at moments (messages_<capability>.go), after something was
// submitted or paid, never while somebody just looks.
//
// The words are chapters in messages_<capability>.go; a company may have its
// own for each face of a template, checked so that they can always be filled.
//
// Who may: everybody reads their own inbox and keeps their own wishes, and
// nobody else's. notify.template changes the company's words; notify.desk sees
// the log of its communities, masked, decides what is dead and makes the calls.
package notify
