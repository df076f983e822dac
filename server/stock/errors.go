package stock

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package.
var (
	ErrNotFound = errs.New(http.StatusNotFound, "stock.not_found", "没有找到这项价目，请刷新后再看")
	ErrShort    = errs.New(http.StatusConflict, "stock.short", "库存不够了，请减少数量或先补货")
	ErrChanged  = errs.New(http.StatusConflict, "stock.changed", "价目或库存刚刚有了变化，请刷新后再操作")
	ErrTwice    = errs.New(http.StatusConflict, "stock.twice", "已经有同名的价目了，请换一个名称")
	ErrFull     = errs.New(http.StatusConflict, "stock.full", "一个小区最多 500 项价目，请先整理不用的")
	ErrInput    = errs.New(http.StatusUnprocessableEntity, "stock.input", "填写的内容有误，请按提示修改后重试")
)
