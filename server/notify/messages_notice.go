package notify

const wxNotice = "community_notice"

// noticeWords are what people are told about notices of the property.
var noticeWords = chapter{
	kind: "notice",
	wechat: map[string][]wxField{
		wxNotice: {{"thing1", "{title}"}, {"thing2", "{subject}"}, {"time3", "{now}"}, {"thing4", "{tip}"}},
	},
	moments: map[string][]string{
		"notice_wanted": {wxNotice}, // the person asked to be reminded of notices
	},
	params: map[string]param{
		"title":   {label: "标题", sample: "明日上午停水", fallback: "小区公告", form: formName},
		"subject": {label: "类别", sample: "停水停电", fallback: "通知"},
		"summary": {label: "摘要", sample: "因二次供水设备检修，3 月 3 日 9:00-12:00 停水，请提前储水"},
		"reason":  {label: "说明", sample: "内容有误"},
	},
	templates: map[string]template{
		"notice_published": {wechat: wxNotice, tip: "点击查看详情",
			resident: text{"{title}", "{subject}：{summary|title}。"},
			voice:    "您好，这里是物业服务中心，有一条公告通知您。{title}。[{summary}。]",
			sms:      "{title}[：{summary}。]详情请在小程序“公告”中查看。"},
		"notice_review": {
			staff: text{"公告待人工复核", "公告《{title}》未能自动通过内容检查，请复核后决定是否发布。"}},
		"notice_blocked": {
			staff: text{"公告未通过内容检查", "公告《{title}》没有通过内容检查，未发布。[{reason}。]请修改后重新提交。"}},
	},
}
