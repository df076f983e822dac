package storage

import "zhijian/server/platform/errs"

// What can be wrong with an upload or a link; the texts are for the person.
var (
	ErrTooLarge      = errs.New(413, "storage.too_large", "图片超过 10 MB，请压缩后再上传")
	ErrNotImage      = errs.New(422, "storage.not_image", "这不是可以上传的图片，请选择 JPG、PNG、WebP 或 GIF 格式")
	ErrHEIC          = errs.New(422, "storage.heic", "暂不支持 HEIC 格式。请在手机“设置 › 相机 › 格式”中选择“兼容性最佳”，或上传这张照片的截图")
	ErrTooManyPixels = errs.New(422, "storage.too_many_pixels", "图片尺寸太大，请缩小到 4000 万像素以内再上传")
	ErrBroken        = errs.New(422, "storage.broken", "图片已损坏或不完整，请重新选择")
	ErrNotFound      = errs.New(404, "storage.not_found", "文件不存在或已被删除")
	ErrLink          = errs.New(403, "storage.bad_link", "链接已失效，请刷新页面后再试")
)
