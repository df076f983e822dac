package repair

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// The states of a quote.
const (
	quotePending  = "pending" // a supervisor looks at prices off the list
	quoteOffered  = "offered"
	quoteAccepted = "accepted"
	quoteRefused  = "refused"
	quoteReplaced = "replaced"
	quoteDeclined = "declined"
)

const (
	kindLabour   = "labour"
	kindMaterial = "material"
	chargeSource = "repair"
	maxPrice     = 10_000_000 // fen a line's unit: a misplaced point, not a repair
)

// QuoteItem is a line the worker asks for. With an item the price is the
// list's; another price, or none on the list, needs a supervisor.
type QuoteItem struct {
	Kind     string     `json:"kind" enum:"labour,material"`
	ItemID   ids.ID     `json:"itemId,omitempty" required:"false" doc:"of the price list"`
	Title    string     `json:"title,omitempty" maxLength:"60" doc:"needed without an item"`
	Unit     string     `json:"unit,omitempty" maxLength:"10"`
	Quantity int64      `json:"quantity" minimum:"1" maximum:"999"`
	PriceFen *money.Fen `json:"priceFen,omitempty" minimum:"0" doc:"of one unit; needed without an item"`
}

// Offering is a worker's quote.
type Offering struct {
	At           *time.Time  `json:"at,omitempty" doc:"when it was done, if the phone was offline: not in the future, at most 24 hours old"`
	Lines        []QuoteItem `json:"lines" minItems:"1" maxItems:"20" nullable:"false"`
	Note         string      `json:"note,omitempty" maxLength:"200"`
	PhotoFileIDs []ids.ID    `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false"`
}

// MakeQuote offers paid work. Errors: ErrNotFound, ErrNotYours, ErrChanged,
// ErrFree, ErrInput, ErrTime, file.unknown.
func (s *Service) MakeQuote(ctx context.Context, who auth.Actor, id ids.ID, f Offering) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		t, err := s.treatOrder(ctx, was)
		if err != nil {
			return err
		}
		lines, err := s.priced(ctx, was.CommunityID, f.Lines)
		if err != nil {
			return err
		}
		q := quote{ID: s.Gen.New(), CommunityID: was.CommunityID, OrderID: was.ID, State: quoteOffered, TotalFen: totalOf(lines), Note: f.Note, MadeBy: who.ID, CreatedAt: s.Now()}
		for i := range lines {
			lines[i].QuoteID, lines[i].Position = q.ID, i
			q.OffList = q.OffList || lines[i].OffList
		}
		if q.OffList {
			q.State = quotePending
		}
		o, err = s.step(ctx, who, was, step{
			act: Quote, reason: or(f.Note, "报价 "+q.TotalFen.String()), at: f.At, photos: f.PhotoFileIDs,
			check: func(was Order, _ time.Time) error { return payable(was, t) },
			edit:  func(o *Order, _ time.Time) { o.QuoteFen = q.TotalFen },
			more:  func(ctx context.Context, o Order, _ ids.ID) error { return s.putQuote(ctx, o, q, lines) },
		})
		return err
	})
	return o, err
}

// payable refuses money for what is free. Error: ErrFree.
func payable(o Order, t RepairSettings) error {
	if !t.Paid || o.CostBearer == bearerWarranty || o.CostBearer == bearerFund {
		return ErrFree
	}
	return nil
}

func (s *Service) putQuote(ctx context.Context, o Order, q quote, lines []quoteLine) error {
	last, found, err := s.store.lastQuote(ctx, o.ID)
	if err != nil {
		return err
	}
	if found {
		q.Position = last.Position + 1
		if last.State == quotePending || last.State == quoteOffered {
			last.State = quoteReplaced
			if err := s.store.setQuote(ctx, last); err != nil {
				return err
			}
		}
	}
	return s.store.addQuote(ctx, q, lines)
}

// priced looks every line up in the price list. Error: ErrInput.
func (s *Service) priced(ctx context.Context, community ids.ID, asked []QuoteItem) ([]quoteLine, error) {
	var items []ids.ID
	for _, l := range asked {
		if l.ItemID != 0 {
			items = append(items, l.ItemID)
		}
	}
	list, err := s.prices(ctx, community, items)
	if err != nil {
		return nil, err
	}
	out := make([]quoteLine, len(asked))
	for i, l := range asked {
		if l.Quantity < 1 || l.Quantity > 999 {
			return nil, ErrInput.With(fmt.Sprintf("lines[%d].quantity", i), "数量请填 1 到 999 的整数")
		}
		if l.PriceFen != nil && (*l.PriceFen < 0 || *l.PriceFen > maxPrice) {
			return nil, ErrInput.With(fmt.Sprintf("lines[%d].priceFen", i), "单价要在 0 到 100,000 元之间")
		}
		p, onList := list[l.ItemID]
		if l.ItemID != 0 && (!onList || !p.OnSale || p.Kind != l.Kind) {
			return nil, ErrInput.With(fmt.Sprintf("lines[%d].itemId", i), "价目表里没有这一项，请重新选择")
		}
		if !onList && (l.PriceFen == nil || l.Title == "") {
			return nil, ErrInput.With(fmt.Sprintf("lines[%d].title", i), "价目表以外的项目，请写明名称和单价")
		}
		out[i] = lineOf(l, p, onList)
	}
	return out, nil
}

func lineOf(l QuoteItem, p event.Price, onList bool) quoteLine {
	if !onList {
		return quoteLine{Kind: l.Kind, Title: l.Title, Unit: or(l.Unit, "项"), Quantity: l.Quantity, PriceFen: *l.PriceFen, OffList: true}
	}
	out := quoteLine{Kind: l.Kind, ItemID: p.ID, Title: p.Name, Unit: p.Unit, Quantity: l.Quantity, PriceFen: p.PriceFen}
	if l.PriceFen != nil && *l.PriceFen != p.PriceFen {
		out.PriceFen, out.OffList = *l.PriceFen, true
	}
	return out
}

// askCheck asks the supervisors to look at a quote off the list.
func (s *Service) askCheck(ctx context.Context, o Order) error {
	q, found, err := s.store.lastQuote(ctx, o.ID)
	if err != nil || !found || q.State != quotePending {
		return err
	}
	return s.askSupervisors(ctx, o, "repair_quote_check")
}

// CheckQuote is a supervisor's word on prices off the list; never on his own.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrOwnQuote, ErrInput.
func (s *Service) CheckQuote(ctx context.Context, who auth.Actor, id ids.ID, approve bool, note string) (Order, error) {
	if !approve && note == "" {
		return Order{}, ErrInput.With("note", "请写明退回的原因")
	}
	act, state := ApproveQuote, quoteOffered
	if !approve {
		act, state = DeclineQuote, quoteDeclined
	}
	return s.answer(ctx, who, id, step{act: act, reason: note, edit: func(o *Order, _ time.Time) {
		if !approve {
			o.QuoteFen = 0
		}
	}}, func(q *quote, now time.Time) error {
		if q.State != quotePending {
			return changed(Quoted)
		}
		if q.MadeBy == who.ID {
			return ErrOwnQuote
		}
		q.State, q.ApprovedBy, q.ApprovedAt = state, who.ID, &now
		return nil
	})
}

// RepairAnswer is what the payer says of a quote. Staff write down what was said by
// voice or signed on paper, and by whom.
type RepairAnswer struct {
	Accept       bool     `json:"accept"`
	Note         string   `json:"note,omitempty" maxLength:"200"`
	Via          string   `json:"via,omitempty" enum:"voice,paper" doc:"staff only: how it was said"`
	Speaker      string   `json:"speaker,omitempty" enum:"owner,member" doc:"staff only: by whom; above 500 yuan an owner"`
	Evidence     string   `json:"evidence,omitempty" maxLength:"200" doc:"staff only: number of the recording or of the form"`
	PhotoFileIDs []ids.ID `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false" doc:"staff only: of the signed form"`
}

// AnswerQuote accepts or refuses a quote. Above 500 yuan an owner has to accept.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrOwner, ErrUnchecked, ErrInput, file.unknown.
func (s *Service) AnswerQuote(ctx context.Context, who auth.Actor, id ids.ID, a RepairAnswer) (Order, error) {
	if who.Kind == auth.Staff {
		if err := a.recorded(); err != nil && !who.Can("repair.supervise") {
			return Order{}, err
		}
	} else {
		a.Via, a.Speaker, a.Evidence, a.PhotoFileIDs = "app", "", "", nil
	}
	act, state := AcceptQuote, quoteAccepted
	if !a.Accept {
		act, state = RefuseQuote, quoteRefused
	}
	st := step{act: act, reason: a.Note, photos: a.PhotoFileIDs, edit: func(o *Order, _ time.Time) {
		if !a.Accept {
			o.QuoteFen = 0
		}
	}}
	if a.Accept {
		st.check = func(was Order, _ time.Time) error { return a.byOwner(who, was) }
	}
	return s.answer(ctx, who, id, st, func(q *quote, now time.Time) error {
		if q.State == quotePending && a.Accept {
			return ErrUnchecked
		}
		q.State, q.AnsweredBy, q.AnsweredVia, q.Speaker, q.Evidence, q.AnsweredAt = state, who.ID, a.Via, a.Speaker, a.Evidence, &now
		return nil
	})
}

// recorded wants proof of what was said to the desk. Error: ErrInput.
func (a RepairAnswer) recorded() error {
	switch {
	case a.Via == "" || a.Speaker == "":
		return ErrInput.With("via", "请选择确认方式和确认人")
	case a.Via == "voice" && a.Evidence == "":
		return ErrInput.With("evidence", "请填写录音编号")
	case a.Via == "paper" && len(a.PhotoFileIDs) == 0:
		return ErrInput.With("photoFileIds", "请上传签字单的照片")
	}
	return nil
}

// byOwner wants an owner for much money. For public places the property pays.
func (a RepairAnswer) byOwner(who auth.Actor, o Order) error {
	if o.QuoteFen <= quoteMember || o.HouseID == 0 {
		if who.Kind == auth.Staff && o.HouseID != 0 {
			return a.recorded()
		}
		return nil
	}
	if who.Kind == auth.Staff {
		if err := a.recorded(); err != nil {
			return err
		}
		if a.Speaker != "owner" {
			return ErrOwner
		}
		return nil
	}
	if h, _ := who.House(o.HouseID); h.Role != "owner" {
		return ErrOwner
	}
	return nil
}

// answer does a step about the quote that stands.
func (s *Service) answer(ctx context.Context, who auth.Actor, id ids.ID, st step, judge func(*quote, time.Time) error) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		if err := ownerFirst(who, was, st); err != nil {
			return err
		}
		q, found, err := s.store.lastQuote(ctx, id)
		if err != nil {
			return fmt.Errorf("quote of repair %d: %w", id, err)
		}
		check := st.check
		st.check = func(was Order, at time.Time) error {
			if check != nil {
				if err := check(was, at); err != nil {
					return err
				}
			}
			if !found {
				return changed(was.State)
			}
			return judge(&q, s.Now())
		}
		st.more = func(ctx context.Context, _ Order, _ ids.ID) error { return s.store.setQuote(ctx, q) }
		o, err = s.step(ctx, who, was, st)
		return err
	})
	return o, err
}

// ownerFirst tells a member of the household why he may not accept, instead
// of that the order is not his.
func ownerFirst(who auth.Actor, was Order, st step) error {
	if st.act != AcceptQuote || who.Kind != auth.Resident || was.State != Quoted || was.QuoteFen <= quoteMember {
		return nil
	}
	if h, ok := who.House(was.HouseID); ok && who.May(was.HouseID, auth.Repair) && h.Role != "owner" {
		return ErrOwner
	}
	return nil
}
