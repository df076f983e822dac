// Package identity knows who is who: residents and the company's staff, how
// they log in, and which Actor a session stands for.
//
// A resident is a person with one or more WeChat accounts and at most one
// phone. Logging in on a device opens a session:
//
//	login ─▶ live ──refresh: the token is replaced by its successor──▶ live
//	           ├── logout, "log out my other devices", changed phone ──▶ revoked
//	           └── a token that was replaced comes again ─────────────▶ revoked
//
// A replaced token may come again within 30 s from the same device, while its
// successor is unused: two requests of one client that met. It then gets the
// very same successor. Anything else is a copy in other hands, and the session
// ends for both.
//
// A WeChat account without a phone that proves a known person's phone joins
// that person.
//
// A staff account belongs to a company. What it may do is its roles'
// permissions, where is its communities:
//
//	created ─▶ setup ──first password by the setup token──▶ active ⇄ disabled
//	             ▲                                            │
//	             └────────── credentials reset ───────────────┘
//
// Logging in takes a password, then a time-based code (each step counts once);
// the first log-in enrols the authenticator. Nobody chooses another's
// password. Who manages staff gives away no permission and no community that
// is not his own, and touches no account above his own. A company never loses
// its last active holder of role.manage.
//
// Guesses are counted per account and address together, so that nobody is
// locked out by a stranger's guesses; wider limits for the account and for the
// address stop guessing from many places and at many accounts.
package identity
