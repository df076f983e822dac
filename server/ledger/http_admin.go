package ledger

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

type trialIn struct {
	ID    httpx.ID `path:"communityId"`
	Until string   `query:"until" maxLength:"10" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"business date; empty is today"`
}

type trialBalance struct {
	Until string    `json:"until"`
	Lines []Line    `json:"lines" nullable:"false"`
	Sum   money.Fen `json:"sumFen" doc:"0 in a book that is right"`
}

type trialOut struct{ Body trialBalance }

type journalsIn struct {
	ID      httpx.ID `path:"communityId"`
	Account string   `query:"account" maxLength:"64"`
	HouseID httpx.ID `query:"houseId"`
	Cursor  string   `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type ledgerEntry struct {
	Account string    `json:"account"`
	Label   string    `json:"label"`
	Fen     money.Fen `json:"amountFen" doc:"debit positive, credit negative"`
}

type ledgerJournal struct {
	ID         ids.ID        `json:"id"`
	Kind       string        `json:"kind"`
	KindLabel  string        `json:"kindLabel"`
	Ref        string        `json:"ref"`
	Memo       string        `json:"memo"`
	PostedAt   time.Time     `json:"postedAt"`
	ReversesID ids.ID        `json:"reversesId"`
	Entries    []ledgerEntry `json:"entries" nullable:"false"`
}

type journalPage struct {
	Items      []ledgerJournal `json:"items" nullable:"false"`
	NextCursor string          `json:"nextCursor"`
}

type journalsOut struct{ Body journalPage }

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	op := func(id, path, summary string) httpx.Op {
		return httpx.Op{ID: id, Method: http.MethodGet, Path: "/admin/v1/communities/{communityId}/ledger/" + path, Summary: summary, Tag: "ledger", Policy: auth.ForStaff("ledger.read")}
	}
	httpx.Register(api, op("getTrialBalance", "trial-balance", "The accounts' sums up to a day"), s.getTrialBalance)
	httpx.Register(api, op("listJournals", "journals", "What was posted, newest first"), s.getJournals)
	httpx.Register(api, op("getIncome", "income", "What was charged and what arrived, by day and account"), s.getIncome)
}

func (s *Service) getTrialBalance(ctx context.Context, in *trialIn) (*trialOut, error) {
	if in.Until == "" {
		in.Until = clock.Date(s.Now())
	}
	lines, err := s.TrialBalance(ctx, auth.From(ctx), in.ID.ID, in.Until)
	if err != nil {
		return nil, err
	}
	out := &trialOut{trialBalance{Until: in.Until, Lines: lines}}
	for _, l := range lines {
		out.Body.Sum += l.Fen
	}
	return out, nil
}

const pageSize = 30

func (s *Service) getJournals(ctx context.Context, in *journalsIn) (*journalsOut, error) {
	if err := s.may(auth.From(ctx), in.ID.ID); err != nil {
		return nil, err
	}
	before, _ := ids.Parse(in.Cursor) // none is the first page
	rows, err := s.store.page(ctx, in.ID.ID, in.Account, in.HouseID.ID, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	out := &journalsOut{journalPage{Items: []ledgerJournal{}}}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		out.Body.NextCursor = rows[pageSize-1].ID.String()
	}
	which := make([]ids.ID, len(rows))
	at := map[ids.ID]int{}
	for i, j := range rows {
		which[i], at[j.ID] = j.ID, i
		out.Body.Items = append(out.Body.Items, ledgerJournal{ID: j.ID, Kind: j.Kind, KindLabel: KindLabel(j.Kind), Ref: j.Ref, Memo: j.Memo, PostedAt: j.CreatedAt, ReversesID: j.ReversesID, Entries: []ledgerEntry{}})
	}
	entries, err := s.store.entriesOf(ctx, which)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		j := &out.Body.Items[at[e.JournalID]]
		j.Entries = append(j.Entries, ledgerEntry{e.Account, Label(e.Account), e.AmountFen})
	}
	return out, nil
}
