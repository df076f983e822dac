package identity

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of residents; those of platform/wechat and platform/pii pass through.
var (
	ErrSessionEnded = errs.New(http.StatusUnauthorized, "identity.session_ended", "登录已过期，请重新登录")
	ErrWrongCode    = errs.New(http.StatusUnprocessableEntity, "identity.wrong_code", "验证码不正确或已过期，请重新获取")
	ErrMobile       = errs.New(http.StatusUnprocessableEntity, "identity.mobile", "请填写 11 位手机号")
	ErrSMS          = errs.New(http.StatusServiceUnavailable, "identity.sms", "短信暂时发不出去，请稍后再试，或使用微信登录")
	ErrPhoneTaken   = errs.New(http.StatusConflict, "identity.phone_taken", "这个手机号已有账号，请退出后用它的短信验证码登录；如需帮助，请联系物业")
	ErrDevice       = errs.New(http.StatusNotFound, "identity.device", "没有找到这台设备，可能已经退出")
	ErrHouse        = errs.New(http.StatusNotFound, "identity.house", "没有找到这套房屋，请刷新后重试")
	ErrPerson       = errs.New(http.StatusNotFound, "identity.person", "没有找到这位住户")
)

// Errors of staff.
var (
	ErrCredentials = errs.New(http.StatusUnauthorized, "identity.credentials", "账号或密码不正确")
	ErrTOTP        = errs.New(http.StatusUnauthorized, "identity.totp", "动态码不正确或已用过，请等下一个动态码再试")
	ErrChallenge   = errs.New(http.StatusUnauthorized, "identity.challenge", "登录步骤已超时，请重新输入账号和密码")
	ErrBusy        = errs.New(http.StatusTooManyRequests, "identity.busy", "登录的人有点多，请过几秒再试")
	ErrSetup       = errs.New(http.StatusUnprocessableEntity, "identity.setup", "设置链接已失效，请联系管理员重新生成")
	ErrPassword    = errs.New(http.StatusUnprocessableEntity, "identity.password", "密码不符合要求")
	ErrStaff       = errs.New(http.StatusNotFound, "identity.staff", "没有找到这位员工")
	ErrRole        = errs.New(http.StatusNotFound, "identity.role", "没有找到这个角色")
	ErrUsername    = errs.New(http.StatusConflict, "identity.username_taken", "这个账号名已被使用，请换一个")
	ErrRoleName    = errs.New(http.StatusConflict, "identity.role_name_taken", "已有同名的角色，请换一个名称")
	ErrBeyond      = errs.New(http.StatusForbidden, "identity.beyond", "超出了您自己的权限或小区范围，请联系上级管理员")
	ErrLastManager = errs.New(http.StatusConflict, "identity.last_manager", "公司至少要有一位能管理角色的员工，请先把该权限交给别人")
	ErrState       = errs.New(http.StatusConflict, "identity.staff_state", "账号状态已变化，请刷新后再试")
)
