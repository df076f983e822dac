package ledger

import (
	"context"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// What a line of the income report is about.
const (
	charged = "charged"  // what houses were charged, by item
	givenUp = "given_up" // discounts and waivers
	arrived = "arrived"  // money in and back, by the way it came
)

// reported are the accounts of the report besides income by item.
var reported = map[string]string{"late_fee_income": charged, "discount": givenUp, "waiver": givenUp, "wechat_receivable": arrived, "cash": arrived, "transfer": arrived}

// IncomeLine is what one account saw on one day. Back is what was taken back
// of it: a voided bill, a refund.
type IncomeLine struct {
	Day     string    `json:"day"`
	Account string    `json:"account"`
	Label   string    `json:"label" gorm:"-"`
	About   string    `json:"about" gorm:"-" enum:"charged,given_up,arrived"`
	Fen     money.Fen `json:"amountFen"`
	BackFen money.Fen `json:"backFen"`
}

const longestReport = 366 // days

// Income is what was charged and what arrived from a day to a day, both
// included. Errors: auth.ErrDenied, ErrSpan.
func (s *Service) Income(ctx context.Context, who auth.Actor, community ids.ID, from, to string) ([]IncomeLine, error) {
	if err := s.may(who, community); err != nil {
		return nil, err
	}
	a, err := time.ParseInLocation(time.DateOnly, from, clock.Shanghai())
	if err != nil {
		return nil, ErrSpan.With("from", "没有这一天")
	}
	b, err := time.ParseInLocation(time.DateOnly, to, clock.Shanghai())
	switch {
	case err != nil:
		return nil, ErrSpan.With("to", "没有这一天")
	case b.Before(a):
		return nil, ErrSpan.With("to", "结束日期不能早于开始日期")
	case b.Sub(a) >= longestReport*24*time.Hour:
		return nil, ErrSpan.With("from", "一次最多看一年")
	}
	lines, err := s.store.income(ctx, community, from, to)
	for i := range lines {
		l := &lines[i]
		if l.Label, l.About = Label(l.Account), reported[l.Account]; strings.HasPrefix(l.Account, income) {
			l.About = charged
		}
		if l.About == charged { // charged is credit, which the book counts negative
			l.Fen, l.BackFen = l.BackFen, l.Fen
		}
	}
	return lines, err
}

type incomeIn struct {
	ID   httpx.ID `path:"communityId"`
	From string   `query:"from" required:"true" maxLength:"10" doc:"business date"`
	To   string   `query:"to" required:"true" maxLength:"10" doc:"business date, included"`
}

type incomeReport struct {
	From  string       `json:"from"`
	To    string       `json:"to"`
	Lines []IncomeLine `json:"lines" nullable:"false"`
}

type incomeOut struct{ Body incomeReport }

func (s *Service) getIncome(ctx context.Context, in *incomeIn) (*incomeOut, error) {
	lines, err := s.Income(ctx, auth.From(ctx), in.ID.ID, in.From, in.To)
	return &incomeOut{incomeReport{in.From, in.To, lines}}, err
}
