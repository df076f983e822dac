package notify

// The WeChat template of bills.
const wxBillNotice = "bill_notice"

// billingWords are what people are told about bills. Words before and after the
// due day stay friendly: a bill that is not due is never called late, and nothing but
// a late fee follows from paying late.
var billingWords = chapter{
	kind: "bill",
	wechat: map[string][]wxField{
		wxBillNotice: {{"thing1", "{house}"}, {"amount2", "{amount}"}, {"time3", "{now}"}, {"thing4", "{tip}"}},
	},
	moments: map[string][]string{
		"bill_paid": {wxBillNotice},
	},
	params: map[string]param{
		"house":  {label: "房屋", sample: "1栋1单元101", fallback: "房屋", form: formName},
		"item":   {label: "收费项目", sample: "物业费", fallback: "账单", form: formName},
		"period": {label: "账期", sample: "2026年3月", form: formName},
		"amount": {label: "金额", sample: "386.00", form: formMoney},
		"count":  {label: "笔数", sample: "3", fallback: "1", form: formCode},
		"due":    {label: "最后缴费日", sample: "2026-03-31", form: formDate},
		"reason": {label: "说明", sample: "读数已核实"},
		"kind":   {label: "任务", sample: "电话提醒", fallback: "催缴", form: formName},
	},
	templates: map[string]template{
		"bill_published": {wechat: wxBillNotice, tip: "可在小程序查看明细并缴费",
			resident: text{"新账单已出", "{house}的{period}账单共 {count} 笔，合计 {amount}。请在 {due} 前缴费，点开可看每一笔是怎么算的。"}},
		"bill_charged": {wechat: wxBillNotice, tip: "可在小程序查看明细并缴费",
			resident: text{"有一笔费用待缴", "{house}有一笔{item}，金额 {amount}。点开可看明细并缴费。"}},
		"bill_remind_before": {wechat: wxBillNotice, tip: "账单快到期了，请留意",
			resident: text{"账单快到期了", "{house}还有 {count} 笔账单未缴，合计 {amount}，最后缴费日是 {due}。如已缴费请忽略。"}},
		"bill_remind_after1": {wechat: wxBillNotice, tip: "账单已过缴费日，请尽快处理",
			resident: text{"账单已过缴费日", "{house}有 {count} 笔账单已过缴费日，合计 {amount}。方便时请缴费；有疑问可以直接在账单里提出异议。"}},
		"bill_remind_after7": {wechat: wxBillNotice, tip: "账单已过缴费日一周，请处理",
			resident: text{"账单已过缴费日一周", "{house}有 {count} 笔账单已过缴费日一周，合计 {amount}。如有困难或疑问，请联系物业，我们一起想办法。"}},
		"bill_disputed": {
			staff: text{"账单异议待处理", "{house}对{period}{item}提出异议。[原因：{reason}。]请在 {due} 前答复。"}},
		"bill_dispute_answered": {
			resident: text{"账单异议有结果了", "您对{house}{period}{item}提出的异议已有结果。[答复：{reason}。]点开可看详情。"}},
		"bill_waiver_asked": {
			staff: text{"减免待审批", "{house}的{period}{item}申请减免 {amount}。[原因：{reason}。]请审批。"}},
		"bill_waived": {
			resident: text{"账单已减免", "{house}的{period}{item}已减免 {amount}。[原因：{reason}。]"}},
		"bill_void": {
			resident: text{"账单已作废", "{house}的{period}{item}已作废，不用缴费。[原因：{reason}。]"}},
		"bill_replaced": {
			resident: text{"账单已更正", "{house}的{period}{item}已更正为 {amount}。[原因：{reason}。]原账单不用缴费。"}},
		"bill_work": {
			staff: text{"有催缴任务", "有 {count} 笔账单需要{kind}，请在欠费看板里处理。"}},
	},
}
