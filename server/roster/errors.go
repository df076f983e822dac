package roster

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package.
var (
	ErrNotFound = errs.New(http.StatusNotFound, "roster.not_found", "没有找到这个班次，可能已被删除，请刷新后再看")
	ErrWorker   = errs.New(http.StatusUnprocessableEntity, "roster.worker", "这位员工不是这个小区的维修人员，请另选一位")
	ErrOverlap  = errs.New(http.StatusConflict, "roster.overlap", "这位师傅在这个时间已经有班，请先调整那一班")
	ErrChanged  = errs.New(http.StatusConflict, "roster.changed", "排班刚刚有了变化，请刷新后再操作")
	ErrInput    = errs.New(http.StatusUnprocessableEntity, "roster.input", "填写的内容有误，请按提示修改后重试")
	ErrMany     = errs.New(http.StatusUnprocessableEntity, "roster.many", "一次最多排 1000 个班，请缩短日期范围或减少人员")
)
