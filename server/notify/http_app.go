package notify

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "listInbox", Method: http.MethodGet, Path: "/app/v1/inbox", Summary: "我的消息", Tag: "notify", Policy: auth.ForResidents()}, s.getInbox)
	httpx.Register(api, httpx.Op{ID: "readInboxMessage", Method: http.MethodPost, Path: "/app/v1/inbox/{id}/read", Summary: "标为已读", Tag: "notify", Policy: auth.ForResidents(), Once: true}, s.postRead)
	httpx.Register(api, httpx.Op{ID: "readWholeInbox", Method: http.MethodPost, Path: "/app/v1/inbox/read-all", Summary: "全部标为已读", Tag: "notify", Policy: auth.ForResidents(), Once: true}, s.postReadAll)
	httpx.Register(api, httpx.Op{ID: "getPreferences", Method: http.MethodGet, Path: "/app/v1/notify/preferences", Summary: "我的提醒方式", Tag: "notify", Policy: auth.ForResidents()}, s.getPreferences)
	httpx.Register(api, httpx.Op{ID: "changePreferences", Method: http.MethodPatch, Path: "/app/v1/notify/preferences", Summary: "修改我的提醒方式", Tag: "notify", Policy: auth.ForResidents(), Once: true}, s.patchPreferences)
	httpx.Register(api, httpx.Op{ID: "planSubscriptions", Method: http.MethodGet, Path: "/app/v1/subscriptions/plan", Summary: "此刻应请求哪些订阅消息", Tag: "notify", Policy: auth.ForResidents()}, s.getPlan)
	httpx.Register(api, httpx.Op{ID: "reportSubscriptions", Method: http.MethodPost, Path: "/app/v1/subscriptions", Summary: "上报订阅消息的选择", Tag: "notify", Policy: auth.ForResidents(), Once: true, Status: http.StatusNoContent,
		Limits: []httpx.Limit{{N: 30, Per: time.Minute}}}, s.postSubscriptions)
}

// InboxMessage is one message of the reader.
type InboxMessage struct {
	ID        ids.ID    `json:"id"`
	Title     string    `json:"title"`
	Body      string    `json:"body"`
	Kind      string    `json:"kind" enum:"repair,binding,bill,notice"`
	Link      string    `json:"link" doc:"a page of the app with its query, or empty"`
	Read      bool      `json:"read"`
	CreatedAt time.Time `json:"createdAt"`
	Count     int64     `json:"count" doc:"how many were merged into it"`
	Urgent    bool      `json:"urgent"`
}

// InboxPage is one page of an inbox.
type InboxPage struct {
	Items      []InboxMessage `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor"`
	Unread     int            `json:"unread"`
}

// InboxUnread is how many messages are left unread.
type InboxUnread struct {
	Unread int `json:"unread"`
}

type inboxIn struct {
	Cursor httpx.ID `query:"cursor" doc:"nextCursor of the page before"`
}

type inboxOut struct{ Body InboxPage }

type readIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type readAllIn struct{ httpx.Once }

type unreadOut struct{ Body InboxUnread }

func (s *Service) getInbox(ctx context.Context, in *inboxIn) (*inboxOut, error) {
	page, next, unread, err := s.Inbox(ctx, auth.From(ctx), in.Cursor.ID)
	if err != nil {
		return nil, err
	}
	out := &inboxOut{InboxPage{Items: make([]InboxMessage, len(page)), Unread: unread}}
	for i, m := range page {
		out.Body.Items[i] = InboxMessage{ID: m.ID, Title: m.Title, Body: m.Body, Kind: m.Kind, Link: m.Link, Read: m.ReadAt != nil, CreatedAt: at(m), Count: m.Amount, Urgent: m.Urgent}
	}
	if next > 0 {
		out.Body.NextCursor = next.String()
	}
	return out, nil
}

// at is when the newest of a merged message happened.
func at(m message) time.Time {
	if m.UpdatedAt != nil {
		return *m.UpdatedAt
	}
	return m.CreatedAt
}

func (s *Service) postRead(ctx context.Context, in *readIn) (*unreadOut, error) {
	unread, err := s.Read(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &unreadOut{InboxUnread{unread}}, nil
}

func (s *Service) postReadAll(ctx context.Context, _ *readAllIn) (*unreadOut, error) {
	if err := s.ReadAll(ctx, auth.From(ctx)); err != nil {
		return nil, err
	}
	return &unreadOut{}, nil
}

type planIn struct {
	Moment string `query:"moment" required:"true" maxLength:"40" doc:"repair_submitted, binding_submitted, …: when the person has just done what the messages will be about"`
}

// SubscriptionPlan names the templates to ask leave for.
type SubscriptionPlan struct {
	TemplateIDs []string `json:"templateIds" nullable:"false" maxItems:"3"`
}

type planOut struct{ Body SubscriptionPlan }

func (s *Service) getPlan(_ context.Context, in *planIn) (*planOut, error) {
	plan, err := s.Plan(in.Moment)
	if err != nil {
		return nil, err
	}
	return &planOut{SubscriptionPlan{plan}}, nil
}

// SubscriptionChoice is the answer to one template in WeChat's dialog.
type SubscriptionChoice struct {
	TemplateID string `json:"templateId" minLength:"1" maxLength:"64"`
	Result     string `json:"result" enum:"accept,reject,ban"`
}

// SubscriptionReport is what WeChat's dialog answered.
type SubscriptionReport struct {
	Results []SubscriptionChoice `json:"results" nullable:"false" maxItems:"3"`
}

type subscriptionsIn struct {
	httpx.Once
	Body SubscriptionReport
}

func (s *Service) postSubscriptions(ctx context.Context, in *subscriptionsIn) (*struct{}, error) {
	choices := make([]Choice, len(in.Body.Results))
	for i, r := range in.Body.Results {
		choices[i] = Choice{TemplateID: r.TemplateID, Accepted: r.Result == "accept"}
	}
	return &struct{}{}, s.Subscribe(ctx, auth.From(ctx), choices)
}
