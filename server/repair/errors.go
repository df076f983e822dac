package repair

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package; file.unknown passes through.
var (
	ErrNotFound  = errs.New(http.StatusNotFound, "repair.not_found", "没有找到这张工单，请返回后刷新再试")
	ErrNotYours  = errs.New(http.StatusForbidden, "repair.not_yours", "这张工单不由您处理，请刷新后再看")
	ErrChanged   = errs.New(http.StatusConflict, "repair.changed", "工单刚刚有了变化，请刷新后再操作")
	ErrHouse     = errs.New(http.StatusForbidden, "repair.house", "您还不能为这套房屋报修，请先完成房屋认证，或请户主为您开通报修")
	ErrCommunity = errs.New(http.StatusForbidden, "repair.community", "您还不是这个小区的住户，请先完成房屋认证")
	ErrWorker    = errs.New(http.StatusUnprocessableEntity, "repair.worker", "这位师傅不能接这个小区的工单，请另选一位")
	ErrDaily     = errs.New(http.StatusTooManyRequests, "repair.daily", "今天已经报修 10 次了，急事请直接拨打物业电话")
	ErrTwice     = errs.New(http.StatusConflict, "repair.twice", "同一个地方的这类问题已经有 2 张工单在处理，请在“我的报修”里查看进度")
	ErrInput     = errs.New(http.StatusUnprocessableEntity, "repair.input", "填写的内容有误，请按提示修改后重试")
)

// changed tells the loser of a race where the order stands now.
func changed(now State) error {
	return ErrChanged.Detail("工单现在是“%s”，请刷新后再操作", now.Label()).Note("state", string(now)).Note("stateLabel", now.Label())
}
