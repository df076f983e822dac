package binding

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

type inviteIn struct {
	httpx.Once
	HouseID httpx.ID `path:"houseId"`
	Body    Invite
}

type inviteOut struct{ Body Invitation }

type inviteList struct {
	Items []Invitation `json:"items" nullable:"false"`
}

type invitesOut struct{ Body inviteList }

type tokenForm struct {
	Token string `json:"token" minLength:"8" maxLength:"64" pattern:"^[A-Za-z0-9]+$"`
}

type acceptIn struct {
	httpx.Once
	Body tokenForm
}

type previewIn struct {
	Token string `query:"token" required:"true" minLength:"8" maxLength:"64" pattern:"^[A-Za-z0-9]+$"`
}

type previewOut struct{ Body InvitationPreview }

func (s *Service) mountInvitations(api *httpx.API) {
	invite := appOp("inviteMember", http.MethodPost, "houses/{houseId}/invitations", "Invite a member or tenant by phone")
	accept := appOp("acceptInvitation", http.MethodPost, "invitations/accept", "Join the house of an invitation")
	preview := appOp("previewInvitation", http.MethodGet, "invitations/preview", "What an invitation offers")
	invite.Status, accept.Status = http.StatusCreated, http.StatusCreated
	preview.Limits = []httpx.Limit{{N: 30, Per: time.Minute}}
	httpx.Register(api, invite, s.postInvite)
	httpx.Register(api, appOp("listInvitations", http.MethodGet, "houses/{houseId}/invitations", "Invitations to my house"), s.getInvites)
	httpx.Register(api, appOp("cancelInvitation", http.MethodPost, "invitations/{id}/cancel", "Take an invitation back"), s.postInviteBack)
	httpx.Register(api, accept, s.postAccept)
	httpx.Register(api, preview, s.getPreview)
}

func (s *Service) postInvite(ctx context.Context, in *inviteIn) (*inviteOut, error) {
	v, err := s.Invite(ctx, auth.From(ctx), in.HouseID.ID, in.Body)
	return &inviteOut{v}, err
}

func (s *Service) getInvites(ctx context.Context, in *houseIn) (*invitesOut, error) {
	items, err := s.Invitations(ctx, auth.From(ctx), in.HouseID.ID)
	return &invitesOut{inviteList{items}}, err
}

func (s *Service) postInviteBack(ctx context.Context, in *stepIn) (*inviteOut, error) {
	v, err := s.CancelInvitation(ctx, auth.From(ctx), in.ID.ID)
	return &inviteOut{v}, err
}

func (s *Service) postAccept(ctx context.Context, in *acceptIn) (*viewOut, error) {
	return viewed(s.Accept(ctx, auth.From(ctx), in.Body.Token))
}

func (s *Service) getPreview(ctx context.Context, in *previewIn) (*previewOut, error) {
	v, err := s.Preview(ctx, in.Token)
	return &previewOut{v}, err
}
