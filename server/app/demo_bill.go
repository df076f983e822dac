package app

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/billing"
	"zhijian/server/event"
	"zhijian/server/ledger"
	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// demoFees is what the seeding of bills carries along. fees is the product's own
// service, at the day on which a period's bills would have been made.
type demoFees struct {
	ctx           context.Context
	finance, boss auth.Actor
	community     ids.ID
	cashier       auth.Actor
	fees          *billing.Service
	pays          *payment.Service
	mux           *task.Mux
	water, shared ids.ID
}

// at moves to a moment, with the book and the desk.
func (f *demoFees) at(a *App, t time.Time) {
	now := func() time.Time { return t.UTC().Truncate(time.Millisecond) }
	l, d, p := a.ledger.Deps, a.billing.Deps, a.payment.Deps
	l.Now, d.Now, p.Now = now, now, now
	book := ledger.New(l)
	d.Ledger = book
	f.fees, f.mux = billing.New(d), task.NewMux()
	f.fees.MountTasks(f.mux)
	p.Bills, p.Book = f.fees, book
	f.pays = payment.New(p)
}

// seedBills gives the demo items and tariffs, two published periods, and a run
// that waits for its review. Bills of a month come on the first day of the next.
func (a *App) seedBills(ctx context.Context, manager auth.Actor, staff map[string]ids.ID, residents []auth.Actor) error {
	f := demoFees{boss: manager, finance: manager, cashier: manager, community: manager.Communities[0]}
	f.finance.ID, f.finance.Name = staff["finance"], "沈岚"
	f.cashier.ID, f.cashier.Name, f.cashier.Permissions = staff["cashier"], "何丽", DefaultRoles()[3].Permissions
	f.ctx = auth.With(ctx, f.finance)
	f.at(a, a.now())
	if err := a.seedItems(&f); err != nil {
		return err
	}
	today := a.now().In(clock.Shanghai())
	month := time.Date(today.Year(), today.Month(), 1, 10, 0, 0, 0, clock.Shanghai())
	for i := range 4 {
		period := month.AddDate(0, i-3, 0)
		f.at(a, minTime(period.AddDate(0, 1, 0), a.now()))
		if err := a.seedReadings(f, period.Format("2006-01"), i); err != nil {
			return err
		}
		if i == 0 { // the first readings only set the base
			continue
		}
		if err := a.seedRun(f, period.Format("2006-01"), i < 3); err != nil {
			return fmt.Errorf("bills of %s: %w", period.Format("2006-01"), err)
		}
		if i == 1 {
			if err := a.seedPaid(f, residents); err != nil {
				return fmt.Errorf("payments: %w", err)
			}
		}
	}
	return nil
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (a *App) seedItems(f *demoFees) error {
	from := a.now().AddDate(0, -8, 0).Format("2006") + "-01-01"
	late := func(t billing.TariffForm) billing.TariffForm {
		t.EffectiveFrom, t.DueDays, t.LateRate, t.LateAfter, t.Prorate = from, 30, "0.05", 10, true
		return t
	}
	for _, i := range []struct {
		form   billing.FeeItemForm
		tariff billing.TariffForm
		into   *ids.ID
	}{
		{billing.FeeItemForm{Name: "物业费", Kind: "property", Everyone: true, Priority: 1}, billing.TariffForm{Method: billing.ByArea, UnitPrice: "2.10", Note: "按产权证建筑面积"}, new(ids.ID)},
		{billing.FeeItemForm{Name: "车位管理费", Kind: "parking", Priority: 2}, billing.TariffForm{Method: billing.Parking, UnitPrice: "80"}, new(ids.ID)},
		{billing.FeeItemForm{Name: "水费", Kind: "water", Priority: 3}, billing.TariffForm{Method: billing.Tiered, Tiers: []billing.TierForm{{UpTo: "15", Price: "4.90"}, {UpTo: "20", Price: "6.20"}, {Price: "8.00"}}}, &f.water},
		{billing.FeeItemForm{Name: "公摊电费", Kind: "shared", Everyone: true, Priority: 4}, billing.TariffForm{Method: billing.Shared, ShareBy: "area"}, &f.shared},
	} {
		id, err := f.fees.AddItem(f.ctx, f.finance, f.community, i.form)
		if err != nil {
			return fmt.Errorf("item %s: %w", i.form.Name, err)
		}
		t, err := f.fees.AddTariff(f.ctx, f.finance, id, late(i.tariff))
		if err != nil {
			return fmt.Errorf("tariff of %s: %w", i.form.Name, err)
		}
		if _, err := f.fees.Activate(f.ctx, f.finance, t.ID); err != nil {
			return fmt.Errorf("activate %s: %w", i.form.Name, err)
		}
		*i.into = id
		if err := a.seedHouses(*f, id, i.form.Kind); err != nil {
			return err
		}
	}
	return nil
}

// seedHouses gives the demo's residents and some neighbours a parking space and
// a water meter each.
func (a *App) seedHouses(f demoFees, item ids.ID, kind string) error {
	if kind != "parking" && kind != "water" {
		return nil
	}
	for i, address := range []string{"1-1-102", "1-1-302", "7-2-1102", "1-1-202", "1-1-402"} {
		found, err := a.house.FindHouses(f.ctx, f.community, address)
		if err != nil || len(found.Houses) == 0 {
			continue // the ledger has no such house
		}
		h := found.Houses[0]
		if kind == "water" {
			_, err = f.fees.AddMeter(f.ctx, f.finance, billing.MeterForm{ItemID: item, HouseID: h.ID, Number: fmt.Sprintf("S-%04d", i+1), Place: "水表间"})
		} else if i < 3 {
			err = f.fees.Assign(f.ctx, f.finance, item, []billing.AssignmentForm{{HouseID: h.ID, Quantity: "1", Note: fmt.Sprintf("B1-%03d", 40+i)}})
		}
		if err != nil {
			return fmt.Errorf("%s of %s: %w", kind, address, err)
		}
	}
	return nil
}

// seedReadings reads the meters and notes the shared cost of a period.
func (a *App) seedReadings(f demoFees, period string, n int) error {
	var lines []billing.ReadingLine
	for i := range 5 {
		lines = append(lines, billing.ReadingLine{Number: fmt.Sprintf("S-%04d", i+1), Value: fmt.Sprint(120*(i+1) + n*(9+3*i) + n*n*2)})
	}
	if _, err := f.fees.ReadBatch(f.ctx, f.finance, f.community, period, lines); err != nil {
		return err
	}
	_, err := f.fees.AddCost(f.ctx, f.finance, f.shared, 0, period, "楼道照明、电梯、水泵", 318_640)
	return err
}

func (a *App) seedRun(f demoFees, period string, publish bool) error {
	r, err := f.fees.MakeRun(f.ctx, f.finance, f.community, period, nil, false)
	if err != nil {
		return err
	}
	if err := a.drainWith(f.ctx, f.mux); err != nil || !publish {
		return err
	}
	if _, err := f.fees.ReviewRun(f.ctx, f.finance, r.ID); err != nil {
		return err
	}
	if _, err := f.fees.PublishRun(auth.With(f.ctx, f.boss), f.boss, r.ID); err != nil {
		return err
	}
	return a.drainWith(f.ctx, f.mux)
}

// seedPaid lets most households have paid the older period within the weeks
// after it, the first resident among them: by transfer, and on one day in cash
// over the desk, so that the pages show both.
func (a *App) seedPaid(f demoFees, residents []auth.Actor) error {
	facts, err := a.house.Facts(f.ctx, f.community, 0, 2000, nil)
	if err != nil {
		return err
	}
	const days, deskDay = 24, 2
	begin := f.fees.Now()
	for day := range days {
		f.at(a, begin.AddDate(0, 0, day).Add(4*time.Hour))
		for i := day; i < len(facts); i += days {
			h := facts[i]
			if i%9 == 0 && h.ID != residents[0].Houses[0].HouseID {
				continue
			}
			if day == deskDay {
				err = a.seedCash(f, h.ID, fmt.Sprintf("SJ-%04d", i))
			} else {
				err = a.seedPayment(f, h.ID)
			}
			if err != nil {
				return fmt.Errorf("house %s: %w", h.Label, err)
			}
		}
		if day == deskDay {
			if err := f.closeShift(); err != nil {
				return fmt.Errorf("shift: %w", err)
			}
		}
	}
	return nil
}

// seedPayment pays all that a house owes.
func (a *App) seedPayment(f demoFees, house ids.ID) error {
	due, err := f.fees.OpenBills(f.ctx, house)
	if err != nil || len(due) == 0 {
		return err
	}
	in := event.PayRequest{OrderID: a.gen.New(), BillIDs: due, Until: f.fees.Now().Add(15 * time.Minute)}
	return a.db.Tx(auth.With(f.ctx, auth.SystemActor()), func(ctx context.Context) error {
		p, err := f.fees.Lock(ctx, auth.SystemActor(), in)
		if err != nil {
			return err
		}
		_, err = f.fees.Settle(ctx, event.Settlement{OrderID: in.OrderID, CommunityID: f.community, HouseID: house, Via: "transfer", Lines: p.Lines, Amount: p.Total, At: f.fees.Now()})
		return err
	})
}

// seedCash pays all that a house owes over the desk.
func (a *App) seedCash(f demoFees, house ids.ID, voucher string) error {
	due, err := f.fees.OpenBills(f.ctx, house)
	if err != nil || len(due) == 0 {
		return err
	}
	ctx := auth.With(f.ctx, f.cashier)
	return a.db.Tx(ctx, func(ctx context.Context) error {
		asked := event.PayRequest{OrderID: a.gen.New(), BillIDs: due, Until: f.fees.Now().Add(time.Minute)} // only to hear what it costs
		p, err := f.fees.Lock(ctx, auth.SystemActor(), asked)
		if err != nil {
			return err
		}
		if err := f.fees.Unlock(ctx, asked.OrderID); err != nil {
			return err
		}
		_, err = f.pays.Collect(ctx, f.cashier, f.community, payment.CollectForm{BillIDs: due, Via: payment.Cash, Voucher: voucher, ExpectedFen: p.Total})
		return err
	})
}

// closeShift hands over exactly what the book says.
func (f *demoFees) closeShift() error {
	ctx := auth.With(f.ctx, f.cashier)
	sh, err := f.pays.MyShift(ctx, f.cashier, f.community)
	if err != nil || sh.ID == 0 {
		return err
	}
	_, err = f.pays.CloseShift(ctx, f.cashier, sh.ID, sh.CashFen, "")
	return err
}
