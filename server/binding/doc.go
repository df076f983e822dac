// Package binding is 房屋绑定/业主认证: which person belongs to which house, as
// what, with which rights, and since when.
//
//	          match (phone on the register), join (invitation)
//	  ┌──────────────────────────────────────────────────────────────┐
//	none ─apply─► pending 待审核 ─approve──────────────────────────► active 已认证
//	  │             │  ▲  │                                          │ ▲    │
//	  │    need_more│  │  ├─reject──► rejected 未通过   suspend,     │ │    ├─expire───► expired 已到期
//	  │             ▼  │  │                             dispute      │ │    ├─unbind───► unbound 已解除
//	  │   need_more 待补充├─withdraw► withdrawn 已撤回               ▼ │    └─move_out─► moved_out 已迁出
//	  │        evidence┘  │                            suspended 已暂停│resume   ▲ ▲ ▲
//	  └───────────────────┘                                  ├─────────┘         │ │ │
//	                                                         ├─revoke─► revoked  │ │ │
//	                                                         └───────────────────┴─┴─┘
//
// Who may: a person binds himself by a phone that stands on the register of
// the house, by evidence that staff look at, or by an owner's invitation. Staff with
// binding.review decide, never about themselves; staff with binding.manage suspend,
// resume, revoke, unbind and move out. The owner of a house decides about its members
// and tenants. The table of binding.go is the only place that knows this.
//
// The register is the company's and is never written here: approving a claimant
// changes nobody's phone, and the people on the register hear of it.
//
// Every step is one conditional update on (id, state, version): who comes
// second gets 409 binding.changed with the present state. In the same
// transaction stand the event row, the messages, the home card, the live signal
// and, for staff, the audit entry. After the commit the person's cached rights are
// forgotten. One person has at most one living binding to a house: live_key is
// unique and holds "house:person" while it lives, its own id afterwards.
package binding
