package billing

import (
	"context"
	"fmt"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

// MeterForm is a meter of a house.
type MeterForm struct {
	ItemID     ids.ID `json:"itemId" minLength:"1"`
	HouseID    ids.ID `json:"houseId" minLength:"1"`
	Number     string `json:"number" minLength:"1" maxLength:"40"`
	Multiplier string `json:"multiplier,omitempty" maxLength:"10" doc:"empty: 1"`
	Digits     int64  `json:"digits,omitempty" minimum:"3" maximum:"9" default:"5" doc:"whole digits; it rolls over after the last"`
	Place      string `json:"place,omitempty" maxLength:"60"`
}

// AddMeter notes a meter. Errors: ErrNoItem, ErrNoHouse, ErrInput, ErrTwice.
func (s *Service) AddMeter(ctx context.Context, who auth.Actor, f MeterForm) (m meter, err error) {
	if err := who.Must("billing.meter"); err != nil {
		return m, err
	}
	m = meter{ID: s.Gen.New(), ItemID: f.ItemID, HouseID: f.HouseID, Number: f.Number, Digits: f.Digits, Place: f.Place, State: "active", Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if m.Digits == 0 {
		m.Digits = 5
	}
	if err := decimal(nil, "multiplier", f.Multiplier, basis, basis, 10_000*basis, &m.Multiplier); err != nil {
		return m, err
	}
	if m.Multiplier == 0 {
		return m, ErrInput.With("multiplier", "倍率要大于 0")
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.item(ctx, f.ItemID)
		if err != nil {
			return err
		}
		h, err := s.Register.House(ctx, f.HouseID)
		if err != nil || h.CommunityID != i.CommunityID {
			return ErrNoHouse.Because(err)
		}
		m.CommunityID, m.HouseLabel = i.CommunityID, h.Label
		return s.store.addMeter(ctx, m)
	})
	if db.Duplicate(err) {
		return m, ErrTwice.With("number", "这个表号已经登记过了").Because(err)
	}
	return m, err
}

// ReadingForm is what somebody read.
type ReadingForm struct {
	MeterID     ids.ID `json:"meterId" minLength:"1"`
	Period      string `json:"period" maxLength:"7" doc:"2026-03"`
	ReadOn      string `json:"readOn,omitempty" maxLength:"10" doc:"empty: today"`
	Value       string `json:"value" minLength:"1" maxLength:"13" doc:"at most three decimals"`
	RolledOver  bool   `json:"rolledOver,omitempty" doc:"the meter has gone past its last digit"`
	PhotoFileID ids.ID `json:"photoFileId,omitempty" required:"false"`
	Channel     string `json:"channel,omitempty" enum:"desk,phone,batch" default:"desk"`
	Note        string `json:"note,omitempty" maxLength:"100"`
}

// turned is what was used between two readings. A first reading sets the base
// and uses nothing; less than last time is refused unless the meter rolled over.
// Errors: ErrReading, ErrInput.
func turned(m meter, value int64, rolled bool) (used int64, err error) {
	top := int64(milli)
	for range m.Digits {
		top *= 10
	}
	if value >= top {
		return 0, ErrInput.With("value", fmt.Sprintf("这块表最多 %d 位整数，请核对读数", m.Digits))
	}
	if m.LastPeriod == "" {
		if rolled {
			return 0, ErrInput.With("rolledOver", "首次抄表只作起点，不用勾选")
		}
		return 0, nil
	}
	diff := value - m.LastValue
	switch {
	case diff < 0 && !rolled:
		return 0, ErrReading.With("value", "上次是 "+dec(m.LastValue, milli, 3)).Note("last", dec(m.LastValue, milli, 3))
	case diff >= 0 && rolled:
		return 0, ErrInput.With("rolledOver", "本次读数不比上次小，不用勾选“走满一圈”")
	case rolled:
		diff += top
	}
	used, ok := scaled(diff, 1).mul(scaled(m.Multiplier, basis)).rounded(1)
	if !ok || used > 1_000_000_000_000 {
		return 0, ErrInput.With("value", "用量过大，请核对读数和倍率")
	}
	return used, nil
}

// Read notes a reading. One stands for a meter and period; it may be corrected
// until the period is billed and while no later one follows.
// Errors: ErrNoMeter, ErrReading, ErrInput, ErrBilled, file.unknown.
func (s *Service) Read(ctx context.Context, who auth.Actor, f ReadingForm) (r reading, err error) {
	if err := who.Must("billing.meter"); err != nil {
		return r, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		r, err = s.read(ctx, who, f)
		return err
	})
	if db.Duplicate(err) {
		return r, ErrTwice.Detail("这块表本期刚刚录入过，请刷新后查看").Because(err)
	}
	return r, err
}

func (s *Service) read(ctx context.Context, who auth.Actor, f ReadingForm) (r reading, err error) {
	value, on, err := s.judged(f)
	if err != nil {
		return r, err
	}
	m, err := s.store.lockMeter(ctx, f.MeterID)
	if err != nil {
		return r, err
	}
	again := m.LastPeriod >= f.Period && m.LastPeriod != ""
	if again {
		if m, err = s.before(ctx, m, f.Period); err != nil {
			return r, err
		}
	}
	used, err := turned(m, value, f.RolledOver)
	if err != nil {
		return r, err
	}
	if again { // only now: a refusal must leave the old one
		if err := s.store.removeReading(ctx, m.ID, f.Period); err != nil {
			return r, err
		}
	}
	r = reading{ID: s.Gen.New(), CommunityID: m.CommunityID, MeterID: m.ID, ItemID: m.ItemID, HouseID: m.HouseID, Period: f.Period, ReadOn: on, Value: value, LastValue: m.LastValue, AmountUsed: used,
		FirstOne: m.LastPeriod == "", RolledOver: f.RolledOver, PhotoFileID: f.PhotoFileID, Channel: or(f.Channel, "desk"), ReaderID: who.ID, ReaderName: who.Name, Note: f.Note, CreatedAt: s.Now()}
	if r.FirstOne {
		r.LastValue = value
	}
	if f.PhotoFileID != 0 {
		if err := s.Files.Attach(ctx, who, "meter", r.ID, m.CommunityID, []ids.ID{f.PhotoFileID}); err != nil {
			return r, err
		}
	}
	if err := s.store.addReading(ctx, r); err != nil {
		return r, err
	}
	now := m
	now.LastValue, now.LastPeriod, now.UpdatedAt = value, f.Period, s.Now()
	ok, err := s.store.moveMeter(ctx, m, now)
	return r, firstOf(err, onlyMoved(ok))
}

func onlyMoved(ok bool) error {
	if ok {
		return nil
	}
	return ErrChanged.Detail("这块表刚刚被同事录入，请刷新后再录")
}

func (s *Service) judged(f ReadingForm) (value int64, on string, err error) {
	value, ok := parseScaled(f.Value, milli)
	if !ok {
		return 0, "", ErrInput.With("value", "请填写读数，最多三位小数")
	}
	if _, ok := parsePeriod(f.Period); !ok {
		return 0, "", ErrInput.With("period", "请选择账期，例如 2026-03")
	}
	if _, ok := parseDay(or(f.ReadOn, s.today())); !ok || f.ReadOn > s.today() {
		return 0, "", ErrInput.With("readOn", "请填写存在的、不晚于今天的日期")
	}
	return value, or(f.ReadOn, s.today()), nil
}

// before is the meter as it stood before the reading that is to be corrected.
// Errors: ErrBilled, ErrInput.
func (s *Service) before(ctx context.Context, m meter, period string) (meter, error) {
	if m.LastPeriod > period {
		return m, ErrInput.With("period", "这块表已有更晚账期的读数，不能再补录以前的")
	}
	billed, err := s.store.billedIn(ctx, m.ItemID, period, m.HouseID-1, m.HouseID)
	if err != nil {
		return m, err
	}
	if billed[m.HouseID] {
		return m, ErrBilled
	}
	last, found, err := s.store.readingBefore(ctx, m.ID, period)
	m.LastValue, m.LastPeriod = 0, ""
	if found {
		m.LastValue, m.LastPeriod = last.Value, last.Period
	}
	return m, err
}

// ReadingResult is what became of one line of a batch.
type ReadingResult struct {
	BillLine int    `json:"line"`
	Number   string `json:"number"`
	OK       bool   `json:"ok"`
	Used     string `json:"used"`
	First    bool   `json:"first"`
	Problem  string `json:"problem"`
}

// ReadingLine is a meter number and what it shows.
type ReadingLine struct {
	Number     string `json:"number" minLength:"1" maxLength:"40"`
	Value      string `json:"value" minLength:"1" maxLength:"13"`
	RolledOver bool   `json:"rolledOver,omitempty"`
}

// ReadBatch notes many readings by meter number; each line stands for itself,
// so that one wrong line does not lose the others. Error: auth.ErrDenied.
func (s *Service) ReadBatch(ctx context.Context, who auth.Actor, community ids.ID, period string, lines []ReadingLine) ([]ReadingResult, error) {
	if err := within(who, "billing.meter", community); err != nil {
		return nil, err
	}
	numbers := make([]string, len(lines))
	for i, l := range lines {
		numbers[i] = l.Number
	}
	known, err := s.store.metersByNumber(ctx, community, numbers)
	if err != nil {
		return nil, err
	}
	out := make([]ReadingResult, len(lines))
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		for i, l := range lines {
			var err error
			if out[i], err = s.batchLine(ctx, who, period, i+1, l, known[l.Number]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Service) batchLine(ctx context.Context, who auth.Actor, period string, n int, l ReadingLine, meter ids.ID) (ReadingResult, error) {
	out := ReadingResult{BillLine: n, Number: l.Number}
	if meter == 0 {
		out.Problem = ErrNoMeter.Message
		return out, nil
	}
	r, err := s.read(ctx, who, ReadingForm{MeterID: meter, Period: period, Value: l.Value, RolledOver: l.RolledOver, Channel: "batch"})
	if e, refused := errs.From(err); refused {
		out.Problem = e.Message
		for _, f := range e.Fields {
			out.Problem = f.Message
		}
		return out, nil
	}
	out.OK, out.Used, out.First = err == nil, dec(r.AmountUsed, milli, 3), r.FirstOne
	return out, err
}
