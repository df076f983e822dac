package notify

// The WeChat templates of payments.
const (
	wxPaymentDone = "payment_done"
	wxRefundDone  = "refund_done"
)

// paymentWords are what people are told about payments and refunds.
var paymentWords = chapter{
	kind: "bill",
	wechat: map[string][]wxField{
		wxPaymentDone: {{"thing1", "{place}"}, {"amount2", "{amount}"}, {"character_string3", "{receipt}"}, {"time4", "{now}"}},
		wxRefundDone:  {{"amount1", "{amount}"}, {"time2", "{now}"}, {"thing3", "{tip}"}},
	},
	moments: map[string][]string{"payment_started": {wxPaymentDone, wxRefundDone}},
	params: map[string]param{
		"place":   {label: "房屋", sample: "1栋1单元101", fallback: "您的房屋", form: formName},
		"amount":  {label: "金额", sample: "128.50", fallback: "0.00", form: formMoney},
		"receipt": {label: "收据编号", sample: "SJ260302-8KQ2", form: formCode},
		"number":  {label: "单号", sample: "…8KQ2MN", form: formCode},
		"reason":  {label: "说明", sample: "重复缴费"},
		"name":    {label: "经手人", sample: "何丽", fallback: "同事", form: formName},
	},
	templates: map[string]template{
		"payment_success": {wechat: wxPaymentDone,
			resident: text{"缴费成功", "{place}缴费{amount}已收到。[收据编号{receipt}。]"}},
		"payment_frozen": {
			staff: text{"缴费金额不符，请立即核对", "{place}的缴费（应收{amount}）与微信通知的金额不一致，已冻结。"}},
		"refund_asked": {
			staff: text{"有退款待审批", "{place}申请退款{amount}。[原因：{reason}。]"}},
		"refund_approved": {
			resident: text{"退款已同意", "您的退款{amount}已同意，会按原来的付款方式退回。"}},
		"refund_refused": {
			resident: text{"退款未同意", "您的退款{amount}未能同意。[原因：{reason}。]如有疑问，请联系物业服务中心。"}},
		"refund_done": {wechat: wxRefundDone, tip: "已按原付款方式退回",
			resident: text{"退款已到账", "退款{amount}已退回，请留意付款账户。"}},
		"refund_abnormal": {
			resident: text{"退款遇到问题", "您的退款{amount}没有到账，工作人员会与您联系，改用其他方式退款。"},
			staff:    text{"退款异常，需要人工处理", "{place}的退款{amount}没有到账。[{reason}。]"}},
		"refund_no_money": {
			staff: text{"商户余额不足", "退款{amount}因商户账户余额不足暂未办理，充值后会自动重试。"}},
		"refund_closed": {
			staff: text{"退款被微信关闭", "{place}的退款{amount}已被微信支付关闭，可以重新申请。"}},
		"collect_review": {
			staff: text{"大额收款待复核", "{name}收取{place}的{amount}，请核对凭证后复核。"}},
		"shift_difference": {
			staff: text{"交班现金有差额", "{name}交班，现金差额{amount}。[原因：{reason}。]"}},
	},
}
