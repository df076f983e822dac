package binding

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const moveAhead = 90 * 24 * time.Hour

// CheckItem is one thing to look after before a household leaves.
type CheckItem struct {
	Code   string `json:"code"`
	Label  string `json:"label"`
	State  string `json:"state" enum:"ok,warn,block"`
	Detail string `json:"detail"`
}

// MoveOutChecklist is what to settle, and whether a move-out waits already.
type MoveOutChecklist struct {
	Items         []CheckItem `json:"items" nullable:"false"`
	EffectiveDate string      `json:"effectiveDate,omitempty" doc:"of the move-out that waits for its day"`
}

// MoveOutForm asks for a move-out.
type MoveOutForm struct {
	EffectiveDate string   `json:"effectiveDate" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"a day in Shanghai, from today on; today is at once"`
	Reason        string   `json:"reason" minLength:"1" maxLength:"200"`
	Acknowledged  []string `json:"acknowledged" maxItems:"20" nullable:"false" doc:"codes of all items in state warn"`
}

// MoveOutResult tells how far it came.
type MoveOutResult struct {
	State         string `json:"state" enum:"done,waiting,cancelled"`
	EffectiveDate string `json:"effectiveDate"`
	Ended         int    `json:"ended" doc:"bindings ended so far"`
}

// unsupported are matters that no capability answers for yet; somebody has to look.
func unsupported() []CheckItem {
	return []CheckItem{
		{"fees", "费用", "warn", "请核对物业费、水电费已结清，或已登记欠费人"},
		{"deposits", "押金", "warn", "请核对装修押金、门禁卡押金已退"},
		{"keys", "钥匙和门禁卡", "warn", "请收回钥匙、门禁卡"},
		{"cars", "车辆和车位", "warn", "请核对月租车位、登记车辆已注销"},
		{"parcels", "待取快递", "warn", "请提醒住户取走快递"},
		{"bookings", "预约", "warn", "请核对没有未完成的服务预约"},
		{"invoices", "发票", "warn", "请核对发票、收据已开具"},
		{"votes", "投票", "warn", "进行中的投票按登记日的权重计算，不受迁出影响"},
	}
}

// mover is a house that the actor may move out of, in a context that may touch
// it. Errors: ErrNotFound, ErrNotYours, ErrOtherOwner.
func (s *Service) mover(ctx context.Context, who auth.Actor, house ids.ID) (context.Context, event.House, error) {
	if who.Kind == auth.Resident {
		return s.ownHouse(ctx, who, house)
	}
	h, err := s.places.House(ctx, house)
	if err == nil && !who.In(h.CommunityID) {
		err = ErrNotFound
	}
	return ctx, h, err
}

func (s *Service) ownHouse(ctx context.Context, who auth.Actor, house ids.ID) (context.Context, event.House, error) {
	ctx, own, err := s.household(ctx, who, house)
	if err != nil {
		return ctx, event.House{}, err
	}
	if own.Role != Owner {
		return ctx, event.House{}, ErrNotYours
	}
	owners, err := s.store.ofHouse(ctx, house, Active, Suspended)
	if err != nil {
		return ctx, event.House{}, err
	}
	if slices.ContainsFunc(owners, func(b binding) bool { return b.Role == Owner && b.PersonID != who.ID }) {
		return ctx, event.House{}, ErrOtherOwner
	}
	h, err := s.places.House(ctx, house)
	return ctx, h, err
}

// Checklist lists what to settle before a house is moved out of.
// Errors: ErrNotFound, ErrNotYours, ErrOtherOwner.
func (s *Service) Checklist(ctx context.Context, who auth.Actor, house ids.ID) (MoveOutChecklist, error) {
	ctx, h, err := s.mover(ctx, who, house)
	if err != nil {
		return MoveOutChecklist{}, err
	}
	items, err := s.checks(ctx, h.ID)
	if err != nil {
		return MoveOutChecklist{}, err
	}
	m, _, err := s.store.waitingMoveOut(ctx, h.ID)
	return MoveOutChecklist{Items: items, EffectiveDate: m.EffectiveDate}, err
}

func (s *Service) checks(ctx context.Context, house ids.ID) ([]CheckItem, error) {
	bound, err := s.store.ofHouse(ctx, house, Active, Suspended)
	if err != nil {
		return nil, fmt.Errorf("residents of house %d: %w", house, err)
	}
	open, err := s.Orders.OpenForHouse(ctx, house)
	if err != nil {
		return nil, fmt.Errorf("open orders of house %d: %w", house, err)
	}
	residents := CheckItem{"residents", "已认证住户", "ok", fmt.Sprintf("%d 人的认证将一起结束", len(bound))}
	if len(bound) == 0 {
		residents.State, residents.Detail = "block", "这套房屋没有已认证的住户"
	}
	orders := CheckItem{"orders", "报修工单", "ok", "没有未完成的工单"}
	if open > 0 {
		orders.State, orders.Detail = "warn", fmt.Sprintf("还有 %d 张工单没有处理完，迁出后留在这套房屋上", open)
	}
	return append([]CheckItem{residents, orders}, unsupported()...), nil
}

// MoveHouseOut ends all bindings of a house, now or on a later day. History
// stays with those who leave. Errors: ErrNotFound, ErrNotYours, ErrOtherOwner,
// ErrNobody, ErrAcknowledge, ErrMoveOutLater, ErrMovingOut, ErrOwnRequest.
func (s *Service) MoveHouseOut(ctx context.Context, who auth.Actor, house ids.ID, f MoveOutForm) (out MoveOutResult, err error) {
	due, err := s.moveDay(f.EffectiveDate)
	if err != nil {
		return out, err
	}
	ctx, h, err := s.mover(ctx, who, house)
	if err != nil {
		return out, err
	}
	m := moveOut{ID: s.Gen.New(), CommunityID: h.CommunityID, HouseID: h.ID, LiveKey: h.ID.String(), State: moveWaiting, EffectiveDate: f.EffectiveDate,
		DueAt: due, Reason: f.Reason, Acknowledged: strings.Join(f.Acknowledged, ","), ActorKind: who.Kind, ActorID: who.ID, CreatedAt: s.Now()}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.acknowledged(ctx, h.ID, f.Acknowledged); err != nil {
			return err
		}
		err := s.store.addMoveOut(ctx, m)
		if db.Duplicate(err) {
			return ErrMovingOut
		}
		if err != nil {
			return fmt.Errorf("keep move-out: %w", err)
		}
		out = MoveOutResult{State: moveWaiting, EffectiveDate: f.EffectiveDate}
		if due.After(s.Now()) {
			return nil
		}
		out.State = moveDone
		out.Ended, err = s.leave(ctx, who, m)
		return err
	})
	return out, err
}

// moveDay is when the day begins in Shanghai. Error: ErrMoveOutLater.
func (s *Service) moveDay(date string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, date, clock.Shanghai())
	today := clock.StartOfDay(s.Now())
	if err != nil || day.Before(today) || day.After(today.Add(moveAhead)) {
		return day, ErrMoveOutLater.With("effectiveDate", "请选今天起 90 天内的一天").Because(err)
	}
	return day.UTC(), nil
}

// acknowledged refuses while something blocks or was not looked at.
func (s *Service) acknowledged(ctx context.Context, house ids.ID, codes []string) error {
	items, err := s.checks(ctx, house)
	if err != nil {
		return err
	}
	missing := []string{}
	for _, i := range items {
		switch {
		case i.State == "block":
			return ErrNobody
		case i.State == "warn" && !slices.Contains(codes, i.Code):
			missing = append(missing, i.Label)
		}
	}
	if len(missing) > 0 {
		return ErrAcknowledge.With("acknowledged", "还没有核对："+strings.Join(missing, "、"))
	}
	return nil
}

// leave ends the bindings that stood when the move-out was asked for; who came
// in meanwhile stays. The mover himself goes last, his right carries the others.
func (s *Service) leave(ctx context.Context, who auth.Actor, m moveOut) (int, error) {
	bound, err := s.store.ofHouse(ctx, m.HouseID, Active, Suspended)
	if err != nil {
		return 0, fmt.Errorf("residents of house %d: %w", m.HouseID, err)
	}
	bound = slices.DeleteFunc(bound, func(b binding) bool { return b.ValidFrom != nil && b.ValidFrom.After(m.CreatedAt) })
	slices.SortStableFunc(bound, func(a, b binding) int { return boolInt(a.PersonID == who.ID) - boolInt(b.PersonID == who.ID) })
	own := binding{}
	if i := len(bound) - 1; i >= 0 && bound[i].PersonID == who.ID {
		own = bound[i]
	}
	for _, b := range bound {
		if _, err := s.do(ctx, who, own, b, step{act: MoveOut, reason: m.Reason}); err != nil {
			return 0, err
		}
	}
	if _, err = s.store.endMoveOut(ctx, m, moveDone, s.Now()); err != nil {
		return 0, err
	}
	// Otherwise a former owner's phone would still match the house.
	return len(bound), s.places.CloseRegister(ctx, m.HouseID, m.CreatedAt, m.Reason)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// CancelMoveOut calls off a move-out that waits for its day.
// Errors: ErrNotFound, ErrNotYours, ErrOtherOwner.
func (s *Service) CancelMoveOut(ctx context.Context, who auth.Actor, house ids.ID) (out MoveOutResult, err error) {
	ctx, h, err := s.mover(ctx, who, house)
	if err != nil {
		return out, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		m, found, err := s.store.waitingMoveOut(ctx, h.ID)
		if err == nil && found {
			found, err = s.store.endMoveOut(ctx, m, moveBack, s.Now())
		}
		if err == nil && !found {
			err = ErrNotFound
		}
		out = MoveOutResult{State: moveBack, EffectiveDate: m.EffectiveDate}
		return err
	})
	return out, err
}

// RunMoveOuts does those whose day has come.
func (s *Service) RunMoveOuts(ctx context.Context) error {
	ctx = system(ctx)
	due, err := s.store.dueMoveOuts(ctx, s.Now(), batch)
	if err != nil {
		return fmt.Errorf("due move-outs: %w", err)
	}
	var failed error
	for _, m := range due {
		err := s.DB.Tx(ctx, func(ctx context.Context) error {
			_, err := s.leave(ctx, auth.SystemActor(), m)
			return err
		})
		if err != nil && !errors.Is(err, ErrChanged) { // a resident acted at that moment; the next run does it
			failed = errors.Join(failed, fmt.Errorf("move-out %d: %w", m.ID, err))
		}
	}
	return failed
}
