package binding

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package; house.not_found and file.unknown pass through.
var (
	ErrNotFound   = errs.New(http.StatusNotFound, "binding.not_found", "没有找到这条认证，请返回后刷新再试")
	ErrNotYours   = errs.New(http.StatusForbidden, "binding.not_yours", "您不能办理这项操作，请由户主或物业办理")
	ErrChanged    = errs.New(http.StatusConflict, "binding.changed", "认证状态刚刚有了变化，请刷新后再操作")
	ErrInput      = errs.New(http.StatusUnprocessableEntity, "binding.input", "填写的内容有误，请按提示修改后重试")
	ErrPhone      = errs.New(http.StatusForbidden, "binding.phone_needed", "请先绑定手机号，再认证房屋")
	ErrNoMatch    = errs.New(http.StatusNotFound, "binding.no_match", "您的手机号不在这套房屋的登记里，请上传材料申请认证")
	ErrRoom       = errs.New(http.StatusUnprocessableEntity, "binding.room", "房号后两位不对，请核对后再填")
	ErrRoomLocked = errs.New(http.StatusTooManyRequests, "binding.room_locked", "房号已经填错 5 次，请明天再试，或上传材料申请认证")
	ErrCommunity  = errs.New(http.StatusUnprocessableEntity, "binding.community", "这套房屋不在您选的小区，请核对小区的地址后重新选择")
	ErrAlready    = errs.New(http.StatusConflict, "binding.already", "您已经认证过这套房屋，不用再次申请")
	ErrOften      = errs.New(http.StatusTooManyRequests, "binding.too_often", "这套房屋今天已经申请 3 次了，请明天再试，或联系物业当面办理")
	ErrOftenMonth = errs.New(http.StatusTooManyRequests, "binding.too_often_month", "这套房屋 30 天内已经申请 10 次了，请联系物业当面办理")
	ErrOwnRequest = errs.New(http.StatusForbidden, "binding.own_request", "这是您本人手机号的认证，请由另一位同事处理")
	ErrConfirm    = errs.New(http.StatusConflict, "binding.confirm_needed", "您是这套房屋最后一位业主，还有工单没有处理完；解除后，费用和工单仍留在这套房屋上。")

	ErrInviteGone   = errs.New(http.StatusNotFound, "binding.invitation_gone", "这份邀请已经失效，请让家人重新发一份")
	ErrInvitePhone  = errs.New(http.StatusForbidden, "binding.invitation_phone", "这份邀请是发给另一个手机号的，请用收到邀请的手机号登录")
	ErrInviteSelf   = errs.New(http.StatusUnprocessableEntity, "binding.invite_self", "这是您自己的手机号，请填写家人的手机号")
	ErrInviteMany   = errs.New(http.StatusTooManyRequests, "binding.invite_many", "还有 10 份邀请没有被接受，请先取消不用的再邀请")
	ErrInviteRights = errs.New(http.StatusForbidden, "binding.invite_rights", "您只能邀请家庭成员，并给出您自己有的权限")

	ErrOtherOwner   = errs.New(http.StatusConflict, "binding.other_owner", "这套房屋还有其他业主，整户迁出请联系物业办理")
	ErrNobody       = errs.New(http.StatusConflict, "binding.nobody", "这套房屋没有已认证的住户，不用办理迁出")
	ErrAcknowledge  = errs.New(http.StatusUnprocessableEntity, "binding.acknowledge", "请逐项核对迁出清单后再提交")
	ErrMovingOut    = errs.New(http.StatusConflict, "binding.moving_out", "这套房屋已经办理了迁出，到期自动生效")
	ErrMoveOutLater = errs.New(http.StatusUnprocessableEntity, "binding.move_out_date", "迁出日期请选今天起 90 天内的一天")
)

// changed tells the loser of a race where the binding stands now.
func changed(now State) error {
	if now == None {
		return ErrChanged
	}
	return ErrChanged.Detail("这条认证现在是“%s”，请刷新后再操作", now.Label()).Note("state", string(now)).Note("stateLabel", now.Label())
}
