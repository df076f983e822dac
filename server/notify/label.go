package notify

// stateLabels are the states of a delivery in words.
var stateLabels = map[string]string{
	"delivered": "已送达", "pending": "等待发送", "sending": "发送中", "unknown": "结果未知", "skipped": "未发送", "failed": "发送失败",
}

// reasons are why a delivery did not go, in words.
var reasons = map[string]string{
	"no_leave": "对方没有剩余的微信订阅次数", "switched_off": "对方关闭了这类提醒", "too_late": "超过时效，不再打扰", "left": "对方已不是这套房屋的住户",
	"read": "对方已在应用内看过", "no_openid": "对方没有登录过微信小程序", "no_phone": "对方没有留手机号", "no_mobile": "对方留的是座机，收不到短信",
	"sms_limit": "这个手机号今天收到的短信已达上限", "same_phone": "同住的人已收到相同短信", "people": "暂时查不到对方的联系方式", "content": "内容无法读取",
	"no_answer": "拨打三次无人接听", "needless": "值班人员认为无需拨打", "failed": "服务商没有回应",
	"wechat.no_quota": "微信答复：对方没有剩余的订阅次数", "wechat.unavailable": "微信服务没有回应", "wechat.too_often": "微信限制了发送频率",
	"wechat.bad_template": "微信模板与内容不符", "wechat.bad_recipient": "对方的微信身份无效", "wechat.refused": "微信拒绝了请求", "sms.unavailable": "短信服务尚未开通",
}

func why(code string) string {
	if code == "" {
		return ""
	}
	if s := reasons[code]; s != "" {
		return s
	}
	return "未能送达，请联系系统管理员"
}
