package payment

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package; those of Bills and file.unknown pass through.
var (
	ErrNotFound  = errs.New(http.StatusNotFound, "payment.not_found", "没有找到这笔缴费，请返回后刷新再试")
	ErrChanged   = errs.New(http.StatusConflict, "payment.changed", "这笔缴费刚刚有了变化，请刷新后再看")
	ErrBusy      = errs.New(http.StatusConflict, "payment.busy", "这些账单正在支付，请稍后再试")
	ErrMerchant  = errs.New(http.StatusConflict, "payment.merchant", "小区还没有开通微信缴费，请到物业服务中心缴费")
	ErrSuspended = errs.New(http.StatusConflict, "payment.suspended", "小区的线上缴费已暂停，请联系物业服务中心")
	ErrChannel   = errs.New(http.StatusServiceUnavailable, "payment.channel", "微信支付暂时没有回应，请稍后再试，不会重复扣款")
	ErrWeChat    = errs.New(http.StatusConflict, "payment.wechat", "请在微信里打开后支付，或改用预存款、到物业服务中心缴费")
	ErrFrozen    = errs.New(http.StatusConflict, "payment.frozen", "这笔缴费正在核对，请联系物业服务中心")
	ErrInput     = errs.New(http.StatusUnprocessableEntity, "payment.input", "填写的内容有误，请按提示修改后重试")
	ErrPrice     = errs.New(http.StatusConflict, "payment.price", "账单金额有变化，请刷新后核对")
	ErrVoucher   = errs.New(http.StatusConflict, "payment.voucher", "这个凭证号已经用过，请核对后重新填写")
	ErrSelf      = errs.New(http.StatusForbidden, "payment.self", "自己经手的款项要由另一位同事审批")
	ErrTwice     = errs.New(http.StatusConflict, "payment.twice", "您已经审批过，还需要另一位同事审批")
	ErrShift     = errs.New(http.StatusConflict, "payment.shift", "这个班次已经交接，请刷新后再看")
	ErrNote      = errs.New(http.StatusUnprocessableEntity, "payment.note", "实点金额与应收不一致，请写明原因")
	ErrRefund    = errs.New(http.StatusConflict, "payment.refund", "可退金额不足，请刷新后核对")
	ErrParts     = errs.New(http.StatusConflict, "payment.parts", "同一笔缴费最多分 50 次退款，请联系物业服务中心线下办理")
	ErrYear      = errs.New(http.StatusConflict, "payment.year", "这笔缴费已超过一年，不能原路退回，请到物业服务中心办理")
	ErrKeys      = errs.New(http.StatusUnprocessableEntity, "payment.keys", "密钥或证书不能使用，请核对后重新填写")
	ErrAccount   = errs.New(http.StatusConflict, "payment.account", "这个商户号已经登记过")
	ErrBillDay   = errs.New(http.StatusUnprocessableEntity, "payment.bill_day", "只能核对三个月内、今天以前的账单")
	ErrReceipt   = errs.New(http.StatusNotFound, "payment.receipt", "没有这张收据，请核对验证码")
	ErrInvoice   = errs.New(http.StatusConflict, "payment.invoice", "这笔缴费已经申请过发票，或没有可开票的金额")
	ErrNoInvoice = errs.New(http.StatusConflict, "payment.no_invoice", "小区还没有开通数电票，请到物业服务中心开票")
	ErrTitle     = errs.New(http.StatusNotFound, "payment.title", "没有找到这个发票抬头，请刷新后再试")
	ErrTitles    = errs.New(http.StatusConflict, "payment.titles", "最多保存 20 个发票抬头，请先删除不用的")
)

// changed tells the loser of a race where it stands now.
func changed(label, state string) error {
	return ErrChanged.Detail("现在是“%s”，请刷新后再操作", label).Note("state", state).Note("stateLabel", label)
}
