package house

import "zhijian/server/platform/errs"

// What the register refuses. Codes are stable; sentences are for people.
var (
	ErrNotFound          = errs.New(404, "house.not_found", "没有找到这套房屋，请核对楼栋、单元和房号")
	ErrCommunityNotFound = errs.New(404, "house.community_not_found", "没有找到这个小区")
	ErrBuildingNotFound  = errs.New(404, "house.building_not_found", "没有找到这栋楼")
	ErrImportNotFound    = errs.New(404, "house.import_not_found", "没有找到这次导入")

	ErrChooseCommunity  = errs.New(422, "house.choose_community", "您管理多个小区，请先选择一个小区")
	ErrImportState      = errs.New(409, "house.import_state", "这次导入的状态已经变化，请刷新后再看")
	ErrChangedMeanwhile = errs.New(409, "house.changed_meanwhile", "这套房屋刚刚被别人修改，请刷新后重试")
	ErrFileMissing      = errs.New(422, "house.file_missing", "请选择要导入的 Excel 文件")

	ErrFileTooLarge  = errs.New(413, "house.file_too_large", "文件超过 20 MB，请删去图片或分成几个文件再上传")
	ErrFileEmpty     = errs.New(422, "house.file_empty", "文件是空的，请重新选择")
	ErrFileEncrypted = errs.New(422, "house.file_encrypted", "文件设了打开密码，请在 Excel 里取消密码后再上传")
	ErrFileOld       = errs.New(422, "house.file_old", "这是旧版 .xls 文件，请在 Excel 里另存为 .xlsx 再上传")
	ErrFileNotExcel  = errs.New(422, "house.file_not_excel", "这不是 Excel（.xlsx）文件，请重新选择")
	ErrFileBroken    = errs.New(422, "house.file_broken", "文件已损坏，打不开，请重新导出后再上传")
	ErrFileInflated  = errs.New(422, "house.file_inflated", "文件解压后过大，可能不是正常的台账，请删去图片和多余的工作表再上传")
	ErrFileTooLong   = errs.New(422, "house.file_too_long", "一次最多导入 20 万行，请分成几个文件再上传")
	ErrNoHeader      = errs.New(422, "house.no_header", "没有找到表头：请确认表里有「楼栋」「房号」「建筑面积」这些列名")
)
