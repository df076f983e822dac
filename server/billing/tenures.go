package billing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// everBefore is the first day of a tenure that nobody noted the beginning of.
const everBefore = "2000-01-01"

// Transfer ends the tenure of a house with a day: who lived there keeps the
// debt of that time and goes on seeing it, who comes next sees neither name nor bill.
// Errors: auth.ErrDenied, ErrNoHouse, ErrInput.
func (s *Service) Transfer(ctx context.Context, who auth.Actor, house ids.ID, lastDay, note string) error {
	if err := who.Must("billing.run"); err != nil {
		return err
	}
	h, err := s.Register.House(ctx, house)
	if err != nil || !who.In(h.CommunityID) {
		return ErrNoHouse.Because(err)
	}
	if _, ok := parseDay(lastDay); !ok {
		return ErrInput.With("lastDay", "请填写存在的日期，例如 2026-03-14")
	}
	if lastDay > addDays(s.today(), 31) {
		return ErrInput.With("lastDay", "最多提前 31 天登记")
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		now, err := s.Households.Holders(ctx, []ids.ID{house}, auth.SeeBill)
		if err != nil {
			return err
		}
		ended, err := s.pass(ctx, h, lastDay, "transfer", note)
		if err != nil {
			return err
		}
		for _, p := range now[house] {
			if err := s.remember(ctx, ended, p); err != nil {
				return err
			}
		}
		if err := s.Audit.Record(ctx, audit.Entry{CommunityID: h.CommunityID, Action: "billing.transfer", Object: "house:" + house.String(), Detail: lastDay}); err != nil {
			return err
		}
		return s.refresh(ctx, h.CommunityID, []ids.ID{house})
	})
}

// pass ends the running tenure of a house and begins the next one.
func (s *Service) pass(ctx context.Context, h event.House, lastDay, cause, note string) (ended tenure, err error) {
	row, err := s.store.lockSettings(ctx, h.CommunityID, h.ID, s.Now())
	if err != nil {
		return ended, err
	}
	all, err := s.store.tenuresFor(ctx, h.ID)
	if err != nil {
		return ended, err
	}
	at := s.Now()
	if len(all) == 0 { // the first change that is noted: what was billed so far is of the one who leaves
		first := tenure{ID: s.Gen.New(), CommunityID: h.CommunityID, HouseID: h.ID, Number: 1, FromDay: everBefore, Cause: "first", CreatedAt: at, UpdatedAt: at}
		if first.Holder, err = s.holder(ctx, first); err != nil {
			return ended, err
		}
		if err := s.store.addTenure(ctx, first); err != nil {
			return ended, err
		}
		if err := s.store.retenure(ctx, h.ID, 0, first.ID, "9999-12"); err != nil {
			return ended, err
		}
		all = []tenure{first}
	}
	ended = all[len(all)-1]
	if lastDay < ended.FromDay {
		return ended, ErrInput.With("lastDay", "这一天早于上一次变更，请核对日期")
	}
	if ok, err := s.store.endTenure(ctx, ended, lastDay, at); err != nil || !ok {
		return ended, firstOf(err, ErrChanged)
	}
	next := tenure{ID: s.Gen.New(), CommunityID: h.CommunityID, HouseID: h.ID, Number: ended.Number + 1, FromDay: addDays(lastDay, 1), Cause: cause, Note: note, CreatedAt: at, UpdatedAt: at}
	if err := s.store.addTenure(ctx, next); err != nil {
		return ended, err
	}
	row.TenureID, row.AutoPrepaid, row.UpdatedAt = next.ID, false, at
	return ended, s.store.saveSettings(ctx, row)
}

// holder is the register's owner, sealed for the tenure.
func (s *Service) holder(ctx context.Context, t tenure) (string, error) {
	entries, err := s.Register.RegisterOf(ctx, t.HouseID)
	if err != nil {
		return "", fmt.Errorf("register of house %d: %w", t.HouseID, err)
	}
	i := slices.IndexFunc(entries, func(e event.RegisterEntry) bool { return e.Role == "owner" })
	if i < 0 {
		return "", nil
	}
	return s.Vault.Seal(holderField(t), entries[i].Name)
}

func holderField(t tenure) pii.Field {
	return pii.Field{Table: "billing_tenures", Column: "holder", Row: int64(t.ID), Community: int64(t.CommunityID)}
}

func (s *Service) remember(ctx context.Context, t tenure, person ids.ID) error {
	p := tenurePerson{PersonID: person, TenureID: t.ID, CreatedAt: s.Now()}
	if has, err := s.store.hasTenurePerson(ctx, p); has || err != nil {
		return err
	}
	return s.store.addTenurePerson(ctx, p)
}

// movedOut ends the tenure of a house that was moved out of. The event comes
// once for each person of the household; the first one ends the tenure, all are
// remembered with it.
func (s *Service) movedOut(ctx context.Context, m task.Message) error {
	ctx = auth.With(ctx, auth.SystemActor()) // an event of any community
	var e event.BindingChanged
	if err := m.Into(&e); err != nil || e.To != "moved_out" {
		return err
	}
	h, err := s.Register.House(ctx, e.HouseID)
	if err != nil {
		return fmt.Errorf("house %d: %w", e.HouseID, err)
	}
	today := clock.Date(s.Now())
	all, err := s.store.tenuresFor(ctx, h.ID)
	if err != nil {
		return err
	}
	var ended tenure
	if n := len(all); n > 1 && all[n-1].Cause == "move_out" && all[n-2].UntilDay == today {
		ended = all[n-2] // by another of the household
	} else if ended, err = s.pass(ctx, h, today, "move_out", ""); err != nil {
		if errors.Is(err, ErrInput) { // a tenure that begins later was noted by hand
			return nil
		}
		return err
	}
	if err := s.remember(ctx, ended, e.PersonID); err != nil && !db.Duplicate(err) {
		return err
	}
	return s.refresh(ctx, h.CommunityID, []ids.ID{h.ID})
}
