package binding

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type deskIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" enum:"pending,need_more,active,rejected,withdrawn,suspended,revoked,expired,unbound,moved_out,open,all" default:"all"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type deskList struct {
	Items      []StaffBinding `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor"`
}

type deskOut struct{ Body deskList }

type detailOut struct{ Body BindingDetail }

type approveForm struct {
	ValidTo *time.Time `json:"validTo,omitempty" doc:"end of a lease, when the contract says another day"`
}

type approveIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body approveForm
}

type rejectForm struct {
	ReasonCode string `json:"reasonCode" enum:"not_owner,wrong_house,fake,other"`
	Reason     string `json:"reason,omitempty" maxLength:"200"`
}

type rejectIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body rejectForm
}

type needMoreForm struct {
	ReasonCode string `json:"reasonCode" enum:"unclear,missing,relation,other"`
	Reason     string `json:"reason,omitempty" maxLength:"200"`
}

type needMoreIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body needMoreForm
}

type reasonForm struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

type reasonIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body reasonForm
}

type staffMoveOutIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body MoveOutForm
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	adminOp := func(id, method, path, permission, summary string) httpx.Op {
		return op(id, method, "/admin/v1/"+path, summary, auth.ForStaff(permission))
	}
	httpx.Register(api, adminOp("staffListBindings", http.MethodGet, "bindings", "binding.read", "Bindings and claims"), s.getDesk)
	httpx.Register(api, adminOp("staffGetBinding", http.MethodGet, "bindings/{id}", "binding.read", "A binding with what a decision needs"), s.getDetail)
	httpx.Register(api, adminOp("approveBinding", http.MethodPost, "bindings/{id}/approve", "binding.review", "Approve a claim"), s.postApprove)
	httpx.Register(api, adminOp("rejectBinding", http.MethodPost, "bindings/{id}/reject", "binding.review", "Refuse a claim"), s.postReject)
	httpx.Register(api, adminOp("askForMore", http.MethodPost, "bindings/{id}/need-more", "binding.review", "Ask for more evidence"), s.postNeedMore)
	for _, m := range []struct {
		id, summary string
		act         Act
	}{
		{"suspendBinding", "Suspend a binding", Suspend},
		{"resumeBinding", "Resume a suspended binding", Resume},
		{"revokeBinding", "Revoke a suspended binding", Revoke},
	} {
		httpx.Register(api, adminOp(m.id, http.MethodPost, "bindings/{id}/"+string(m.act), "binding.manage", m.summary), s.manage(m.act))
	}
	httpx.Register(api, adminOp("staffUnbind", http.MethodPost, "bindings/{id}/unbind", "binding.manage", "End a binding"), s.postStaffUnbind)
	httpx.Register(api, adminOp("staffGetMoveOut", http.MethodGet, "houses/{id}/move-out", "binding.manage", "What to settle before a house is moved out of"), s.getMoveOut)
	httpx.Register(api, adminOp("staffMoveOut", http.MethodPost, "houses/{id}/move-out", "binding.manage", "Move a household out"), s.postMoveOut)
	httpx.Register(api, adminOp("staffCancelMoveOut", http.MethodPost, "houses/{id}/move-out/cancel", "binding.manage", "Call a coming move-out off"), s.postMoveOutBack)
}

func (s *Service) getDesk(ctx context.Context, in *deskIn) (*deskOut, error) {
	f := Filter{CommunityID: in.CommunityID.ID, State: in.State}
	if in.Cursor != "" {
		id, err := ids.Parse(in.Cursor)
		if err != nil {
			return nil, ErrInput.With("cursor", "翻页位置无效，请从头刷新").Because(err)
		}
		f.After = id
	}
	items, next, err := s.Desk(ctx, auth.From(ctx), f)
	return &deskOut{deskList{items, next}}, err
}

func (s *Service) getDetail(ctx context.Context, in *idIn) (*detailOut, error) {
	d, err := s.Look(ctx, auth.From(ctx), in.ID.ID)
	return &detailOut{d}, err
}

func (s *Service) postApprove(ctx context.Context, in *approveIn) (*viewOut, error) {
	return viewed(s.Approve(ctx, auth.From(ctx), in.ID.ID, in.Body.ValidTo))
}

func (s *Service) postReject(ctx context.Context, in *rejectIn) (*viewOut, error) {
	return viewed(s.Reject(ctx, auth.From(ctx), in.ID.ID, Verdict{in.Body.ReasonCode, in.Body.Reason}))
}

func (s *Service) postNeedMore(ctx context.Context, in *needMoreIn) (*viewOut, error) {
	return viewed(s.AskForMore(ctx, auth.From(ctx), in.ID.ID, Verdict{in.Body.ReasonCode, in.Body.Reason}))
}

func (s *Service) manage(act Act) func(context.Context, *reasonIn) (*viewOut, error) {
	return func(ctx context.Context, in *reasonIn) (*viewOut, error) {
		return viewed(s.Manage(ctx, auth.From(ctx), in.ID.ID, act, in.Body.Reason))
	}
}

func (s *Service) postStaffUnbind(ctx context.Context, in *reasonIn) (*viewOut, error) {
	return viewed(s.Unbind(ctx, auth.From(ctx), in.ID.ID, in.Body.Reason, true))
}

func (s *Service) getMoveOut(ctx context.Context, in *idIn) (*checklistOut, error) {
	list, err := s.Checklist(ctx, auth.From(ctx), in.ID.ID)
	return &checklistOut{list}, err
}

func (s *Service) postMoveOut(ctx context.Context, in *staffMoveOutIn) (*moveOutOut, error) {
	r, err := s.MoveHouseOut(ctx, auth.From(ctx), in.ID.ID, in.Body)
	return &moveOutOut{r}, err
}

func (s *Service) postMoveOutBack(ctx context.Context, in *stepIn) (*moveOutOut, error) {
	r, err := s.CancelMoveOut(ctx, auth.From(ctx), in.ID.ID)
	return &moveOutOut{r}, err
}
