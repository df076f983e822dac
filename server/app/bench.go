package app

import (
	"context"
	"strings"

	"zhijian/server/billing"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// Bench is what server/bench needs of a product beside its HTTP surface.
type Bench struct {
	// Forget drops the kept home pages of a person, as a change would.
	Forget func(person ids.ID)
	// Run connects the sockets of this process with the others until ctx ends.
	Run func(ctx context.Context) error
	// Item makes a fee item of a community, charged by the tariff.
	Item func(ctx context.Context, community ids.ID, name string, f billing.TariffForm) (item, tariff ids.ID, err error)
	// Bill counts the drafts of a period for an item, as the background work does.
	Bill func(ctx context.Context, community, item ids.ID, period string) error
}

// Bench opens these doors; nobody else needs them.
func (a *App) Bench() Bench { return Bench{a.home.Forget, a.hub.Run, a.benchItem, a.benchBill} }

// benchStaff may do anything with fees.
func benchStaff(community ids.ID) auth.Actor {
	return auth.Actor{Kind: auth.Staff, ID: 1, Name: "bench", Communities: []ids.ID{community}, Permissions: auth.Permissions()}
}

func (a *App) benchItem(ctx context.Context, community ids.ID, name string, f billing.TariffForm) (item, tariff ids.ID, err error) {
	return a.feeItem(ctx, community, billing.FeeItemForm{Name: name, Kind: "other", Everyone: true}, f)
}

func (a *App) feeItem(ctx context.Context, community ids.ID, i billing.FeeItemForm, f billing.TariffForm) (item, tariff ids.ID, err error) {
	who := benchStaff(community)
	ctx = auth.With(ctx, who)
	if item, err = a.billing.AddItem(ctx, who, community, i); err != nil {
		return 0, 0, err
	}
	t, err := a.billing.AddTariff(ctx, who, item, f)
	if err == nil {
		t, err = a.billing.Activate(ctx, who, t.ID)
	}
	return item, t.ID, err
}

func (a *App) benchBill(ctx context.Context, community, item ids.ID, period string) error {
	who := benchStaff(community)
	if _, err := a.billing.MakeRun(auth.With(ctx, who), who, community, period, []ids.ID{item}, false); err != nil {
		return err
	}
	return a.drain(ctx)
}

// drain does the background work that is due, in this goroutine.
func (a *App) drain(ctx context.Context) error { return a.drainWith(ctx, a.mux) }

// drainWith is drain with handlers of billing's own; what fails of the others is
// offered again later.
func (a *App) drainWith(ctx context.Context, billing *task.Mux) error {
	ctx = auth.With(ctx, auth.SystemActor())
	for {
		rows, err := a.box.Claim(ctx, 100)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if !strings.HasPrefix(row.Name, "billing:") {
				_ = a.mux.Run(ctx, row.Message()) // the relay tries again
				continue
			}
			if err := billing.Run(ctx, row.Message()); err != nil {
				return err
			}
		}
	}
}

// FeeTariff is a tariff for measuring: a formula, or two tiers.
func FeeTariff(formula, upTo, low, high string) billing.TariffForm {
	f := billing.TariffForm{Method: billing.Formula, EffectiveFrom: "2026-01-01", DueDays: 30, LateRate: "0.05", Prorate: true, Formula: formula}
	if formula == "" {
		f.Method, f.Tiers = billing.Tiered, []billing.TierForm{{UpTo: upTo, Price: low}, {Price: high}}
	}
	return f
}
