package identity

import (
	"context"
	"net/http"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type staffLoginIn struct{ Body staffLoginBody }

type staffLoginBody struct {
	Username string `json:"username" minLength:"1" maxLength:"32"`
	Password string `json:"password" minLength:"1" maxLength:"128"`
}

type loginStepOut struct{ Body LoginStep }

type staffTOTPIn struct{ Body staffTOTPBody }

type staffTOTPBody struct {
	Challenge string `json:"challenge" minLength:"1" maxLength:"64"`
	Code      string `json:"code" pattern:"^[0-9]{6}$"`
}

type staffSessionOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      StaffMe
}

type staffTokenBody struct {
	Token string  `json:"token" doc:"sent as Authorization: Bearer; the same session as the cookie's"`
	Me    StaffMe `json:"me"`
}

type staffTokenOut struct{ Body staffTokenBody }

type staffGoneOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type setupIn struct{ Body setupBody }

type setupBody struct {
	SetupToken string `json:"setupToken" minLength:"1" maxLength:"64"`
	Password   string `json:"password" minLength:"12" maxLength:"128"`
}

type setupOut struct{ Body setupDone }

type setupDone struct {
	Username string `json:"username"`
}

type staffMeOut struct{ Body StaffMe }

type listStaffIn struct {
	CommunityID httpx.ID `query:"communityId"`
	Cursor      string   `query:"cursor" maxLength:"32"`
}

type staffListOut struct{ Body staffList }

type staffList struct {
	Items      []StaffView `json:"items" nullable:"false"`
	NextCursor string      `json:"nextCursor"`
}

// createStaffIn has no Once: the kept answer would hold the setup token. The
// unique name makes a repeat harmless.
type createStaffIn struct{ Body StaffIn }

type staffSetupOut struct{ Body StaffWithSetup }

// StaffWithSetup is an account with the token for its first password, shown once.
type StaffWithSetup struct {
	StaffView
	SetupToken string `json:"setupToken" doc:"shown once; for the first password, within 72 hours"`
}

type changeStaffIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body StaffChange
}

type staffOut struct{ Body StaffView }

type staffActIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

// resetStaffIn has no Once, like createStaffIn; a repeat answers a newer token.
type resetStaffIn struct {
	ID httpx.ID `path:"id"`
}

type rolesOut struct{ Body roleList }

type roleList struct {
	Items []RoleView `json:"items" nullable:"false"`
}

type createRoleIn struct {
	httpx.Once
	Body RoleIn
}

type roleOut struct{ Body RoleView }

type changeRoleIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RoleChange
}

type permissionsOut struct{ Body permissionList }

type permissionList struct {
	Items []Permission `json:"items" nullable:"false"`
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	s.mountStaffAuth(api)
	manage, read := auth.ForStaff("staff.manage"), auth.ForStaff("staff.read")
	httpx.Register(api, httpx.Op{ID: "listStaff", Method: http.MethodGet, Path: "/admin/v1/staff", Summary: "Staff accounts", Tag: "staff", Policy: read}, s.getStaffList)
	httpx.Register(api, httpx.Op{ID: "createStaff", Method: http.MethodPost, Path: "/admin/v1/staff", Summary: "Make an account", Tag: "staff", Policy: manage, Status: http.StatusCreated}, s.postStaff)
	httpx.Register(api, httpx.Op{ID: "changeStaff", Method: http.MethodPatch, Path: "/admin/v1/staff/{id}", Summary: "Change an account", Tag: "staff", Policy: manage, Once: true}, s.patchStaff)
	httpx.Register(api, httpx.Op{ID: "disableStaff", Method: http.MethodPost, Path: "/admin/v1/staff/{id}/disable", Summary: "Disable an account", Tag: "staff", Policy: manage, Once: true}, s.postDisable)
	httpx.Register(api, httpx.Op{ID: "enableStaff", Method: http.MethodPost, Path: "/admin/v1/staff/{id}/enable", Summary: "Enable an account", Tag: "staff", Policy: manage, Once: true}, s.postEnable)
	httpx.Register(api, httpx.Op{ID: "resetStaffCredentials", Method: http.MethodPost, Path: "/admin/v1/staff/{id}/reset-credentials", Summary: "Take password and authenticator away", Tag: "staff", Policy: manage}, s.postReset)
	httpx.Register(api, httpx.Op{ID: "listRoles", Method: http.MethodGet, Path: "/admin/v1/roles", Summary: "Roles", Tag: "staff", Policy: read}, s.getRoles)
	httpx.Register(api, httpx.Op{ID: "createRole", Method: http.MethodPost, Path: "/admin/v1/roles", Summary: "Make a role", Tag: "staff", Policy: auth.ForStaff(manageRoles), Status: http.StatusCreated, Once: true}, s.postRole)
	httpx.Register(api, httpx.Op{ID: "changeRole", Method: http.MethodPatch, Path: "/admin/v1/roles/{id}", Summary: "Change a role", Tag: "staff", Policy: auth.ForStaff(manageRoles), Once: true}, s.patchRole)
	httpx.Register(api, httpx.Op{ID: "listPermissions", Method: http.MethodGet, Path: "/admin/v1/permissions", Summary: "What roles are made of", Tag: "staff", Policy: read}, getPermissions)
}

func (s *Service) mountStaffAuth(api *httpx.API) {
	login := auth.ForAnyone("logging in is how a session begins")
	few := []httpx.Limit{{N: 300, Per: 15 * time.Minute, Closed: true}}
	httpx.Register(api, httpx.Op{ID: "staffLogin", Method: http.MethodPost, Path: "/admin/v1/auth/login", Summary: "Log in, first step", Tag: "staff", Policy: login, Limits: few}, s.postStaffLogin)
	httpx.Register(api, httpx.Op{ID: "staffTotp", Method: http.MethodPost, Path: "/admin/v1/auth/totp", Summary: "Log in, second step", Tag: "staff", Policy: login, Limits: few}, s.postStaffTOTP)
	httpx.Register(api, httpx.Op{ID: "staffToken", Method: http.MethodPost, Path: "/admin/v1/auth/token", Summary: "Log in, second step, for a client without a cookie jar", Tag: "staff", Policy: login, Limits: few}, s.postStaffToken)
	httpx.Register(api, httpx.Op{ID: "setupStaff", Method: http.MethodPost, Path: "/admin/v1/auth/setup", Summary: "Set the first password", Tag: "staff", Policy: auth.ForAnyone("the setup token is the proof"), Limits: []httpx.Limit{{N: 20, Per: 15 * time.Minute, Closed: true}}}, s.postSetup)
	httpx.Register(api, httpx.Op{ID: "staffLogout", Method: http.MethodPost, Path: "/admin/v1/auth/logout", Summary: "Log out", Tag: "staff", Policy: auth.ForAnyStaff(), Status: http.StatusNoContent}, s.postStaffLogout)
	httpx.Register(api, httpx.Op{ID: "getStaffMe", Method: http.MethodGet, Path: "/admin/v1/me", Summary: "Myself", Tag: "staff", Policy: auth.ForAnyStaff()}, s.getStaffMe)
}

// cookie carries the session; an empty value takes it away.
func (s *Service) cookie(value string) http.Cookie {
	c := http.Cookie{Name: httpx.StaffCookie, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(s.PublicURL, "https://"), MaxAge: int(staffAbsolute.Seconds())}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

func (s *Service) postStaffLogin(ctx context.Context, in *staffLoginIn) (*loginStepOut, error) {
	out, err := s.StaffLogin(ctx, in.Body.Username, in.Body.Password)
	return &loginStepOut{out}, err
}

func (s *Service) postStaffTOTP(ctx context.Context, in *staffTOTPIn) (*staffSessionOut, error) {
	cookie, me, err := s.StaffTOTP(ctx, in.Body.Challenge, in.Body.Code)
	return &staffSessionOut{s.cookie(cookie), me}, err
}

// postStaffToken is for the mini-program, whose requests carry no cookies.
func (s *Service) postStaffToken(ctx context.Context, in *staffTOTPIn) (*staffTokenOut, error) {
	token, me, err := s.StaffTOTP(ctx, in.Body.Challenge, in.Body.Code)
	return &staffTokenOut{staffTokenBody{token, me}}, err
}

func (s *Service) postSetup(ctx context.Context, in *setupIn) (*setupOut, error) {
	user, err := s.SetPassword(ctx, in.Body.SetupToken, in.Body.Password)
	return &setupOut{setupDone{user}}, err
}

func (s *Service) postStaffLogout(ctx context.Context, _ *nothing) (*staffGoneOut, error) {
	return &staffGoneOut{s.cookie("")}, s.StaffLogout(ctx, auth.From(ctx))
}

func (s *Service) getStaffMe(ctx context.Context, _ *nothing) (*staffMeOut, error) {
	out, err := s.StaffMe(ctx, auth.From(ctx))
	return &staffMeOut{out}, err
}

func (s *Service) getStaffList(ctx context.Context, in *listStaffIn) (*staffListOut, error) {
	before, err := ids.Parse(in.Cursor)
	if err != nil {
		before = 0 // no cursor, or not one of ours: the first page
	}
	items, next, err := s.ListStaff(ctx, auth.From(ctx), in.CommunityID.ID, before)
	out := &staffListOut{staffList{Items: items}}
	if next != 0 {
		out.Body.NextCursor = next.String()
	}
	return out, err
}

func (s *Service) postStaff(ctx context.Context, in *createStaffIn) (*staffSetupOut, error) {
	id, token, err := s.CreateStaff(ctx, auth.From(ctx), in.Body)
	return s.withSetup(ctx, id, token, err)
}

func (s *Service) postReset(ctx context.Context, in *resetStaffIn) (*staffSetupOut, error) {
	token, err := s.ResetStaff(ctx, auth.From(ctx), in.ID.ID)
	return s.withSetup(ctx, in.ID.ID, token, err)
}

func (s *Service) withSetup(ctx context.Context, id ids.ID, token string, err error) (*staffSetupOut, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.oneStaff(ctx, auth.From(ctx), id)
	return &staffSetupOut{StaffWithSetup{v, token}}, err
}

func (s *Service) patchStaff(ctx context.Context, in *changeStaffIn) (*staffOut, error) {
	return s.changed(ctx, in.ID.ID, s.ChangeStaff(ctx, auth.From(ctx), in.ID.ID, in.Body))
}

func (s *Service) postDisable(ctx context.Context, in *staffActIn) (*staffOut, error) {
	return s.changed(ctx, in.ID.ID, s.DisableStaff(ctx, auth.From(ctx), in.ID.ID))
}

func (s *Service) postEnable(ctx context.Context, in *staffActIn) (*staffOut, error) {
	return s.changed(ctx, in.ID.ID, s.EnableStaff(ctx, auth.From(ctx), in.ID.ID))
}

func (s *Service) changed(ctx context.Context, id ids.ID, err error) (*staffOut, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.oneStaff(ctx, auth.From(ctx), id)
	return &staffOut{v}, err
}

func (s *Service) getRoles(ctx context.Context, _ *nothing) (*rolesOut, error) {
	out, err := s.Roles(ctx, auth.From(ctx))
	return &rolesOut{roleList{out}}, err
}

func (s *Service) postRole(ctx context.Context, in *createRoleIn) (*roleOut, error) {
	out, err := s.CreateRole(ctx, auth.From(ctx), in.Body)
	return &roleOut{out}, err
}

func (s *Service) patchRole(ctx context.Context, in *changeRoleIn) (*roleOut, error) {
	out, err := s.ChangeRole(ctx, auth.From(ctx), in.ID.ID, in.Body)
	return &roleOut{out}, err
}

func getPermissions(context.Context, *nothing) (*permissionsOut, error) {
	return &permissionsOut{permissionList{Permissions()}}, nil
}
