package file

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package; those of platform/storage pass through.
var (
	ErrUnknown = errs.New(http.StatusUnprocessableEntity, "file.unknown", "有图片没有上传成功，请删除后重新选择")
	ErrTooMany = errs.New(http.StatusTooManyRequests, "file.too_many", "今天上传的图片太多了，请明天再试")
	ErrMissing = errs.New(http.StatusUnprocessableEntity, "file.missing", "请选择一张图片")
)
