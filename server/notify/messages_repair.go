package notify

// The WeChat templates of repairs.
const (
	wxRepairProgress = "repair_progress"
	wxRepairFinished = "repair_finished"
)

// repairWords are what people are told about repair orders.
var repairWords = chapter{
	kind: "repair",
	wechat: map[string][]wxField{
		wxRepairProgress: {{"thing1", "{category}"}, {"character_string2", "{number}"}, {"phrase3", "{phrase}"}, {"time4", "{now}"}, {"thing5", "{tip}"}},
		wxRepairFinished: {{"thing1", "{category}"}, {"character_string2", "{number}"}, {"time3", "{now}"}, {"thing4", "{tip}"}},
	},
	moments: map[string][]string{
		"repair_submitted": {wxRepairProgress, wxRepairFinished},
		"quote_wait":       {wxRepairProgress, wxRepairFinished}, // the leave of the report may be used up by now
	},
	params: map[string]param{
		"category": {label: "报修类别", sample: "水管漏水", fallback: "报修"},
		"place":    {label: "地点", sample: "1栋1单元101", fallback: "小区", form: formName},
		"worker":   {label: "师傅姓氏", sample: "张", fallback: "维修", form: formName},
		"number":   {label: "单号", sample: "BX20260302-0001", form: formCode},
		"reason":   {label: "说明", sample: "材料看不清"},
		"time":     {label: "时间", sample: "3月2日 10:00"},
		"state":    {label: "工单状态", sample: "待派单", fallback: "处理中"},
		"amount":   {label: "金额", sample: "120.00", form: formMoney},
		"title":    {label: "事件名称", sample: "3号楼停水", fallback: "小区事件"},
		"phone":    {label: "师傅电话", sample: "139****2222"},
	},
	templates: map[string]template{
		"repair_submitted": {
			resident: text{"报修已收到", "您的报修{number}（{category}）我们已收到，会尽快安排师傅。"},
			staff:    text{"新报修待派单", "{place}提交了{category}报修{number}，请尽快派单。"},
			merged:   text{"新报修待派单", "有 {count} 张新报修待派单，最新一张：{place}的{category}{number}。"}},
		"repair_assigned": {wechat: wxRepairProgress, phrase: "已派单", tip: "师傅会与您联系，请留意来电",
			voice:    "您好，这里是物业服务中心。您的{category}报修已经安排{worker}师傅上门。[预约时间是{time}。]",
			resident: text{"已安排师傅", "您的报修{number}已安排{worker}师傅[（{phone}）]，请留意来电。[预约时间：{time}。]"},
			staff:    text{"您有新的维修单", "{place}的{category}报修{number}派给了您，请尽快接单。[预约时间：{time}。]"}},
		"repair_assigned_worker": {
			staff: text{"您有新的维修单", "{place}的{category}报修{number}派给了您，请尽快接单。[预约时间：{time}。]"}},
		"repair_accepted": {
			resident: text{"师傅已接单", "{worker}师傅已接下您的报修{number}，会按约定时间上门。"}},
		"repair_arrived": {wechat: wxRepairProgress, phrase: "已到场", tip: "师傅已到场处理",
			resident: text{"师傅已到场", "{worker}师傅已到场，正在处理您的报修{number}。"}},
		"repair_finished": {wechat: wxRepairFinished, tip: "请确认结果并评价本次服务",
			voice:    "您好，这里是物业服务中心。您的{category}报修已经处理完成。[{reason}。]如果还有问题，请随时告诉我们。",
			resident: text{"维修已完成，请评价", "您的报修{number}已处理完成。[处理说明：{reason}。]请看看结果，给师傅打个分吧。"}},
		"repair_cancelled": {wechat: wxRepairProgress, phrase: "已取消", tip: "如仍需维修，可重新报修",
			voice:    "您好，这里是物业服务中心。您的{category}报修已经取消。[原因是{reason}。]如果仍需要维修，请告诉我们。",
			resident: text{"报修已取消", "您的报修{number}已取消。[原因：{reason}。]如仍需维修，可以重新报修。"},
			staff:    text{"报修已取消", "{place}的报修{number}（{category}）已取消。[原因：{reason}。]"}},
		"repair_rated": {
			staff: text{"收到新的评价", "报修{number}收到住户评价。[{reason}。]"}},
		"repair_to_assign": {
			staff: text{"工单等待派单", "{place}的{category}报修{number}还没有师傅接，请尽快派单。"}},
		"repair_in_pool": {merged: text{"抢单池有 {count} 张新工单", "有 {count} 张新工单可以抢，打开抢单池看看。"},
			staff: text{"抢单池有新工单", "{place}的{category}报修{number}可以抢单。[预约时间：{time}。]"}},
		"repair_stuck": {
			staff: text{"工单没有人接，请主管处理", "{place}的{category}报修{number}试过所有派单方式仍没有师傅接，请您安排。"}},
		"repair_taken_away": {
			staff: text{"工单已改派", "{place}的{category}报修{number}不再由您处理。[原因：{reason}。]"}},
		"repair_lapsed": {
			staff: text{"超时未接单，工单已转出", "{place}的{category}报修{number}没有在规定时间内接单，已重新派单。"}},
		"repair_released": {
			staff: text{"师傅离岗，工单待派", "{place}的{category}报修{number}原来的师傅已离岗，正在重新派单。"}},
		"repair_returned": {
			staff: text{"师傅退单", "{place}的{category}报修{number}被退回。[原因：{reason}。]请重新安排。"}},
		"repair_on_the_way": {
			resident: text{"师傅正在赶来", "{worker}师傅已出发，正在赶来处理您的报修{number}。"}},
		"repair_no_show": {wechat: wxRepairProgress, phrase: "待改约", tip: "师傅上门时家中无人，请改约",
			resident: text{"师傅上门时家中无人", "{worker}师傅已到您家门口等候 15 分钟，家中无人。请为报修{number}改约一个时间；再次无人将取消本单。"},
			staff:    text{"上门时家中无人", "{place}的报修{number}上门时家中无人，请联系住户改约。"}},
		"repair_no_show_end": {wechat: wxRepairProgress, phrase: "已取消", tip: "两次上门无人，已取消",
			resident: text{"报修已取消", "师傅两次上门家中无人，报修{number}已取消。如仍需维修，可以重新报修。"}},
		"repair_on_hold": {
			resident: text{"报修暂停处理", "您的报修{number}暂停处理。[原因：{reason}。]到期会自动继续。"}},
		"repair_quoted": {wechat: wxRepairProgress, phrase: "待确认", tip: "师傅已报价，请您确认",
			resident: text{"师傅已报价，请您确认", "您的报修{number}需要有偿维修[，报价 {amount}]。请打开查看明细，同意后师傅再动工。"}},
		"repair_quote_check": {
			staff: text{"报价等待审核", "{place}的报修{number}报价里有价目表以外的价格[，共 {amount}]，请主管审核。"}},
		"repair_quote_declined": {
			staff: text{"报价被退回", "报修{number}的报价被主管退回。[原因：{reason}。]请修改后重新报价。"}},
		"repair_quote_accepted": {
			staff: text{"住户已接受报价", "{place}的报修{number}，住户已接受报价[ {amount}]，可以动工了。"}},
		"repair_quote_refused": {
			staff: text{"住户没有接受报价", "{place}的报修{number}，住户没有接受报价。[说明：{reason}。]可以不做有偿部分完工，或重新报价。"}},
		"repair_to_pay": {wechat: wxRepairFinished, tip: "维修已完成，请支付维修费",
			resident: text{"维修已完成，请付款", "您的报修{number}已处理完成[，应付 {amount}]。可在手机上支付，或到物业前台付款。"}},
		"repair_paid": {
			resident: text{"已收到维修费", "报修{number}的维修费已付清，谢谢。请给师傅打个分吧。"}},
		"repair_waived": {
			resident: text{"维修费已减免", "报修{number}的维修费已减免，您不用付款。[说明：{reason}。]"}},
		"repair_done": {
			resident: text{"您关注的报修已修好", "{place}的{category}报修{number}已处理完成。[说明：{reason}。]"}},
		"repair_visit": {
			resident: text{"这次维修，问题解决了吗？", "您的报修{number}已处理完成。请打开告诉我们问题有没有解决；您不方便的话，物业的同事会打电话问您。"}},
		"repair_reopened": {
			resident: text{"报修重新处理", "您的报修{number}已重新处理，本次不收费，主管会安排师傅再次上门。"},
			staff:    text{"返修，请主管安排", "{place}的{category}报修{number}需要返修。[住户说：{reason}。]本次不收费。"}},
		"repair_rejected": {wechat: wxRepairProgress, phrase: "不受理", tip: "请按说明联系对应单位",
			resident: text{"这件事不归物业处理", "您的报修{number}（{category}）不归物业处理。[{reason}。]"}},
		"repair_merged": {
			resident: text{"报修已合并处理", "您的报修{number}已与同一问题合并处理[：{reason}]，进度会一起通知您。"}},
		"repair_urged": {
			staff: text{"住户催单", "{place}的{category}报修{number}，住户在催，请尽快处理或联系住户说明。"}},
		"repair_rescheduled": {
			resident: text{"上门时间已改约", "您的报修{number}上门时间已改[为 {time}]。"},
			staff:    text{"上门时间已改约", "{place}的报修{number}上门时间已改[为 {time}]。"}},
		"repair_second_house": {
			resident: text{"与您家有关的报修", "{place}的报修{number}（{category}）与您家有关，物业会一并处理，您可以查看进度。"}},
		"repair_moved_out": {
			staff: text{"住户已迁出，请询问新住户", "{place}的报修{number}还没修完，报修人已迁出。请询问新住户是否继续。"}},
		"repair_incident": {
			resident: text{"{title}：最新进展", "{title}正在处理。[最新进展：{reason}。]"}},
		"repair_incident_over": {
			resident: text{"{title}：已恢复", "{title}已处理完毕。[{reason}。]如果您家还有问题，请在工单里点“重新处理”。"}},
		"repair_incident_stays": {
			resident: text{"{title}：已恢复，您的报修继续处理", "{title}已处理完毕。[{reason}。]您的报修{number}还没有解决，会单独安排师傅上门。"}},
		"repair_due": {
			staff: text{"工单即将超时", "{place}的{category}报修{number}[{reason}]时限快到了，请抓紧处理。"}},
		"repair_breached": {
			staff: text{"工单已超时", "{place}的{category}报修{number}[{reason}]已超过承诺时限，现在是“{state}”，请督促处理。"}},
	},
}
