package ops

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package.
var (
	ErrUnknown = errs.New(http.StatusNotFound, "ops.unknown", "没有这项定时任务，请刷新列表")
	ErrQueues  = errs.New(http.StatusServiceUnavailable, "ops.queues", "暂时读不到任务队列（Redis 没有回应），请稍后刷新；已提交的任务不会丢失")
)
