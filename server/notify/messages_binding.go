package notify

// The WeChat template of bindings.
const wxBindingResult = "binding_result"

// bindingWords are what people are told about their right to act for a house.
var bindingWords = chapter{
	kind: "binding",
	wechat: map[string][]wxField{
		wxBindingResult: {{"thing1", "{house}"}, {"phrase2", "{phrase}"}, {"time3", "{now}"}, {"thing4", "{reason|tip}"}},
	},
	moments: map[string][]string{
		"binding_submitted": {wxBindingResult},
	},
	params: map[string]param{
		"house":  {label: "房屋", sample: "1栋1单元101", fallback: "房屋", form: formName},
		"name":   {label: "姓名", sample: "李*", fallback: "住户", form: formName},
		"role":   {label: "身份", sample: "家庭成员", fallback: "成员"},
		"reason": {label: "说明", sample: "材料看不清"},
		"time":   {label: "时间", sample: "3月2日 10:00"},
	},
	templates: map[string]template{
		"binding_submitted": {
			resident: text{"认证申请已提交", "您的{house}认证申请已提交，我们会尽快审核。"},
			staff:    text{"新的认证待审核", "{name}申请认证{house}，请尽快审核。"}},
		"binding_approved": {wechat: wxBindingResult, phrase: "已通过", tip: "现在可以使用全部住户服务",
			voice:    "您好，这里是物业服务中心。您的{house}住户认证已经通过。",
			resident: text{"认证已通过", "您的{house}认证已通过，现在可以报修、查看家里的消息了。"}},
		"binding_rejected": {wechat: wxBindingResult, phrase: "未通过", tip: "可按提示修改后重新提交",
			voice:    "您好，这里是物业服务中心。您的{house}住户认证没有通过。[原因是{reason}。]我可以帮您重新提交。",
			resident: text{"认证未通过", "您的{house}认证没有通过。[原因：{reason}。]可按提示修改后重新提交。"}},
		"binding_need_more": {wechat: wxBindingResult, phrase: "需补充", tip: "请补充材料后继续审核",
			voice:    "您好，这里是物业服务中心。您的{house}住户认证还需要补充材料。[{reason}。]",
			resident: text{"请补充材料", "您的{house}认证还差一点材料。[{reason}。]补充后我们会继续审核。"}},
		"binding_new_member": {
			resident: text{"家里有新成员", "{name}已认证为{house}的{role}。如您不认识此人，请尽快联系物业。"}},
		"binding_ended": {wechat: wxBindingResult, phrase: "已解除", tip: "如有疑问请联系物业",
			voice:    "您好，这里是物业服务中心。您与{house}的认证关系已经解除。[原因是{reason}。]",
			resident: text{"认证已解除", "您与{house}的认证关系已解除。[原因：{reason}。]如有疑问请联系物业。"}},
		"binding_expiring": {wechat: wxBindingResult, phrase: "将到期", tip: "如需继续使用请联系物业",
			resident: text{"认证即将到期", "您的{house}认证即将到期。[到期时间：{time}。]如需继续使用，请联系户主或物业。"}},
		"binding_disputed": {
			resident: text{"认证存在异议", "您的{house}认证收到异议，物业正在核实。[原因：{reason}。]"},
			staff:    text{"认证存在异议，请核实", "{house}的认证有人提出异议。[原因：{reason}。]请尽快核实。"}},
	},
}
