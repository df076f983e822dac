package repair

// stateWords are the state in the words people read and its colour family.
var stateWords = map[State]struct{ label, tone string }{
	Submitted:     {"待派单", "warn"},
	Dispatching:   {"待接单", "warn"},
	Assigned:      {"已派单", "info"},
	Accepted:      {"已接单", "info"},
	OnTheWay:      {"赶来途中", "info"},
	Arrived:       {"已到场", "info"},
	Working:       {"维修中", "info"},
	OnHold:        {"暂停中", "warn"},
	Quoted:        {"待确认报价", "warn"},
	QuoteAccepted: {"报价已确认", "info"},
	QuoteRefused:  {"报价未接受", "warn"},
	ToPay:         {"待付款", "warn"},
	ToRate:        {"待评价", "warn"},
	ReturnVisit:   {"待回访", "info"},
	Closed:        {"已完成", "good"},
	Cancelled:     {"已取消", "neutral"},
	Rejected:      {"不予受理", "neutral"},
	Merged:        {"已合并", "neutral"},
	Reopened:      {"重新处理", "danger"},
}

// Label is the state in the words people read.
func (s State) Label() string { return stateWords[s].label }

// Tone is the colour family of the state.
func (s State) Tone() string {
	if w, ok := stateWords[s]; ok {
		return w.tone
	}
	return "neutral"
}

var actTitles = map[Act]string{
	Report: "提交报修", Offer: "已放入抢单池", Assign: "已派单", Grab: "师傅已抢单", Lapse: "超时未接单，重新派单", Release: "师傅离岗，重新派单",
	Accept: "师傅已接单", Return: "师傅退单", Transfer: "转给另一位师傅", Depart: "师傅已出发", Arrive: "师傅已到场", NoShow: "上门时家中无人",
	Start: "开始维修", Hold: "暂停处理", Resume: "继续处理", Quote: "师傅已报价", ApproveQuote: "主管已审核报价", DeclineQuote: "主管退回报价",
	AcceptQuote: "已接受报价", RefuseQuote: "未接受报价", Finish: "维修完成", Pay: "已付款", Waive: "费用已减免", Rate: "已评价",
	Expire: "超过 7 天未评价，已自动结单", Visit: "已回访", Reopen: "重新处理", Cancel: "已取消", Reject: "不属于物业处理范围", Merge: "已合并处理",
	Unmerge: "恢复单独处理", Follow: "随合并的工单一起完成", Urge: "住户催单", Join: "邻居加入此工单", Reschedule: "改约上门时间",
	AddHouse: "登记关联房屋", MovedOut: "住户已迁出，待询问新住户", Occupant: "已询问新住户",
}

// title is the line of the timeline.
func (a Act) title(from State) string {
	if a == Assign && from != Submitted && from != Dispatching && from != Reopened {
		return "改派师傅"
	}
	return actTitles[a]
}
