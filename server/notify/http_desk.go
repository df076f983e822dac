package notify

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

type logIn struct {
	CommunityID httpx.ID `query:"communityId"`
	Channel     string   `query:"channel" enum:"inbox,wechat,sms,call"`
	State       string   `query:"state" enum:"delivered,pending,sending,unknown,skipped,failed,dead"`
	Q           string   `query:"q" maxLength:"40" doc:"a whole phone number, or the number of a matter"`
	Cursor      httpx.ID `query:"cursor"`
}

// DeliveryView is how a message went on one channel.
type DeliveryView struct {
	MessageID    ids.ID     `json:"messageId"`
	Channel      string     `json:"channel" enum:"inbox,wechat,sms,call"`
	Kind         string     `json:"kind" enum:"repair,binding,bill,notice"`
	Title        string     `json:"title"`
	Number       string     `json:"number"`
	Reader       string     `json:"reader" doc:"masked"`
	Phone        string     `json:"phone" doc:"masked"`
	Staff        bool       `json:"staff"`
	Urgent       bool       `json:"urgent"`
	Count        int64      `json:"count"`
	State        string     `json:"state" enum:"delivered,pending,sending,unknown,skipped,failed"`
	StateLabel   string     `json:"stateLabel"`
	Why          string     `json:"why" doc:"in words; empty when it went well"`
	Attempts     int64      `json:"attempts"`
	Dead         bool       `json:"dead" doc:"waits for a decision"`
	ClosedReason string     `json:"closedReason"`
	DueAt        *time.Time `json:"dueAt,omitempty"`
	ReadAt       *time.Time `json:"readAt,omitempty"`
	CreatedAt    time.Time  `json:"createdAt"`
	UpdatedAt    time.Time  `json:"updatedAt"`
}

type deliveryPage struct {
	Items      []DeliveryView `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor"`
}

type logOut struct{ Body deliveryPage }

type messageIDIn struct {
	ID httpx.ID `path:"id"`
}

// MessageTrace is a message and all its deliveries.
type MessageTrace struct {
	Title      string         `json:"title"`
	Body       string         `json:"body"`
	Deliveries []DeliveryView `json:"deliveries" nullable:"false"`
}

type traceOut struct{ Body MessageTrace }

type channelForm struct {
	Channel string `json:"channel" enum:"wechat,sms"`
}

type resendIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body channelForm
}

type dropForm struct {
	Channel string `json:"channel" enum:"wechat,sms"`
	Reason  string `json:"reason" minLength:"1" maxLength:"100"`
}

type dropIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body dropForm
}

type deadTaskList struct {
	Items []DeadTask `json:"items" nullable:"false"`
}

type deadTasksOut struct{ Body deadTaskList }

type taskForm struct {
	ID ids.ID `json:"id" minLength:"1"`
}

type retryTaskIn struct {
	httpx.Once
	Body taskForm
}

type dropTaskForm struct {
	ID     ids.ID `json:"id" minLength:"1"`
	Reason string `json:"reason" minLength:"1" maxLength:"100"`
}

type dropTaskIn struct {
	httpx.Once
	Body dropTaskForm
}

func (s *Service) getLog(ctx context.Context, in *logIn) (*logOut, error) {
	f := LogFilter{Community: in.CommunityID.ID, Channel: in.Channel, State: in.State}
	page, next, err := s.Log(ctx, auth.From(ctx), f, in.Q, in.Cursor.ID)
	if err != nil {
		return nil, err
	}
	items, err := s.deliveries(ctx, page)
	if err != nil {
		return nil, err
	}
	out := &logOut{deliveryPage{Items: items}}
	if next > 0 {
		out.Body.NextCursor = next.String()
	}
	return out, nil
}

// deliveries names the readers, masked.
func (s *Service) deliveries(ctx context.Context, page []line) ([]DeliveryView, error) {
	var residents, staff []ids.ID
	for _, l := range page {
		if l.Staff {
			staff = append(staff, l.Delivery.PersonID)
		} else {
			residents = append(residents, l.Delivery.PersonID)
		}
	}
	people, err := s.People.People(ctx, residents)
	if err != nil {
		return nil, err
	}
	colleagues, err := s.People.Staff(ctx, staff)
	if err != nil {
		return nil, err
	}
	out := make([]DeliveryView, len(page))
	for i, l := range page {
		v := DeliveryView{MessageID: l.Delivery.MessageID, Channel: l.Delivery.Channel, Kind: l.Kind, Title: l.Title, Number: l.Number, Staff: l.Staff, Urgent: l.Urgent, Count: l.Amount,
			State: l.Delivery.State, StateLabel: stateLabels[l.Delivery.State], Why: why(l.Delivery.ErrorCode), Attempts: l.Delivery.Attempts, Dead: l.Delivery.DeadAt != nil, ClosedReason: l.Delivery.ClosedReason,
			DueAt: l.Delivery.DueAt, ReadAt: l.ReadAt, CreatedAt: l.Delivery.CreatedAt, UpdatedAt: l.Delivery.UpdatedAt}
		if l.Staff {
			v.Reader, v.Phone = colleagues[l.Delivery.PersonID].Name, pii.MaskPhone(colleagues[l.Delivery.PersonID].Phone)
		} else {
			v.Reader, v.Phone = pii.MaskName(people[l.Delivery.PersonID].Name), pii.MaskPhone(people[l.Delivery.PersonID].Phone)
		}
		out[i] = v
	}
	return out, nil
}

func (s *Service) getMessage(ctx context.Context, in *messageIDIn) (*traceOut, error) {
	return s.trace(ctx, in.ID.ID, nil)
}

// trace shows a message after an act on it.
func (s *Service) trace(ctx context.Context, id ids.ID, err error) (*traceOut, error) {
	if err != nil {
		return nil, err
	}
	all, err := s.LogOf(ctx, auth.From(ctx), id)
	if err != nil {
		return nil, err
	}
	items, err := s.deliveries(ctx, all)
	if err != nil {
		return nil, err
	}
	return &traceOut{MessageTrace{all[0].Title, all[0].Body, items}}, nil
}

func (s *Service) postResend(ctx context.Context, in *resendIn) (*traceOut, error) {
	return s.trace(ctx, in.ID.ID, s.Resend(ctx, auth.From(ctx), in.ID.ID, in.Body.Channel))
}

func (s *Service) postDrop(ctx context.Context, in *dropIn) (*traceOut, error) {
	return s.trace(ctx, in.ID.ID, s.Drop(ctx, auth.From(ctx), in.ID.ID, in.Body.Channel, in.Body.Reason))
}

func (s *Service) getDeadTasks(ctx context.Context, _ *struct{}) (*deadTasksOut, error) {
	all, err := s.DeadTasks(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	return &deadTasksOut{deadTaskList{all}}, nil
}

func (s *Service) postRetryTask(ctx context.Context, in *retryTaskIn) (*deadTasksOut, error) {
	if err := s.SettleTask(ctx, auth.From(ctx), in.Body.ID, false, ""); err != nil {
		return nil, err
	}
	return s.getDeadTasks(ctx, nil)
}

func (s *Service) postDropTask(ctx context.Context, in *dropTaskIn) (*deadTasksOut, error) {
	if err := s.SettleTask(ctx, auth.From(ctx), in.Body.ID, true, in.Body.Reason); err != nil {
		return nil, err
	}
	return s.getDeadTasks(ctx, nil)
}
