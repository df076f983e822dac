package identity

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

type wechatLoginIn struct{ Body wechatCodeBody }

type wechatCodeBody struct {
	Code string `json:"code" minLength:"1" maxLength:"128"`
}

type smsCodeIn struct{ Body smsCodeBody }

type smsCodeBody struct {
	Phone string `json:"phone" minLength:"1" maxLength:"30"`
}

type smsCodeOut struct{ Body CodeSent }

type smsLoginIn struct{ Body smsLoginBody }

type smsLoginBody struct {
	Phone string `json:"phone" minLength:"1" maxLength:"30"`
	Code  string `json:"code" pattern:"^[0-9]{6}$"`
}

type refreshIn struct{ Body refreshBody }

type refreshBody struct {
	RefreshToken string `json:"refreshToken" minLength:"1" maxLength:"128"`
}

type sessionOut struct{ Body Session }

type nothing struct{}

type meOut struct{ Body Me }

type patchMeIn struct {
	httpx.Once
	Body MeChange
}

type devicesOut struct{ Body deviceList }

type deviceList struct {
	Items []Device `json:"items" nullable:"false"`
}

type deviceIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type onceIn struct{ httpx.Once }

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	login := auth.ForAnyone("logging in is how a session begins")
	few := []httpx.Limit{{N: 60, Per: time.Minute}}
	guess := []httpx.Limit{{N: 60, Per: 10 * time.Minute, Closed: true}}
	if s.Demo { // one address for all visitors, and no message is sent
		guess[0].N = 2000
	}
	httpx.Register(api, httpx.Op{ID: "loginWechat", Method: http.MethodPost, Path: "/app/v1/auth/wechat", Summary: "Log in with WeChat", Tag: "identity", Policy: login, Limits: few}, s.postWechat)
	httpx.Register(api, httpx.Op{ID: "sendSmsCode", Method: http.MethodPost, Path: "/app/v1/auth/sms-code", Summary: "Send a log-in code", Tag: "identity", Policy: login, Limits: guess}, s.postSMSCode)
	httpx.Register(api, httpx.Op{ID: "loginSms", Method: http.MethodPost, Path: "/app/v1/auth/sms", Summary: "Log in with a code", Tag: "identity", Policy: login, Limits: guess}, s.postSMS)
	httpx.Register(api, httpx.Op{ID: "refreshSession", Method: http.MethodPost, Path: "/app/v1/auth/refresh", Summary: "Renew the session", Tag: "identity", Policy: auth.ForAnyone("the refresh token is the proof"), Limits: []httpx.Limit{{N: 300, Per: time.Minute}}}, s.postRefresh)
	httpx.Register(api, httpx.Op{ID: "addWechatPhone", Method: http.MethodPost, Path: "/app/v1/auth/wechat-phone", Summary: "Add the phone WeChat knows", Tag: "identity", Policy: auth.ForResidents(), Limits: []httpx.Limit{{N: 10, Per: time.Hour}}}, s.postWechatPhone)
	httpx.Register(api, httpx.Op{ID: "logout", Method: http.MethodPost, Path: "/app/v1/auth/logout", Summary: "Log out", Tag: "identity", Policy: auth.ForResidents(), Status: http.StatusNoContent}, s.postLogout)
	httpx.Register(api, httpx.Op{ID: "getMe", Method: http.MethodGet, Path: "/app/v1/me", Summary: "Myself", Tag: "identity", Policy: auth.ForResidents()}, s.getMe)
	httpx.Register(api, httpx.Op{ID: "changeMe", Method: http.MethodPatch, Path: "/app/v1/me", Summary: "Change my settings", Tag: "identity", Policy: auth.ForResidents(), Once: true}, s.patchMe)
	httpx.Register(api, httpx.Op{ID: "listDevices", Method: http.MethodGet, Path: "/app/v1/me/devices", Summary: "Where I am logged in", Tag: "identity", Policy: auth.ForResidents()}, s.getDevices)
	httpx.Register(api, httpx.Op{ID: "revokeDevice", Method: http.MethodDelete, Path: "/app/v1/me/devices/{id}", Summary: "Log a device out", Tag: "identity", Policy: auth.ForResidents(), Status: http.StatusNoContent, Once: true}, s.deleteDevice)
	httpx.Register(api, httpx.Op{ID: "revokeOtherDevices", Method: http.MethodPost, Path: "/app/v1/me/devices/revoke-others", Summary: "Log my other devices out", Tag: "identity", Policy: auth.ForResidents(), Status: http.StatusNoContent, Once: true}, s.postRevokeOthers)
}

func (s *Service) postWechat(ctx context.Context, in *wechatLoginIn) (*sessionOut, error) {
	out, err := s.LoginWeChat(ctx, in.Body.Code)
	return &sessionOut{out}, err
}

func (s *Service) postSMSCode(ctx context.Context, in *smsCodeIn) (*smsCodeOut, error) {
	out, err := s.SendCode(ctx, in.Body.Phone)
	return &smsCodeOut{out}, err
}

func (s *Service) postSMS(ctx context.Context, in *smsLoginIn) (*sessionOut, error) {
	out, err := s.LoginSMS(ctx, in.Body.Phone, in.Body.Code)
	return &sessionOut{out}, err
}

func (s *Service) postRefresh(ctx context.Context, in *refreshIn) (*sessionOut, error) {
	out, err := s.Refresh(ctx, in.Body.RefreshToken)
	return &sessionOut{out}, err
}

func (s *Service) postWechatPhone(ctx context.Context, in *wechatLoginIn) (*meOut, error) {
	out, err := s.AddPhone(ctx, auth.From(ctx), in.Body.Code)
	return &meOut{out}, err
}

func (s *Service) postLogout(ctx context.Context, _ *nothing) (*nothing, error) {
	return &nothing{}, s.Logout(ctx, auth.From(ctx))
}

func (s *Service) getMe(ctx context.Context, _ *nothing) (*meOut, error) {
	out, err := s.Me(ctx, auth.From(ctx).ID)
	return &meOut{out}, err
}

func (s *Service) patchMe(ctx context.Context, in *patchMeIn) (*meOut, error) {
	out, err := s.ChangeMe(ctx, auth.From(ctx), in.Body)
	return &meOut{out}, err
}

func (s *Service) getDevices(ctx context.Context, _ *nothing) (*devicesOut, error) {
	out, err := s.Devices(ctx, auth.From(ctx))
	return &devicesOut{deviceList{out}}, err
}

func (s *Service) deleteDevice(ctx context.Context, in *deviceIn) (*nothing, error) {
	return &nothing{}, s.RevokeDevice(ctx, auth.From(ctx), in.ID.ID)
}

func (s *Service) postRevokeOthers(ctx context.Context, _ *onceIn) (*nothing, error) {
	return &nothing{}, s.RevokeOthers(ctx, auth.From(ctx))
}
