// Package repair is 报事报修: an order from the report of a fault to its rating.
//
//	submitted 待派单 ─assign─► assigned 已派单 ─accept─► accepted 已接单 ─arrive─► arrived 已到场
//	    │                        │ ▲ assign (another worker, from here on until finished) │
//	    │                        │ └──────────────────────────────────────────────────────┤
//	    └──────────cancel────────┴──────────────────────────────────► cancelled 已取消     │ finish
//	                                                                                      ▼
//	                            closed 已完成 ◄──rate (or seven days without one)── to_rate 待评价
//
// Who may: a resident reports indoors with the right "repair" of that house
// and in public places of the own community, cancels before the worker has
// arrived, and rates. A dispatcher (repair.dispatch) assigns and cancels with a reason.
// The assigned worker (repair.work), and nobody for him, accepts, arrives and
// finishes. The table of state.go is the only place that knows this.
//
// Every step is one conditional update on (id, state, version): who comes
// second gets 409 repair.changed with the present state. In the same
// transaction stand the event row, the messages, the home card and the live
// signal. An order closed without a rating has no row in repair_ratings and
// counts for nobody as good.
//
// Adults of a house see its orders of their own time: the viewers are noted
// when the order is made, so that the next occupant does not read the last one's.
package repair
