package notice

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

// AudienceForm narrows a community; empty is all of it.
type AudienceForm struct {
	BuildingIDs []ids.ID `json:"buildingIds,omitempty" nullable:"false" maxItems:"100"`
	UnitIDs     []ids.ID `json:"unitIds,omitempty" nullable:"false" maxItems:"100"`
	HouseIDs    []ids.ID `json:"houseIds,omitempty" nullable:"false" maxItems:"200"`
}

func (a AudienceForm) audience(community ids.ID) event.Audience {
	return event.Audience{CommunityID: community, Buildings: a.BuildingIDs, Units: a.UnitIDs, Houses: a.HouseIDs}
}

// NoticeForm is what a notice says and to whom.
type NoticeForm struct {
	Kind         Kind         `json:"kind" enum:"notice,outage,event"`
	Title        string       `json:"title" minLength:"2" maxLength:"40"`
	Body         string       `json:"body" minLength:"5" maxLength:"2000"`
	Urgent       bool         `json:"urgent"`
	Audience     AudienceForm `json:"audience" doc:"empty: the whole community"`
	ShownUntil   *time.Time   `json:"shownUntil,omitempty"`
	PhotoFileIDs []ids.ID     `json:"photoFileIds,omitempty" nullable:"false" maxItems:"6"`
}

func (f NoticeForm) text(community ids.ID) Text {
	return Text{Kind: f.Kind, Title: f.Title, Body: f.Body, Urgent: f.Urgent, Audience: f.Audience.audience(community), ShownUntil: f.ShownUntil, Photos: f.PhotoFileIDs}
}

type newNotice struct {
	CommunityID ids.ID `json:"communityId" minLength:"1"`
	NoticeForm
}

type writeIn struct {
	httpx.Once
	Body newNotice
}

type editNotice struct {
	Version int64 `json:"version" minimum:"1"`
	NoticeForm
}

type editIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body editNotice
}

type stepIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type noticeReason struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100"`
}

type reasonIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body noticeReason
}

type audienceAsk struct {
	CommunityID ids.ID `json:"communityId" minLength:"1"`
	AudienceForm
}

type audienceIn struct{ Body audienceAsk }

// Reach is how many people an audience has.
type Reach struct {
	People int    `json:"people"`
	Words  string `json:"words"`
}

type reachOut struct{ Body Reach }

type deskIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       State    `query:"state" enum:"draft,checking,review,blocked,published,withdrawn,ended"`
	Kind        Kind     `query:"kind" enum:"notice,outage,event"`
	Cursor      httpx.ID `query:"cursor"`
}

// DeskNotice is a notice as staff see it.
type DeskNotice struct {
	ID          ids.ID       `json:"id"`
	CommunityID ids.ID       `json:"communityId"`
	Kind        Kind         `json:"kind" enum:"notice,outage,event"`
	KindLabel   string       `json:"kindLabel"`
	Title       string       `json:"title"`
	Summary     string       `json:"summary"`
	Urgent      bool         `json:"urgent"`
	State       State        `json:"state" enum:"draft,checking,review,blocked,published,withdrawn,ended,discarded"`
	StateLabel  string       `json:"stateLabel"`
	Audience    string       `json:"audience" doc:"in words"`
	Reason      string       `json:"reason"`
	MakerName   string       `json:"makerName"`
	Mine        bool         `json:"mine" doc:"I wrote it"`
	Reads       int          `json:"reads"`
	Spread      event.Spread `json:"spread"`
	Version     int64        `json:"version"`
	ShownUntil  time.Time    `json:"shownUntil"`
	PublishedAt *time.Time   `json:"publishedAt,omitempty"`
	CreatedAt   time.Time    `json:"createdAt"`
}

type deskPage struct {
	Items      []DeskNotice `json:"items" nullable:"false"`
	NextCursor string       `json:"nextCursor"`
}

type deskOut struct{ Body deskPage }

// NoticeStep is a line of a notice's history.
type NoticeStep struct {
	Act       string    `json:"act"`
	ToLabel   string    `json:"toLabel"`
	ActorName string    `json:"actorName"`
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
}

// WholeNotice is everything about a notice.
type WholeNotice struct {
	DeskNotice
	Body    string        `json:"body"`
	Targets []event.Place `json:"targets" nullable:"false" doc:"none: the whole community"`
	Photos  []event.File  `json:"photos" nullable:"false"`
	History []NoticeStep  `json:"history" nullable:"false"`
}

type wholeOut struct{ Body WholeNotice }

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	op := func(id, method, path, permission, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/notices" + path, Summary: summary, Tag: "notice", Policy: auth.ForStaff(permission)}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 60, Per: time.Minute}}
		}
		return o
	}
	const read, write, publish = "notice.read", "notice.write", "notice.publish"
	made := op("writeNotice", http.MethodPost, "", write, "写一条公告")
	made.Status = http.StatusCreated
	reach := op("measureAudience", http.MethodPost, "/audience", write, "这个范围有多少人")
	reach.Once = false // it changes nothing
	httpx.Register(api, op("staffListNotices", http.MethodGet, "", read, "公告列表"), s.getDesk)
	httpx.Register(api, made, s.postNotice)
	httpx.Register(api, reach, s.postReach)
	httpx.Register(api, op("staffGetNotice", http.MethodGet, "/{id}", read, "一条公告"), s.getWhole)
	httpx.Register(api, op("editNotice", http.MethodPatch, "/{id}", write, "修改草稿"), s.patchNotice)
	httpx.Register(api, op("discardNotice", http.MethodPost, "/{id}/discard", write, "删除草稿"), s.simple(s.Discard))
	httpx.Register(api, op("publishNotice", http.MethodPost, "/{id}/publish", publish, "发布"), s.byWho(s.Publish))
	httpx.Register(api, op("approveNotice", http.MethodPost, "/{id}/approve", publish, "复核通过"), s.byWho(s.Approve))
	httpx.Register(api, op("refuseNotice", http.MethodPost, "/{id}/refuse", publish, "复核不通过"), s.reasoned(s.Refuse))
	httpx.Register(api, op("withdrawNotice", http.MethodPost, "/{id}/withdraw", publish, "撤回"), s.reasoned(s.Withdraw))
}

func (s *Service) getDesk(ctx context.Context, in *deskIn) (*deskOut, error) {
	who := auth.From(ctx)
	if in.CommunityID.ID > 0 && !who.In(in.CommunityID.ID) {
		return nil, auth.ErrDenied
	}
	page, err := s.store.list(ctx, Filter{in.CommunityID.ID, in.State, in.Kind}, in.Cursor.ID, pageSize+1)
	if err != nil {
		return nil, err
	}
	out := &deskOut{}
	if len(page) > pageSize {
		page = page[:pageSize]
		out.Body.NextCursor = page[pageSize-1].ID.String()
	}
	out.Body.Items, err = s.views(ctx, who, page)
	return out, err
}

func (s *Service) views(ctx context.Context, who auth.Actor, page []Notice) ([]DeskNotice, error) {
	reads, err := s.store.reads(ctx, idsOf(page))
	if err != nil {
		return nil, err
	}
	spread, err := s.Crier.Spread(ctx, template, idsOf(page))
	if err != nil {
		return nil, err
	}
	out := make([]DeskNotice, len(page))
	for i, n := range page {
		out[i] = DeskNotice{n.ID, n.CommunityID, n.Kind, n.Kind.Label(), n.Title, n.summary(60), n.Urgent, n.State, n.State.Label(), n.Audience, n.Reason, n.MakerName, n.MakerID == who.ID,
			reads[n.ID], spread[n.ID], n.Version, n.ShownUntil, n.PublishedAt, n.CreatedAt}
	}
	return out, nil
}

func (s *Service) getWhole(ctx context.Context, in *idIn) (*wholeOut, error) {
	n, err := s.store.get(ctx, in.ID.ID)
	return s.whole(ctx, n, err)
}

// whole is the answer to a step, and the page of a notice.
func (s *Service) whole(ctx context.Context, n Notice, err error) (*wholeOut, error) {
	if err != nil {
		return nil, err
	}
	views, err := s.views(ctx, auth.From(ctx), []Notice{n})
	if err != nil {
		return nil, err
	}
	pictures, err := s.pictures(ctx, n.ID)
	if err != nil {
		return nil, err
	}
	steps, err := s.store.history(ctx, n.ID)
	if err != nil {
		return nil, err
	}
	places, err := s.Households.PlacesOf(ctx, n.For())
	if err != nil {
		return nil, err
	}
	out := &wholeOut{WholeNotice{DeskNotice: views[0], Body: n.Body, Targets: places, Photos: pictures, History: []NoticeStep{}}}
	for _, h := range steps {
		name := h.ActorName
		if h.ActorKind == string(auth.System) {
			name = "系统"
		}
		out.Body.History = append(out.Body.History, NoticeStep{h.Act, State(h.ToState).Label(), name, h.Reason, h.CreatedAt})
	}
	return out, nil
}

func (s *Service) postNotice(ctx context.Context, in *writeIn) (*wholeOut, error) {
	n, err := s.Write(ctx, auth.From(ctx), in.Body.CommunityID, in.Body.text(in.Body.CommunityID))
	return s.whole(ctx, n, err)
}

func (s *Service) patchNotice(ctx context.Context, in *editIn) (*wholeOut, error) {
	n, err := s.Edit(ctx, auth.From(ctx), in.ID.ID, in.Body.Version, in.Body.text(0))
	return s.whole(ctx, n, err)
}

func (s *Service) postReach(ctx context.Context, in *audienceIn) (*reachOut, error) {
	if !auth.From(ctx).In(in.Body.CommunityID) {
		return nil, auth.ErrDenied
	}
	a := in.Body.audience(in.Body.CommunityID)
	n, err := s.Households.AudienceSize(ctx, a)
	if err != nil {
		return nil, err
	}
	places, err := s.Households.PlacesOf(ctx, a)
	if err != nil {
		return nil, err
	}
	return &reachOut{Reach{n, words(places)}}, nil
}

func (s *Service) simple(f func(context.Context, ids.ID) (Notice, error)) func(context.Context, *stepIn) (*wholeOut, error) {
	return func(ctx context.Context, in *stepIn) (*wholeOut, error) {
		n, err := f(ctx, in.ID.ID)
		return s.whole(ctx, n, err)
	}
}

func (s *Service) byWho(f func(context.Context, auth.Actor, ids.ID) (Notice, error)) func(context.Context, *stepIn) (*wholeOut, error) {
	return func(ctx context.Context, in *stepIn) (*wholeOut, error) {
		n, err := f(ctx, auth.From(ctx), in.ID.ID)
		return s.whole(ctx, n, err)
	}
}

func (s *Service) reasoned(f func(context.Context, ids.ID, string) (Notice, error)) func(context.Context, *reasonIn) (*wholeOut, error) {
	return func(ctx context.Context, in *reasonIn) (*wholeOut, error) {
		n, err := f(ctx, in.ID.ID, in.Body.Reason)
		return s.whole(ctx, n, err)
	}
}
