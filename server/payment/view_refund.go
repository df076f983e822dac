package payment

import (
	"context"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
)

func refundRow(who auth.Actor, r Refund) RefundRow {
	out := RefundRow{ID: r.ID, PaymentID: r.OrderID, State: r.State, StateLabel: r.State.Label(), Tone: refundTone(r.State), Via: r.Via, ViaLabel: viaLabel(r.Via), Kind: r.Kind, Place: r.HouseLabel,
		AmountFen: r.AmountFen, Reason: r.Reason, AskedBy: r.AskedName, Failure: r.Failure, CreatedAt: r.CreatedAt, EndedAt: r.EndedAt}
	switch {
	case r.AskedKind == string(auth.System):
		out.AskedBy = "系统"
	case who.Kind == auth.Resident && r.AskedKind == string(auth.Resident) && r.AskedID == who.ID:
		out.AskedBy = "我"
	case who.Kind == auth.Resident:
		out.AskedBy = "物业"
	}
	return out
}

func (s *Service) refundView(ctx context.Context, who auth.Actor, r Refund) (RefundView, error) {
	out := RefundView{RefundRow: refundRow(who, r), Number: r.Number, Account: r.Account, Approvals: r.Approvals, Lines: []refundPartView{}, Approvers: []string{}, Photos: []event.File{}, Actions: []string{}}
	if r.Voucher != nil {
		out.Voucher = *r.Voucher
	}
	lines, err := s.store.lines(ctx, r.OrderID)
	if err != nil {
		return out, err
	}
	parts, err := s.store.refundLines(ctx, r.ID)
	if err != nil {
		return out, err
	}
	for _, p := range parts {
		for _, l := range lines {
			if l.ID == p.LineID {
				out.Lines = append(out.Lines, refundPartView{p.BillID, l.Title, p.AmountFen})
			}
		}
	}
	events, err := s.store.events(ctx, "refund", r.ID)
	if err != nil {
		return out, err
	}
	out.Timeline = steps(who, events)
	if who.Kind != auth.Staff {
		return out, nil
	}
	return out, s.addDesk(ctx, who, &out, r)
}

// addDesk adds what only staff see of a refund.
func (s *Service) addDesk(ctx context.Context, who auth.Actor, out *RefundView, r Refund) error {
	o, err := s.store.order(ctx, r.OrderID)
	if err != nil {
		return err
	}
	yes, err := s.store.approvals(ctx, r.ID)
	if err != nil {
		return err
	}
	did := false
	for _, a := range yes {
		out.Approvers = append(out.Approvers, a.StaffName)
		did = did || a.StaffID == who.ID
	}
	if out.Photos, err = s.photos(ctx, "refund", r.ID); err != nil {
		return err
	}
	out.Needed, out.Permission = ladder(o.RefundedFen)
	own := r.AskedKind == string(auth.Staff) && r.AskedID == who.ID
	if r.State == Requested && who.Can(out.Permission) && !own {
		if !did {
			out.Actions = append(out.Actions, "approve")
		}
		out.Actions = append(out.Actions, "refuse")
	}
	desk := r.State == Approved && (r.Via == Cash || r.Via == Transfer) && who.Can("payment.collect")
	if desk || (r.State == Abnormal && r.Via == WeChat && who.Can("payment.approve")) {
		out.Actions = append(out.Actions, "pay_out")
	}
	return nil
}
