package billing

import (
	"context"
	"net/http"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

// MeterView is a meter with what was read for the period that was asked for.
type MeterView struct {
	ID         ids.ID       `json:"id"`
	ItemID     ids.ID       `json:"itemId"`
	HouseID    ids.ID       `json:"houseId"`
	HouseLabel string       `json:"houseLabel"`
	Number     string       `json:"number"`
	Multiplier string       `json:"multiplier"`
	Digits     int64        `json:"digits"`
	Place      string       `json:"place"`
	LastValue  string       `json:"lastValue"`
	LastPeriod string       `json:"lastPeriod"`
	Reading    *ReadingView `json:"reading,omitempty"`
}

// ReadingView is what a meter showed.
type ReadingView struct {
	Period     string      `json:"period"`
	ReadOn     string      `json:"readOn"`
	Value      string      `json:"value"`
	LastValue  string      `json:"lastValue"`
	Used       string      `json:"used"`
	First      bool        `json:"first"`
	RolledOver bool        `json:"rolledOver"`
	Channel    string      `json:"channel"`
	ReaderName string      `json:"readerName"`
	Note       string      `json:"note"`
	Photo      *event.File `json:"photo,omitempty"`
}

func readingView(r reading) *ReadingView {
	return &ReadingView{Period: r.Period, ReadOn: r.ReadOn, Value: dec(r.Value, milli, 3), LastValue: dec(r.LastValue, milli, 3), Used: dec(r.AmountUsed, milli, 3), First: r.FirstOne,
		RolledOver: r.RolledOver, Channel: r.Channel, ReaderName: r.ReaderName, Note: r.Note}
}

func meterView(m meter) MeterView {
	return MeterView{ID: m.ID, ItemID: m.ItemID, HouseID: m.HouseID, HouseLabel: m.HouseLabel, Number: m.Number, Multiplier: dec(m.Multiplier, basis, 4), Digits: m.Digits, Place: m.Place,
		LastValue: dec(m.LastValue, milli, 3), LastPeriod: m.LastPeriod}
}

type metersIn struct {
	CommunityID httpx.ID `query:"communityId"`
	ItemID      httpx.ID `query:"itemId"`
	Period      string   `query:"period" maxLength:"7" doc:"with the readings of this period"`
	Q           string   `query:"q" maxLength:"40" doc:"part of the number or the house"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type meterPage struct {
	Items      []MeterView `json:"items" nullable:"false"`
	NextCursor string      `json:"nextCursor"`
}

type metersOut struct{ Body meterPage }

type addMeterIn struct {
	httpx.Once
	Body MeterForm
}

type meterOut struct{ Body MeterView }

type readIn struct {
	httpx.Once
	Body ReadingForm
}

type readOut struct{ Body ReadingView }

type readBatchForm struct {
	CommunityID ids.ID        `json:"communityId" minLength:"1"`
	Period      string        `json:"period" maxLength:"7"`
	Lines       []ReadingLine `json:"lines" minItems:"1" maxItems:"500" nullable:"false"`
}

type batchIn struct {
	httpx.Once
	Body readBatchForm
}

type readBatchResults struct {
	Items []ReadingResult `json:"items" nullable:"false"`
}

type batchOut struct{ Body readBatchResults }

func (s *Service) mountMeters(api *httpx.API) {
	batch := adminOp("readMeters", http.MethodPost, "meter-readings/batch", "billing.meter", "Note many readings by meter number")
	batch.MaxBody = 256 << 10
	httpx.Register(api, adminOp("listMeters", http.MethodGet, "meters", "billing.read", "Meters, with the readings of a period"), s.getMeters)
	httpx.Register(api, adminOp("addMeter", http.MethodPost, "meters", "billing.meter", "Note a meter"), s.postMeter)
	httpx.Register(api, adminOp("readMeter", http.MethodPost, "meter-readings", "billing.meter", "Note a reading"), s.postReading)
	httpx.Register(api, batch, s.postBatch)
}

const meterPageSize = 100

func (s *Service) getMeters(ctx context.Context, in *metersIn) (*metersOut, error) {
	after, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.meters(ctx, in.CommunityID.ID, in.ItemID.ID, in.Q, after, meterPageSize+1)
	if err != nil {
		return nil, err
	}
	rows, next := paged(rows, meterPageSize, func(m meter) ids.ID { return m.ID })
	out := &metersOut{meterPage{Items: []MeterView{}, NextCursor: next}}
	reads, err := s.store.readingsIn(ctx, idsOf(rows, func(m meter) ids.ID { return m.ID }), in.Period)
	if err != nil {
		return nil, err
	}
	photos, err := s.photos(ctx, reads)
	if err != nil {
		return nil, err
	}
	for _, m := range rows {
		v := meterView(m)
		if r, ok := reads[m.ID]; ok {
			v.Reading = readingView(r)
			if f, ok := photos[r.PhotoFileID]; ok {
				v.Reading.Photo = &f
			}
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, nil
}

func (s *Service) photos(ctx context.Context, reads map[ids.ID]reading) (map[ids.ID]event.File, error) {
	var files []ids.ID
	for _, r := range reads {
		if r.PhotoFileID != 0 {
			files = append(files, r.PhotoFileID)
		}
	}
	if len(files) == 0 {
		return nil, nil //nolint:nilnil // no photos, no views
	}
	return s.Files.Views(ctx, files)
}

func (s *Service) postMeter(ctx context.Context, in *addMeterIn) (*meterOut, error) {
	m, err := s.AddMeter(ctx, auth.From(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &meterOut{meterView(m)}, nil
}

func (s *Service) postReading(ctx context.Context, in *readIn) (*readOut, error) {
	r, err := s.Read(ctx, auth.From(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &readOut{*readingView(r)}, nil
}

func (s *Service) postBatch(ctx context.Context, in *batchIn) (*batchOut, error) {
	items, err := s.ReadBatch(ctx, auth.From(ctx), in.Body.CommunityID, in.Body.Period, in.Body.Lines)
	if err != nil {
		return nil, err
	}
	return &batchOut{readBatchResults{items}}, nil
}
