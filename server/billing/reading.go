package billing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// BillPage is a resident's bills of a house and year.
type BillPage struct {
	Items    []BillRow `json:"items" nullable:"false"`
	Years    []string  `json:"years" nullable:"false"`
	DueCount int       `json:"dueCount"`
	DueFen   money.Fen `json:"dueFen" doc:"of everything unpaid that is listed, late fees too"`
}

// Mine are a resident's bills, unpaid ones first; of one house and year when given.
func (s *Service) Mine(ctx context.Context, who auth.Actor, house ids.ID, year string, onlyDue bool) (BillPage, error) {
	out := BillPage{Items: []BillRow{}, Years: []string{}}
	bills, err := s.store.listFor(ctx, who, house, year, onlyDue)
	if err != nil {
		return out, fmt.Errorf("list bills: %w", err)
	}
	years, err := s.store.yearsFor(ctx, who, house)
	if err != nil {
		return out, fmt.Errorf("years of bills: %w", err)
	}
	out.Years = append(out.Years, years...)
	for _, b := range bills {
		r := s.row(who, b)
		out.Items = append(out.Items, r)
		if r.TotalFen > 0 {
			out.DueCount, out.DueFen = out.DueCount+1, out.DueFen+r.TotalFen
		}
	}
	slices.SortStableFunc(out.Items, func(a, b BillRow) int { return rank(a) - rank(b) })
	return out, nil
}

// rank puts overdue before open before the rest.
func rank(r BillRow) int {
	switch {
	case r.Overdue:
		return 0
	case r.TotalFen > 0:
		return 1
	}
	return 2
}

// ComparePoint is one period of a bill's item.
type ComparePoint struct {
	BillID     ids.ID    `json:"billId"`
	Period     string    `json:"period"`
	PeriodName string    `json:"periodName"`
	AmountFen  money.Fen `json:"amountFen"`
}

// Comparison says why a bill is higher or lower than the one before.
type Comparison struct {
	Points   []ComparePoint `json:"points" nullable:"false" doc:"oldest first, at most twelve"`
	DiffFen  money.Fen      `json:"diffFen"`
	Sentence string         `json:"sentence"`
	Changes  []BillLine     `json:"changes" nullable:"false" doc:"what differs from the last period"`
}

const comparePeriods = 12

// Compare sets a bill beside those before it. Error: ErrNotFound.
func (s *Service) Compare(ctx context.Context, who auth.Actor, id ids.ID) (Comparison, error) {
	out := Comparison{Points: []ComparePoint{}, Changes: []BillLine{}, Sentence: "这是这个项目的第一笔账单，还没有可以比较的上期。"}
	b, err := s.store.billFor(ctx, who, id, auth.SeeBill)
	if err != nil {
		return out, err
	}
	if b.Source != sourceRun {
		out.Sentence = "这是一次性费用，没有上期可比。"
		return out, nil
	}
	all, err := s.store.alike(ctx, b, comparePeriods)
	if err != nil {
		return out, err
	}
	for _, a := range slices.Backward(all) {
		out.Points = append(out.Points, ComparePoint{a.ID, a.Period, periodName(a.Period), a.asked()})
	}
	i := slices.IndexFunc(all, func(a Bill) bool { return a.Period < b.Period })
	if i < 0 {
		return out, nil
	}
	return out, s.differ(ctx, all[i], b, &out)
}

func (s *Service) differ(ctx context.Context, was, now Bill, out *Comparison) error {
	p, err := s.planFor(ctx, was)
	if err != nil {
		return err
	}
	q, err := s.planFor(ctx, now)
	if err != nil {
		return err
	}
	out.DiffFen = now.asked() - was.asked()
	out.Changes = append(out.Changes, drivers(was.inputs(), now.inputs(), &p, &q)...)
	var why []string
	for _, l := range out.Changes {
		why = append(why, l.Label)
	}
	switch {
	case out.DiffFen == 0:
		out.Sentence = "和上期一样。"
	case out.DiffFen > 0:
		out.Sentence = fmt.Sprintf("比上期多 %s", out.DiffFen)
	default:
		out.Sentence = fmt.Sprintf("比上期少 %s", -out.DiffFen)
	}
	if out.DiffFen != 0 && len(why) > 0 {
		out.Sentence += "，因为" + strings.Join(why, "、") + "有变化。"
	} else if out.DiffFen != 0 {
		out.Sentence += "。"
	}
	return nil
}

// SharedBill is what a 代缴 code shows: the bill, no name, no history.
type SharedBill struct {
	BillID        ids.ID    `json:"billId"`
	CommunityName string    `json:"communityName"`
	HouseLabel    string    `json:"houseLabel"`
	Title         string    `json:"title"`
	PeriodName    string    `json:"periodName"`
	StateLabel    string    `json:"stateLabel"`
	TotalFen      money.Fen `json:"totalFen"`
	LateFen       money.Fen `json:"lateFen"`
	DueOn         string    `json:"dueOn"`
	MayPay        bool      `json:"mayPay"`
	LockNote      string    `json:"lockNote"`
	PayingID      ids.ID    `json:"payingId" doc:"this person's own open payment of it; empty when there is none"`
}

// ByCode is the bill that a code opens. Error: ErrCode.
func (s *Service) ByCode(ctx context.Context, who auth.Actor, code string) (SharedBill, error) {
	b, err := s.store.codeBill(ctx, code, s.Now())
	if err != nil {
		return SharedBill{}, err
	}
	names, err := s.Register.CommunityNames(db.Everywhere(ctx), []ids.ID{b.CommunityID}) // the payer is in no community
	if err != nil {
		return SharedBill{}, err
	}
	r := s.row(auth.Actor{}, b)
	out := SharedBill{BillID: b.ID, CommunityName: names[b.CommunityID], HouseLabel: b.HouseLabel, Title: b.Title, PeriodName: r.PeriodName, StateLabel: r.StateLabel, TotalFen: r.TotalFen,
		LateFen: r.LateFen, DueOn: b.DueOn, MayPay: b.State.payable() && r.TotalFen > 0 && !b.isLocked(s.Now())}
	if b.isLocked(s.Now()) { // without the name of who is paying
		out.LockNote, out.PayingID = sentence(locked("", *b.LockUntil)), b.payingOf(who, s.Now())
	}
	return out, nil
}

// OpenBills are the bills of a house that wait for money, for the desk. The scope
// of ctx limits it.
func (s *Service) OpenBills(ctx context.Context, house ids.ID) ([]ids.ID, error) {
	bills, err := s.store.bills(ctx, Filter{House: house, Word: "open"}, 0, 50)
	var out []ids.ID
	for _, b := range bills {
		if b.State.payable() {
			out = append(out, b.ID)
		}
	}
	return out, err
}

const staffPage = 50

// before reads a cursor. Error: ErrInput.
func before(cursor string) (ids.ID, error) {
	if cursor == "" {
		return 0, nil
	}
	id, err := ids.Parse(cursor)
	if err != nil {
		return 0, ErrInput.With("cursor", "翻页位置无效，请从头刷新").Because(err)
	}
	return id, nil
}

// paged cuts the row that was read only to know whether there are more.
func paged[T any](rows []T, size int, id func(T) ids.ID) ([]T, string) {
	if len(rows) <= size {
		return rows, ""
	}
	return rows[:size], id(rows[size-1]).String()
}

// AgeBand is what is owed since so long.
type AgeBand struct {
	Code   string    `json:"code" enum:"d30,d90,d365,y1,y25"`
	Label  string    `json:"label"`
	Fen    money.Fen `json:"fen"`
	Bills  int64     `json:"bills"`
	Urgent bool      `json:"urgent" doc:"near the end of the three years in which it can be claimed"`
}

// ArrearsRow is a house that owes.
type ArrearsRow struct {
	HouseID    ids.ID    `json:"houseId"`
	HouseLabel string    `json:"houseLabel"`
	DueFen     money.Fen `json:"dueFen"`
	Bills      int64     `json:"bills"`
	OldestDue  string    `json:"oldestDue"`
	Days       int64     `json:"days"`
	Band       string    `json:"band"`
	BandLabel  string    `json:"bandLabel"`
	Former     bool      `json:"former" doc:"of a household that has left"`
	Holder     string    `json:"holder" doc:"masked; who left"`
}

// Arrears is a community's board of arrears.
type Arrears struct {
	Bands    []AgeBand    `json:"bands" nullable:"false"`
	Rows     []ArrearsRow `json:"rows" nullable:"false"`
	TotalFen money.Fen    `json:"totalFen"`
	Houses   int          `json:"houses"`
}

// bandOf sorts days overdue; 913 days are two and a half years.
func bandOf(days int64) (code, label string) {
	switch {
	case days > 913:
		return "y25", "2.5 年以上"
	case days > 365:
		return "y1", "1 年以上"
	case days > 90:
		return "d365", "91–365 天"
	case days > 30:
		return "d90", "31–90 天"
	}
	return "d30", "30 天以内"
}

// ArrearsOf is the board of a community. Error: auth.ErrDenied.
func (s *Service) ArrearsOf(ctx context.Context, who auth.Actor, community ids.ID) (Arrears, error) {
	out := Arrears{Rows: []ArrearsRow{}}
	if err := within(who, "billing.read", community); err != nil {
		return out, err
	}
	for _, d := range []int64{1, 31, 91, 366, 914} {
		code, label := bandOf(d)
		out.Bands = append(out.Bands, AgeBand{Code: code, Label: label, Urgent: code == "y25"})
	}
	sums, err := s.store.agedSums(ctx, community, s.today())
	if err != nil {
		return out, fmt.Errorf("arrears of %d: %w", community, err)
	}
	for _, a := range sums {
		code, _ := bandOf(daysBetween(a.DueOn, s.today()))
		i := slices.IndexFunc(out.Bands, func(b AgeBand) bool { return b.Code == code })
		out.Bands[i].Fen += a.Due
		out.Bands[i].Bills += a.Bills
		out.TotalFen += a.Due
	}
	rows, err := s.store.arrears(ctx, community, s.today(), 500)
	if err != nil {
		return out, fmt.Errorf("houses in arrears of %d: %w", community, err)
	}
	out.Houses = len(rows)
	return out, s.arrearsRows(ctx, rows, &out)
}

func (s *Service) arrearsRows(ctx context.Context, rows []aged, out *Arrears) error {
	set, err := s.store.settingsOf(ctx, idsOf(rows, func(a aged) ids.ID { return a.HouseID }))
	if err != nil {
		return err
	}
	for _, a := range rows {
		days := daysBetween(a.Oldest, s.today())
		code, label := bandOf(days)
		r := ArrearsRow{HouseID: a.HouseID, HouseLabel: a.HouseLabel, DueFen: a.Due, Bills: a.Bills, OldestDue: a.Oldest, Days: days, Band: code, BandLabel: label, Former: a.TenureID != set[a.HouseID].TenureID}
		if r.Former {
			if r.Holder, err = s.holderName(ctx, a.TenureID); err != nil {
				return err
			}
		}
		out.Rows = append(out.Rows, r)
	}
	return nil
}

// holderName is the masked name of who lived there, empty when nobody noted it.
func (s *Service) holderName(ctx context.Context, id ids.ID) (string, error) {
	t, err := s.store.tenure(ctx, id)
	if err != nil || t.Holder == "" {
		return "", ignoreMissing(err)
	}
	name, err := s.Vault.Open(holderField(t), t.Holder)
	return maskName(name), err
}

func ignoreMissing(err error) error {
	if err == nil || db.NotFound(err) || errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
