package repair

import (
	"net/http"
	"time"

	"zhijian/server/platform/errs"
)

// Errors of this package; file.unknown and those of stock and fees pass through.
var (
	ErrNotFound  = errs.New(http.StatusNotFound, "repair.not_found", "没有找到这张工单，请返回后刷新再试")
	ErrNotYours  = errs.New(http.StatusForbidden, "repair.not_yours", "这张工单不由您处理，请刷新后再看")
	ErrChanged   = errs.New(http.StatusConflict, "repair.changed", "工单刚刚有了变化，请刷新后再操作")
	ErrHouse     = errs.New(http.StatusForbidden, "repair.house", "您还不能为这套房屋报修，请先完成房屋认证，或请户主为您开通报修")
	ErrCommunity = errs.New(http.StatusForbidden, "repair.community", "您还不是这个小区的住户，请先完成房屋认证")
	ErrWorker    = errs.New(http.StatusUnprocessableEntity, "repair.worker", "这位师傅不能接这个小区的工单，请另选一位")
	ErrDaily     = errs.New(http.StatusTooManyRequests, "repair.daily", "今天已经报修 10 次了，急事请直接拨打物业电话")
	ErrTwice     = errs.New(http.StatusConflict, "repair.twice", "同一个地方的这类问题已经有 2 张工单在处理，请在“我的报修”里查看进度")
	ErrSimilar   = errs.New(http.StatusConflict, "repair.similar", "这个地方的同类问题已经有人报修，您可以加入已有工单，一起接收进度")
	ErrInput     = errs.New(http.StatusUnprocessableEntity, "repair.input", "填写的内容有误，请按提示修改后重试")
	ErrGrabbed   = errs.New(http.StatusConflict, "repair.grabbed", "这张工单已被别的师傅抢到，请看看池里的其他工单")
	ErrUnable    = errs.New(http.StatusForbidden, "repair.unable", "您现在不在班，或没有这类工单的技能，不能抢这张工单")
	ErrFull      = errs.New(http.StatusConflict, "repair.full", "您手上的工单已经到上限，请先完成一些再抢单")
	ErrReturns   = errs.New(http.StatusConflict, "repair.returns", "这张工单已经退过两次，不能再退，请联系主管处理")
	ErrTime      = errs.New(http.StatusUnprocessableEntity, "repair.time", "操作时间不对：不能晚于现在，也不能早于 24 小时前")
	ErrCode      = errs.New(http.StatusUnprocessableEntity, "repair.code", "这不是这张工单的房屋二维码，请扫门口的房屋码，或不扫码直接到场")
	ErrNoBefore  = errs.New(http.StatusUnprocessableEntity, "repair.no_before", "请先拍一张维修前的照片，再完工")
	ErrFree      = errs.New(http.StatusConflict, "repair.free", "这张工单不收费（免费项目或质保返修），不能报价")
	ErrUnchecked = errs.New(http.StatusConflict, "repair.unchecked", "报价里有价目表以外的价格，要等主管审核后才能确认")
	ErrOwner     = errs.New(http.StatusForbidden, "repair.owner", "超过 500 元的报价需要业主本人确认")
	ErrOwnQuote  = errs.New(http.StatusForbidden, "repair.own_quote", "报价不能由报价人自己审核")
	ErrUrged     = errs.New(http.StatusTooManyRequests, "repair.urged", "四小时内已经催过一次，师傅和物业都已收到，请稍候")
	ErrWait      = errs.New(http.StatusConflict, "repair.wait", "请在门口等满 15 分钟，再登记家中无人")
	ErrLate      = errs.New(http.StatusConflict, "repair.late", "已经超过 7 天，也不在质保期内，请重新报修")
	ErrVoucher   = errs.New(http.StatusConflict, "repair.voucher", "这个收据号已经用过，请核对后重填")
	ErrAmount    = errs.New(http.StatusUnprocessableEntity, "repair.amount", "收款金额与工单应付金额不一致，请核对")
	ErrMergeInto = errs.New(http.StatusUnprocessableEntity, "repair.merge_into", "不能合并到这里：请选择同一小区、还在处理中的工单或事件")
	ErrJoined    = errs.New(http.StatusConflict, "repair.joined", "您已经在这张工单里了，请在“我的报修”里查看进度")
	ErrIncident  = errs.New(http.StatusNotFound, "repair.no_incident", "没有找到这个事件，请刷新后再试")
	ErrIncidentX = errs.New(http.StatusConflict, "repair.incident_closed", "这个事件已经结束，请刷新后再看")
	ErrFilter    = errs.New(http.StatusConflict, "repair.filter", "已经有同名的筛选，或已存满 20 个，请换个名字或先删除一些")
	ErrNoFilter  = errs.New(http.StatusNotFound, "repair.no_filter", "没有找到这个筛选，请刷新后再试")
	ErrExport    = errs.New(http.StatusNotFound, "repair.no_export", "没有找到这个导出文件，它可能已过期，请重新导出")
	ErrExporting = errs.New(http.StatusConflict, "repair.exporting", "您还有导出没有完成，请等它结束后再试")
	ErrNotReady  = errs.New(http.StatusConflict, "repair.not_ready", "文件还没有准备好，请稍候")
)

// changed tells the loser of a race where the order stands now.
func changed(now State) error {
	return ErrChanged.Detail("工单现在是“%s”，请刷新后再操作", now.Label()).Note("state", string(now)).Note("stateLabel", now.Label())
}

// similar offers the order that is there already.
func similar(o Order) error {
	return ErrSimilar.Note("orderId", o.ID.String()).Note("number", o.Number).Note("state", string(o.State)).Note("stateLabel", o.State.Label()).
		Note("createdAt", o.CreatedAt.Format(time.RFC3339))
}

// grabbed names the winner to the colleague who came second.
func grabbed(o Order) error {
	return ErrGrabbed.Detail("这张工单刚刚被%s师傅抢到，请看看池里的其他工单", o.WorkerName).Note("state", string(o.State)).Note("stateLabel", o.State.Label()).
		Note("winner", o.WorkerName).Note("winnerId", o.WorkerID.String())
}
