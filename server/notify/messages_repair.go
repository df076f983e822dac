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
	},
	params: map[string]param{
		"category": {label: "报修类别", sample: "水管漏水", fallback: "报修"},
		"place":    {label: "地点", sample: "1栋1单元101", fallback: "小区", form: formName},
		"worker":   {label: "师傅姓氏", sample: "张", fallback: "维修", form: formName},
		"number":   {label: "单号", sample: "BX20260302-0001", form: formCode},
		"reason":   {label: "说明", sample: "材料看不清"},
		"time":     {label: "时间", sample: "3月2日 10:00"},
	},
	templates: map[string]template{
		"repair_submitted": {
			resident: text{"报修已收到", "您的报修{number}（{category}）我们已收到，会尽快安排师傅。"},
			staff:    text{"新报修待派单", "{place}提交了{category}报修{number}，请尽快派单。"},
			merged:   text{"新报修待派单", "有 {count} 张新报修待派单，最新一张：{place}的{category}{number}。"}},
		"repair_assigned": {wechat: wxRepairProgress, phrase: "已派单", tip: "师傅会与您联系，请留意来电",
			voice:    "您好，这里是物业服务中心。您的{category}报修已经安排{worker}师傅上门。[预约时间是{time}。]",
			resident: text{"已安排师傅", "您的报修{number}已安排{worker}师傅，请留意来电。[预约时间：{time}。]"},
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
	},
}
