package billing

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// The card's and the live signals' subjects.
const (
	cardKind = "bill"
	liveKind = "billing.changed"
)

func appLink(house ids.ID) string { return "/features/bill/pages/list?houseId=" + house.String() }

// people are those who see the bills of a house of now, and of its ended tenures.
type people struct {
	now    map[ids.ID][]ids.ID // by house
	former map[ids.ID][]ids.ID // by tenure
	set    map[ids.ID]settings
	owing  []owing
}

func (s *Service) peopleOf(ctx context.Context, houses []ids.ID) (people, error) {
	var p people
	var err error
	if p.now, err = s.Households.Holders(ctx, houses, auth.SeeBill); err != nil {
		return p, fmt.Errorf("who sees bills: %w", err)
	}
	if p.set, err = s.store.settingsOf(ctx, houses); err != nil {
		return p, err
	}
	if p.owing, err = s.store.owedBy(ctx, houses); err != nil {
		return p, err
	}
	var ended []ids.ID
	for _, o := range p.owing {
		if o.TenureID != p.set[o.HouseID].TenureID {
			ended = append(ended, o.TenureID)
		}
	}
	p.former, err = s.store.tenurePeople(ctx, ended)
	return p, err
}

// of are the people whom a house's debt of a tenure concerns.
func (p people) of(house, tenure ids.ID) []ids.ID {
	if tenure == p.set[house].TenureID {
		return p.now[house]
	}
	return p.former[tenure]
}

// refresh brings the home cards of the houses up to what is owed, and makes
// open pages reload.
func (s *Service) refresh(ctx context.Context, community ids.ID, houses []ids.ID) error {
	houses = slices.Compact(slices.Sorted(slices.Values(houses)))
	if len(houses) == 0 { // a refund of money that paid no bill
		return nil
	}
	p, err := s.peopleOf(ctx, houses)
	if err != nil {
		return err
	}
	return s.show(ctx, community, houses, p)
}

func (s *Service) show(ctx context.Context, community ids.ID, houses []ids.ID, p people) error {
	facts, err := s.Register.Facts(ctx, community, 0, len(houses), houses)
	if err != nil {
		return err
	}
	label := map[ids.ID]string{}
	for _, f := range facts {
		label[f.ID] = f.Label
	}
	var cards []event.Card
	owes := map[ids.ID]bool{}
	for _, o := range p.owing {
		owes[o.HouseID] = owes[o.HouseID] || o.TenureID == p.set[o.HouseID].TenureID
		for _, person := range p.of(o.HouseID, o.TenureID) {
			cards = append(cards, s.card(o, person, label[o.HouseID], o.TenureID != p.set[o.HouseID].TenureID))
		}
	}
	if len(cards) > 0 {
		if err := s.Cards.Put(ctx, cards...); err != nil {
			return err
		}
	}
	var users []ids.ID
	for _, h := range houses {
		if !owes[h] {
			if err := s.Cards.Remove(ctx, cardKind, h); err != nil {
				return err
			}
		}
		users = append(users, p.now[h]...)
	}
	return s.tellMany(ctx, community, users, houses[0])
}

// tellMany tells each user once, at most 500 a call.
func (s *Service) tellMany(ctx context.Context, community ids.ID, users []ids.ID, ref ids.ID) error {
	users = slices.Compact(slices.Sorted(slices.Values(users)))
	for part := range slices.Chunk(users, 500) {
		if err := s.Live.Tell(ctx, part, liveKind, ref, community); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) card(o owing, person ids.ID, label string, former bool) event.Card {
	c := event.Card{PersonID: person, HouseID: o.HouseID, Kind: cardKind, RefID: o.HouseID, Title: "物业账单", Subtitle: fmt.Sprintf("%s · %d 笔", label, o.Bills),
		Status: "due", Label: "待缴 " + o.Due.String(), Tone: "warn", Link: appLink(o.HouseID), UpdatedAt: s.Now()}
	if o.Oldest != "" && o.Oldest < s.today() {
		c.Status, c.Label, c.Tone = "overdue", "逾期 "+o.Due.String(), "danger"
	}
	if former {
		c.HouseID, c.RefID, c.Title, c.Link = 0, o.TenureID, "以前房屋的账单", appLink(0)
	}
	return c
}

// announce tells the households of a chunk of a run, each once with the sum.
func (s *Service) announce(ctx context.Context, r run, houses []ids.ID, bills []Bill) error {
	p, err := s.peopleOf(ctx, houses)
	if err != nil {
		return err
	}
	type key struct{ house, tenure ids.ID }
	type sum struct {
		fen  money.Fen
		n    int
		due  string
		home string
	}
	sums := map[key]sum{}
	for _, b := range bills {
		if b.asked() == 0 {
			continue
		}
		k := key{b.HouseID, b.TenureID}
		v := sums[k]
		v.fen, v.n, v.due, v.home = v.fen+b.asked(), v.n+1, max(v.due, b.DueOn), b.HouseLabel
		sums[k] = v
	}
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b key) int { return int(a.house - b.house) })
	for _, k := range keys {
		v := sums[k]
		for _, person := range p.of(k.house, k.tenure) {
			if err := s.Box.Publish(ctx, event.Notify{To: person, CommunityID: r.CommunityID, Template: "bill_published", Link: appLink(k.house),
				Params: map[string]string{"house": v.home, "period": periodName(r.Period), "amount": v.fen.String(), "count": fmt.Sprint(v.n), "due": v.due},
				Dedupe: fmt.Sprintf("bill:publish:%d:%d", r.ID, k.house)}); err != nil {
				return err
			}
		}
	}
	return s.show(ctx, r.CommunityID, houses, p)
}

// notifyBill tells the people of one bill.
func (s *Service) notifyBill(ctx context.Context, b Bill, template, reason string, extra map[string]string) error {
	p, err := s.peopleOf(ctx, []ids.ID{b.HouseID})
	if err != nil {
		return err
	}
	to := p.of(b.HouseID, b.TenureID)
	if to == nil && b.TenureID != 0 && b.TenureID != p.set[b.HouseID].TenureID { // nothing is owed any more
		former, err := s.store.tenurePeople(ctx, []ids.ID{b.TenureID})
		if err != nil {
			return err
		}
		to = former[b.TenureID]
	}
	params := map[string]string{"house": b.HouseLabel, "item": b.Title, "period": periodName(b.Period), "amount": b.asked().String(), "due": b.DueOn, "reason": reason}
	maps.Copy(params, extra)
	for _, person := range to {
		if err := s.Box.Publish(ctx, event.Notify{To: person, CommunityID: b.CommunityID, Template: template, Link: "/features/bill/pages/detail?id=" + b.ID.String(),
			Params: params, Dedupe: fmt.Sprintf("bill:%s:%d:%d", template, b.ID, b.Version)}); err != nil {
			return err
		}
	}
	return nil
}

// notifyStaff tells those who hold the permission.
func (s *Service) notifyStaff(ctx context.Context, community ids.ID, permission, template, link, dedupe string, params map[string]string) error {
	staff, err := s.People.StaffWith(ctx, community, permission)
	if err != nil {
		return err
	}
	for _, p := range staff {
		if err := s.Box.Publish(ctx, event.Notify{To: p.ID, Staff: true, CommunityID: community, Template: template, Link: link, Params: params, Dedupe: dedupe}); err != nil {
			return err
		}
	}
	return nil
}
