package billing

import (
	"net/http"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/errs"
)

// Errors of this package; file.unknown and auth.denied pass through.
var (
	ErrNotFound   = errs.New(http.StatusNotFound, "billing.not_found", "没有找到这笔账单，请返回后刷新再试")
	ErrNoItem     = errs.New(http.StatusNotFound, "billing.no_item", "没有找到这个收费项目，请刷新后再试")
	ErrNoTariff   = errs.New(http.StatusNotFound, "billing.no_tariff", "没有找到这个收费标准，请刷新后再试")
	ErrNoRun      = errs.New(http.StatusNotFound, "billing.no_run", "没有找到这次出账，请刷新后再试")
	ErrNoMeter    = errs.New(http.StatusNotFound, "billing.no_meter", "没有找到这块表，请核对表号")
	ErrNoHouse    = errs.New(http.StatusNotFound, "billing.no_house", "没有找到这套房屋，请重新选择")
	ErrNotYours   = errs.New(http.StatusForbidden, "billing.not_yours", "这一步不由您操作，请联系有权限的同事")
	ErrChanged    = errs.New(http.StatusConflict, "billing.changed", "账单刚刚有了变化，请刷新后再操作")
	ErrRunChanged = errs.New(http.StatusConflict, "billing.run_changed", "这次出账刚刚有了变化，请刷新后再操作")
	ErrFourEyes   = errs.New(http.StatusForbidden, "billing.four_eyes", "出账和发布要由两个人完成，请让同事来操作")
	ErrOwnWaiver  = errs.New(http.StatusForbidden, "billing.own_waiver", "自己申请的减免要由同事审批")
	ErrTwice      = errs.New(http.StatusConflict, "billing.twice", "已经有一条同样的记录，请刷新后查看")
	ErrInput      = errs.New(http.StatusUnprocessableEntity, "billing.input", "填写的内容有误，请按提示修改后重试")
	ErrFormula    = errs.New(http.StatusUnprocessableEntity, "billing.formula", "公式写法有误，请检查后重试")
	ErrArea       = errs.New(http.StatusUnprocessableEntity, "billing.area", "这套房屋的建筑面积是 0，请先在房屋台账里补上")
	ErrNegative   = errs.New(http.StatusUnprocessableEntity, "billing.negative", "算出来的金额是负数，请检查收费标准")
	ErrTooMuch    = errs.New(http.StatusUnprocessableEntity, "billing.too_much", "算出来的金额超过 1000 万元，请检查收费标准")
	ErrReading    = errs.New(http.StatusUnprocessableEntity, "billing.reading", "本次读数比上次小。如果表已走满一圈，请勾选“走满一圈”")
	ErrBilled     = errs.New(http.StatusConflict, "billing.billed", "这个账期已经按原来的读数出账，请先作废账单再改")
	ErrAnomalies  = errs.New(http.StatusConflict, "billing.anomalies", "还有算不出金额的账单，请先修正收费标准或房屋资料，再重新出账")
	ErrLocked     = errs.New(http.StatusConflict, "billing.locked", "这笔账单正在支付，请稍后再试")
	ErrNothingDue = errs.New(http.StatusConflict, "billing.nothing_due", "这笔账单现在不用缴费，请刷新后查看")
	ErrMerchants  = errs.New(http.StatusUnprocessableEntity, "billing.merchants", "这些账单由不同的单位收款，请分开支付")
	ErrHouses     = errs.New(http.StatusUnprocessableEntity, "billing.houses", "一次只能支付一套房屋的账单，请分开支付")
	ErrNoRight    = errs.New(http.StatusForbidden, "billing.no_right", "您还没有这套房屋的缴费权限，请让户主为您开通")
	ErrCode       = errs.New(http.StatusNotFound, "billing.code", "这个代缴码无效或已过期，请让家人重新生成")
	ErrDisputed   = errs.New(http.StatusConflict, "billing.disputed", "这笔账单正在核实，有结果后再缴费，期间不计违约金")
	ErrRefund     = errs.New(http.StatusConflict, "billing.refund", "退款超过了这笔账单实际收到的金额，请核对")
	ErrNoLedger   = errs.New(http.StatusServiceUnavailable, "billing.no_ledger", "账务暂时不可用，请稍后再试")
	ErrClosed     = errs.New(http.StatusConflict, "billing.closed", "物业公司已停用，暂时不能缴费，请联系物业")
)

// changed tells the loser of a race where the bill stands now.
func changed(now State) error {
	return ErrChanged.Detail("账单现在是“%s”，请刷新后再操作", now.Label()).Note("state", string(now)).Note("stateLabel", now.Label())
}

// locked says who is paying and when another may try.
func locked(name string, until time.Time) error {
	if name == "" {
		name = "有人"
	}
	at := until.In(clock.Shanghai()).Format("15:04")
	return ErrLocked.Detail("%s正在支付，%s 后可重试", name, at).Note("until", until.Format(time.RFC3339))
}
