package notice

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// What people are told when something is refused; house.not_found and
// file.unknown pass through.
var (
	ErrNotFound = errs.New(http.StatusNotFound, "notice.not_found", "没有找到这条公告，可能已经撤回")
	ErrChanged  = errs.New(http.StatusConflict, "notice.changed", "公告刚刚有了变化，请刷新后再操作")
	ErrInput    = errs.New(http.StatusUnprocessableEntity, "notice.input", "填写的内容有误，请按提示修改")
	ErrSecond   = errs.New(http.StatusForbidden, "notice.second_person", "紧急公告会立即通知所有人，需要撰写人以外的同事来发布")
	ErrNobody   = errs.New(http.StatusUnprocessableEntity, "notice.nobody", "所选范围内还没有认证的住户，公告没有人能收到；可扩大范围后再发布")
)

func changed(s State) error {
	return ErrChanged.Detail("公告现在是“%s”，请刷新后再操作", s.Label()).Note("state", string(s)).Note("stateLabel", s.Label())
}
