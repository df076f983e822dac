package binding

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type idIn struct {
	ID httpx.ID `path:"id"`
}

type stepIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type houseIn struct {
	HouseID httpx.ID `path:"houseId"`
}

type viewOut struct{ Body Binding }

// claimOut answers 201 for a new claim and 200 for one that waits already.
type claimOut struct {
	Status int
	Body   Binding
}

type bindingList struct {
	Items      []Binding `json:"items" nullable:"false"`
	NextCursor string    `json:"nextCursor"`
}

type listOut struct{ Body bindingList }

type matchList struct {
	Items []Matched `json:"items" nullable:"false"`
}

type matchesOut struct{ Body matchList }

type matchForm struct {
	HouseID   ids.ID `json:"houseId" minLength:"1"`
	RoomLast2 string `json:"roomLast2,omitempty" maxLength:"4"`
}

type matchIn struct {
	httpx.Once
	Body matchForm
}

type claimIn struct {
	httpx.Once
	Body Claim
}

type evidenceForm struct {
	EvidenceFileIDs []ids.ID `json:"evidenceFileIds" minItems:"1" maxItems:"4" nullable:"false"`
	Note            string   `json:"note,omitempty" maxLength:"200"`
}

type evidenceIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body evidenceForm
}

type unbindForm struct {
	Reason    string `json:"reason,omitempty" maxLength:"200"`
	Confirmed bool   `json:"confirmed,omitempty" doc:"after binding.confirm_needed"`
}

type unbindIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body unbindForm
}

type rightsForm struct {
	Rights []string `json:"rights" maxItems:"5" nullable:"false"`
}

type rightsIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body rightsForm
}

type disputeForm struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

type disputeIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body disputeForm
}

type moveOutIn struct {
	httpx.Once
	HouseID httpx.ID `path:"houseId"`
	Body    MoveOutForm
}

type moveOutBackIn struct {
	httpx.Once
	HouseID httpx.ID `path:"houseId"`
}

type checklistOut struct{ Body MoveOutChecklist }

type moveOutOut struct{ Body MoveOutResult }

// op is an operation of this slice; one that changes something happens once
// for each key.
func op(id, method, path, summary string, policy auth.Policy) httpx.Op {
	o := httpx.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "binding", Policy: policy}
	if method != http.MethodGet {
		o.Once, o.Limits = true, []httpx.Limit{{N: 60, Per: time.Minute}}
	}
	return o
}

func appOp(id, method, path, summary string) httpx.Op {
	return op(id, method, "/app/v1/"+path, summary, auth.ForResidents())
}

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	match := appOp("bindByPhone", http.MethodPost, "bindings/match", "Bind a house of the register by phone")
	apply := appOp("applyForHouse", http.MethodPost, "bindings", "Apply for a house with evidence")
	match.Status, apply.Status = http.StatusCreated, http.StatusCreated
	apply.Limits = append(apply.Limits, httpx.Limit{N: 30, Per: 24 * time.Hour})
	httpx.Register(api, appOp("listMyBindings", http.MethodGet, "bindings", "My bindings"), s.getMine)
	httpx.Register(api, appOp("listMatches", http.MethodGet, "bindings/matches", "Houses whose register holds my phone"), s.getMatches)
	httpx.Register(api, match, s.postMatch)
	httpx.Register(api, apply, s.postClaim)
	httpx.Register(api, appOp("getBinding", http.MethodGet, "bindings/{id}", "A binding"), s.getBinding)
	httpx.Register(api, appOp("addEvidence", http.MethodPost, "bindings/{id}/evidence", "Add what was asked for"), s.postEvidence)
	httpx.Register(api, appOp("withdrawBinding", http.MethodPost, "bindings/{id}/withdraw", "Take a claim back"), s.postWithdraw)
	httpx.Register(api, appOp("unbindHouse", http.MethodPost, "bindings/{id}/unbind", "End a binding"), s.postUnbind)
	httpx.Register(api, appOp("setMemberRights", http.MethodPost, "bindings/{id}/rights", "Change a member's rights"), s.postRights)
	httpx.Register(api, appOp("disputeBinding", http.MethodPost, "bindings/{id}/dispute", "Not of my family"), s.postDispute)
	httpx.Register(api, appOp("approveMember", http.MethodPost, "bindings/{id}/approve", "An owner approves a member's claim"), s.postHeadApprove)
	httpx.Register(api, appOp("rejectMember", http.MethodPost, "bindings/{id}/reject", "An owner refuses a member's claim"), s.postHeadReject)
	httpx.Register(api, appOp("listMembers", http.MethodGet, "houses/{houseId}/members", "Who belongs to my house"), s.getMembers)
	httpx.Register(api, appOp("getMoveOut", http.MethodGet, "houses/{houseId}/move-out", "What to settle before moving out"), s.getOwnMoveOut)
	httpx.Register(api, appOp("moveOut", http.MethodPost, "houses/{houseId}/move-out", "Move out with the whole household"), s.postOwnMoveOut)
	httpx.Register(api, appOp("cancelMoveOut", http.MethodPost, "houses/{houseId}/move-out/cancel", "Call a coming move-out off"), s.postOwnMoveOutBack)
	s.mountInvitations(api)
}

func (s *Service) getMine(ctx context.Context, _ *struct{}) (*listOut, error) {
	items, err := s.Mine(ctx, auth.From(ctx))
	return &listOut{bindingList{Items: items}}, err
}

func (s *Service) getMatches(ctx context.Context, _ *struct{}) (*matchesOut, error) {
	items, err := s.Matches(ctx, auth.From(ctx))
	return &matchesOut{matchList{items}}, err
}

func (s *Service) postMatch(ctx context.Context, in *matchIn) (*viewOut, error) {
	return viewed(s.BindByPhone(ctx, auth.From(ctx), in.Body.HouseID, in.Body.RoomLast2))
}

func (s *Service) postClaim(ctx context.Context, in *claimIn) (*claimOut, error) {
	v, fresh, err := s.Apply(ctx, auth.From(ctx), in.Body)
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	return &claimOut{status, v}, err
}

func (s *Service) getBinding(ctx context.Context, in *idIn) (*viewOut, error) {
	return viewed(s.Get(ctx, auth.From(ctx), in.ID.ID))
}

func (s *Service) postEvidence(ctx context.Context, in *evidenceIn) (*viewOut, error) {
	return viewed(s.AddEvidence(ctx, auth.From(ctx), in.ID.ID, in.Body.EvidenceFileIDs, in.Body.Note))
}

func (s *Service) postWithdraw(ctx context.Context, in *stepIn) (*viewOut, error) {
	return viewed(s.Withdraw(ctx, auth.From(ctx), in.ID.ID))
}

func (s *Service) postUnbind(ctx context.Context, in *unbindIn) (*viewOut, error) {
	return viewed(s.Unbind(ctx, auth.From(ctx), in.ID.ID, in.Body.Reason, in.Body.Confirmed))
}

func (s *Service) postRights(ctx context.Context, in *rightsIn) (*viewOut, error) {
	return viewed(s.SetRights(ctx, auth.From(ctx), in.ID.ID, in.Body.Rights))
}

func (s *Service) postDispute(ctx context.Context, in *disputeIn) (*viewOut, error) {
	return viewed(s.Object(ctx, auth.From(ctx), in.ID.ID, in.Body.Reason))
}

func (s *Service) postHeadApprove(ctx context.Context, in *stepIn) (*viewOut, error) {
	return viewed(s.Approve(ctx, auth.From(ctx), in.ID.ID, nil))
}

func (s *Service) postHeadReject(ctx context.Context, in *disputeIn) (*viewOut, error) {
	return viewed(s.Reject(ctx, auth.From(ctx), in.ID.ID, Verdict{"other", in.Body.Reason}))
}

func (s *Service) getMembers(ctx context.Context, in *houseIn) (*listOut, error) {
	items, err := s.Members(ctx, auth.From(ctx), in.HouseID.ID)
	return &listOut{bindingList{Items: items}}, err
}

func (s *Service) getOwnMoveOut(ctx context.Context, in *houseIn) (*checklistOut, error) {
	list, err := s.Checklist(ctx, auth.From(ctx), in.HouseID.ID)
	return &checklistOut{list}, err
}

func (s *Service) postOwnMoveOut(ctx context.Context, in *moveOutIn) (*moveOutOut, error) {
	r, err := s.MoveHouseOut(ctx, auth.From(ctx), in.HouseID.ID, in.Body)
	return &moveOutOut{r}, err
}

func (s *Service) postOwnMoveOutBack(ctx context.Context, in *moveOutBackIn) (*moveOutOut, error) {
	r, err := s.CancelMoveOut(ctx, auth.From(ctx), in.HouseID.ID)
	return &moveOutOut{r}, err
}

func viewed(v Binding, err error) (*viewOut, error) { return &viewOut{v}, err }
