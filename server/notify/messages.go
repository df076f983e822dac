package notify

// The names of the WeChat templates; settings map them to WeChat's ids.
const (
	wxRepairProgress = "repair_progress" // thing1 事项 character_string2 单号 phrase3 状态 time4 时间 thing5 说明
	wxRepairFinished = "repair_finished" // thing1 事项 character_string2 单号 time3 完成时间 thing4 说明
	wxBindingResult  = "binding_result"  // thing1 房屋 phrase2 结果 time3 时间 thing4 说明
)

// text is what one kind of reader gets. In title and body {name} stands for a
// parameter; a part in [brackets] is left out when its parameter is empty.
type text struct{ title, body string }

// template is one thing that people are told.
type template struct {
	kind     string // of the inbox row: repair | binding | notice
	resident text
	staff    text
	wechat   string // WeChat template name; "" = inbox only
	phrase   string // status in WeChat's message, at most 5 characters
	tip      string // last line of WeChat's message, at most 20 characters
}

// The fallbacks of parameters that were not given.
var fallbacks = map[string]string{
	"category": "报修", "place": "小区", "worker": "维修", "house": "房屋", "name": "住户", "number": "", "role": "成员",
}

// templates are keyed by event.Notify.Template.
var templates = map[string]template{
	"repair_submitted": {kind: "repair",
		resident: text{"报修已收到", "您的报修{number}（{category}）我们已收到，会尽快安排师傅。"},
		staff:    text{"新报修待派单", "{place}提交了{category}报修{number}，请尽快派单。"}},
	"repair_assigned": {kind: "repair", wechat: wxRepairProgress, phrase: "已派单", tip: "师傅会与您联系，请留意来电",
		resident: text{"已安排师傅", "您的报修{number}已安排{worker}师傅，请留意来电。[预约时间：{time}。]"},
		staff:    text{"您有新的维修单", "{place}的{category}报修{number}派给了您，请尽快接单。[预约时间：{time}。]"}},
	"repair_assigned_worker": {kind: "repair",
		staff: text{"您有新的维修单", "{place}的{category}报修{number}派给了您，请尽快接单。[预约时间：{time}。]"}},
	"repair_accepted": {kind: "repair",
		resident: text{"师傅已接单", "{worker}师傅已接下您的报修{number}，会按约定时间上门。"}},
	"repair_arrived": {kind: "repair", wechat: wxRepairProgress, phrase: "已到场", tip: "师傅已到场处理",
		resident: text{"师傅已到场", "{worker}师傅已到场，正在处理您的报修{number}。"}},
	"repair_finished": {kind: "repair", wechat: wxRepairFinished, tip: "请确认结果并评价本次服务",
		resident: text{"维修已完成，请评价", "您的报修{number}已处理完成。[处理说明：{reason}。]请看看结果，给师傅打个分吧。"}},
	"repair_cancelled": {kind: "repair", wechat: wxRepairProgress, phrase: "已取消", tip: "如仍需维修，可重新报修",
		resident: text{"报修已取消", "您的报修{number}已取消。[原因：{reason}。]如仍需维修，可以重新报修。"},
		staff:    text{"报修已取消", "{place}的报修{number}（{category}）已取消。[原因：{reason}。]"}},
	"repair_rated": {kind: "repair",
		staff: text{"收到新的评价", "报修{number}收到住户评价。[{reason}。]"}},
	"binding_submitted": {kind: "binding",
		resident: text{"认证申请已提交", "您的{house}认证申请已提交，我们会尽快审核。"},
		staff:    text{"新的认证待审核", "{name}申请认证{house}，请尽快审核。"}},
	"binding_approved": {kind: "binding", wechat: wxBindingResult, phrase: "已通过", tip: "现在可以使用全部住户服务",
		resident: text{"认证已通过", "您的{house}认证已通过，现在可以报修、查看家里的消息了。"}},
	"binding_rejected": {kind: "binding", wechat: wxBindingResult, phrase: "未通过", tip: "可按提示修改后重新提交",
		resident: text{"认证未通过", "您的{house}认证没有通过。[原因：{reason}。]可按提示修改后重新提交。"}},
	"binding_need_more": {kind: "binding", wechat: wxBindingResult, phrase: "需补充", tip: "请补充材料后继续审核",
		resident: text{"请补充材料", "您的{house}认证还差一点材料。[{reason}。]补充后我们会继续审核。"}},
	"binding_new_member": {kind: "binding",
		resident: text{"家里有新成员", "{name}已认证为{house}的{role}。如您不认识此人，请尽快联系物业。"}},
	"binding_ended": {kind: "binding", wechat: wxBindingResult, phrase: "已解除", tip: "如有疑问请联系物业",
		resident: text{"认证已解除", "您与{house}的认证关系已解除。[原因：{reason}。]如有疑问请联系物业。"}},
	"binding_expiring": {kind: "binding", wechat: wxBindingResult, phrase: "将到期", tip: "如需继续使用请联系物业",
		resident: text{"认证即将到期", "您的{house}认证即将到期。[到期时间：{time}。]如需继续使用，请联系户主或物业。"}},
	"binding_disputed": {kind: "binding",
		resident: text{"认证存在异议", "您的{house}认证收到异议，物业正在核实。[原因：{reason}。]"},
		staff:    text{"认证存在异议，请核实", "{house}的认证有人提出异议。[原因：{reason}。]请尽快核实。"}},
}

// generic is for a template that nobody wrote yet.
var generic = template{kind: "notice",
	resident: text{"您有一条新消息", "您有一条新消息，请打开查看。"},
	staff:    text{"您有一条新消息", "您有一条新消息，请打开查看。"}}

// moments are when a person may be asked for leave, and for what.
var moments = map[string][]string{
	"repair_submitted":  {wxRepairProgress, wxRepairFinished},
	"binding_submitted": {wxBindingResult},
}
