package notify

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// What people are told when something is refused.
var (
	// ErrNotFound is also the answer about somebody else's message.
	ErrNotFound = errs.New(http.StatusNotFound, "notify.not_found", "没有找到这条消息，请返回后刷新再试")
	ErrMoment   = errs.New(http.StatusUnprocessableEntity, "notify.unknown_moment", "此刻没有可订阅的消息，进展请在「消息」里查看")
	ErrQuiet    = errs.New(http.StatusUnprocessableEntity, "notify.quiet_hours", "免打扰的开始和结束时间不能相同，请重新选择")
	ErrKind     = errs.New(http.StatusUnprocessableEntity, "notify.unknown_kind", "没有这一类消息，请刷新后再试")
	ErrPhone    = errs.New(http.StatusUnprocessableEntity, "notify.no_phone", "请先在“我的”里绑定手机号，才能接听电话通知")

	ErrTemplate = errs.New(http.StatusNotFound, "notify.template", "没有找到这个消息模板，请刷新后再试")
	ErrWords    = errs.New(http.StatusUnprocessableEntity, "notify.words", "模板内容有误，请按提示修改")

	ErrSettled = errs.New(http.StatusConflict, "notify.settled", "这条消息已经处理过了，请刷新列表")
	ErrNoLeave = errs.New(http.StatusConflict, "notify.no_leave", "对方没有可用的微信订阅次数，不能再发；可改用短信或电话")

	ErrCall       = errs.New(http.StatusNotFound, "notify.call", "没有找到这条电话任务，请刷新后再试")
	ErrCallStep   = errs.New(http.StatusConflict, "notify.call_changed", "这条电话任务刚刚有了变化，请刷新后再操作")
	ErrNotYours   = errs.New(http.StatusForbidden, "notify.not_yours", "这条电话任务正由同事处理，请选择其他任务")
	ErrTooEarly   = errs.New(http.StatusConflict, "notify.too_early", "还没到约定的拨打时间，请先处理其他任务")
	ErrHouse      = errs.New(http.StatusNotFound, "notify.house", "没有找到这套房屋，请重新选择")
	ErrManyHouses = errs.New(http.StatusConflict, "notify.many_houses", "电话通知的住户最多 500 户，请先移除不再需要的")
	ErrNoNumber   = errs.New(http.StatusConflict, "notify.no_number", "这位住户没有留电话，请上门告知，或标记为无需拨打")
)
