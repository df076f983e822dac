// Package repair is 报事报修: an order from the report of a fault to its rating,
// and what becomes of it when it was not mended.
//
//	submitted 待派单 ─offer─► dispatching 待接单 ◄──return, lapse, release────┐
//	    │  assign                │ assign, grab                              │
//	    └──────────┬─────────────┘                                           │
//	               ▼                                                         │
//	          assigned 已派单 ─accept─► accepted 已接单 ─depart─► on_the_way 赶来途中
//	               ▲ transfer, assign        │ ▲ no_show         │           │
//	               │                         └─┴──────arrive─────┴► arrived 已到场
//	               │                                                 │ start │ quote
//	          reopened 重新处理    on_hold 暂停中 ◄─hold── working 维修中 ◄──────┤
//	               ▲                  └──────resume──────►│  ▲             ▼
//	               │                                      │  └─start── quoted 待确认报价
//	               │                              finish  │             │ accept / refuse
//	               │             ┌────────────────────────┤   quote_accepted · quote_refused
//	               │             ▼                        ▼             │
//	               │        to_pay 待付款 ─pay, waive─► to_rate 待评价 ◄──finish
//	               │                                      │ rate, or seven days without
//	               └──reopen, bad visit── return_visit 待回访 ─► closed 已完成
//
// Beside the way: cancelled 已取消, rejected 不予受理 (not ours: whose it is),
// merged 已合并 (into an order or an incident, and closed with it).
//
// Who may: a resident reports indoors with the right "repair" of that house
// and in public places of the own community, joins a neighbour's report,
// urges once in four hours, agrees on another time, answers a quote (above
// 500 yuan an owner), cancels before the worker has arrived, rates, says how
// it went before a return visit asks, and reopens within seven days or the
// warranty. repair.dispatch assigns, offers, merges, rejects, cancels with a
// reason, opens incidents, asks how it went (never the worker of the order).
// repair.supervise alone dispatches what came back twice or was reopened,
// approves prices off the list and forgoes money; repair.collect takes it. The
// assigned worker (repair.work), and nobody for him, does what is done at the
// site. The table of state.go is the only place that knows this.
//
// Each category of a community has a chain of ways to find a worker (grab,
// assign, round-robin, least loaded); each has its time, and at the end a
// supervisor is told. Timers are outbox rows that name the order's stage: an
// urging or a new appointment lets them go on, any other step ends them.
//
// Promises (response, on_site, resolve) are rows of repair_clocks. They warn
// at 50 and 80 percent and climb from supervisor over manager to community at
// 100, 150 and 200. Only waiting for the owner stops them.
//
// Every step is one conditional update on (id, state, version): who comes
// second gets 409 repair.changed with the present state, or repair.grabbed
// with the winner. In the same transaction stand the event row, the home card
// and one outbox row, by which everybody else learns of it in the background.
// A worker's step may carry the time at which his phone did it without a
// network. An order closed without a rating has no row in repair_ratings and
// counts for nobody as good.
//
// Adults of a house see its orders of their own time: the viewers are noted
// when the order is made, so that the next occupant does not read the last one's.
package repair
