package payment

import (
	"context"
	"strings"
	"time"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// Decide ends a difference with a reason and, if there is one, a picture of
// the proof; with escalate it goes up instead. It runs in the caller's
// transaction. Errors: auth.ErrDenied, ErrNotFound, ErrChanged, ErrInput, file.unknown.
func (s *Service) Decide(ctx context.Context, who auth.Actor, id ids.ID, reason string, evidence ids.ID, escalate bool) (Difference, error) {
	if err := who.Must("payment.reconcile"); err != nil {
		return Difference{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Difference{}, ErrInput.With("reason", "请写明原因")
	}
	var out Difference
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		d, err := s.store.difference(ctx, who, id)
		if err != nil {
			return err
		}
		to := "manual"
		if escalate {
			to = "escalated"
		}
		if d.State != "open" && (d.State != "escalated" || escalate) {
			return changed(deskLabel(d.State), d.State)
		}
		if evidence > 0 {
			if len(who.Communities) == 0 {
				return auth.ErrDenied
			}
			if err := s.Files.Attach(ctx, who, "payment", d.ID, who.Communities[0], []ids.ID{evidence}); err != nil {
				return err
			}
		}
		ok, err := s.store.decide(ctx, d, to, reason, evidence, who, s.Now())
		if err != nil || !ok {
			return firstOf(err, ErrChanged)
		}
		if out, err = s.store.difference(ctx, who, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "payment." + to, Object: "difference:" + id.String(), Detail: reason})
	})
	return out, err
}

func deskLabel(state string) string {
	switch state {
	case "open":
		return "待处理"
	case "auto":
		return "自动处理"
	case "manual":
		return "已处理"
	case "escalated":
		return "已上报"
	}
	return state
}

// RunAgain reconciles a day anew. It runs in the caller's transaction.
// Errors: auth.ErrDenied, ErrNotFound, ErrBillDay.
func (s *Service) RunAgain(ctx context.Context, who auth.Actor, merchant ids.ID, day string) (Run, error) {
	if err := who.Must("payment.reconcile"); err != nil {
		return Run{}, err
	}
	m, err := s.store.merchantOf(ctx, who, merchant)
	if err != nil {
		return Run{}, err
	}
	d, err := time.ParseInLocation(time.DateOnly, day, clock.Shanghai())
	if err != nil || day >= clock.Date(s.Now()) || d.Before(s.Now().AddDate(0, -3, 0)) {
		return Run{}, ErrBillDay
	}
	return s.plan(ctx, m, day, true)
}
