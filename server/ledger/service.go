package ledger

import (
	"context"
	"errors"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// Deps are what the service is made of.
type Deps struct {
	DB  *db.DB
	Gen *ids.Gen
	Now clock.Clock
}

// Service keeps the book.
type Service struct {
	Deps
	store store
}

// New makes the service and closes its tables to change.
func New(d Deps) *Service {
	d.DB.AppendOnly(journal{}.TableName(), entry{}.TableName())
	return &Service{d, store{d.DB}}
}

// Post writes a journal in the caller's transaction. The same journal under
// its (kind, ref) again adds nothing.
// Errors: ErrShort (a kept account would fall below nothing), ErrUnbalanced, ErrEntry, ErrDifferent, ErrOutsideTx.
func (s *Service) Post(ctx context.Context, j event.Journal) error {
	return s.post(ctx, []event.Journal{j}, 0)
}

// PostAll is Post for many journals of one kind with a few statements for all.
func (s *Service) PostAll(ctx context.Context, all []event.Journal) error {
	for i := range all {
		if all[i].Kind != all[0].Kind {
			return fmt.Errorf("%w: %s among %s", ErrEntry, all[i].Kind, all[0].Kind)
		}
	}
	return s.post(ctx, all, 0)
}

// Reverse takes back what was posted as (kind, ref), as (newKind, ref). Taking
// it back again adds nothing. Errors: ErrUnknown and those of Post.
func (s *Service) Reverse(ctx context.Context, kind, ref, newKind string) error {
	old, err := s.store.named(ctx, kind, []string{ref})
	if err != nil {
		return err
	}
	if len(old) == 0 {
		return fmt.Errorf("%w: %s %s", ErrUnknown, kind, ref)
	}
	entries, err := s.store.entries(ctx, old[0].ID)
	if err != nil {
		return err
	}
	return s.post(ctx, []event.Journal{opposite(old[0], entries, newKind)}, old[0].ID)
}

func (s *Service) post(ctx context.Context, all []event.Journal, reverses ids.ID) error {
	if !db.InTx(ctx) {
		return ErrOutsideTx
	}
	for _, j := range all {
		if err := check(j); err != nil {
			return err
		}
	}
	fresh, err := s.fresh(ctx, all)
	if err != nil || len(fresh) == 0 {
		return err
	}
	now := s.Now()
	rows := make([]journal, 0, len(fresh))
	var entries []entry
	for _, j := range fresh {
		row := journal{ID: s.Gen.New(), CommunityID: j.CommunityID, Kind: j.Kind, Ref: j.Ref, Memo: j.Memo, ReversesID: reverses, Digest: digest(j), PostedOn: clock.Date(now), CreatedAt: now}
		rows = append(rows, row)
		for _, e := range j.Entries {
			entries = append(entries, entry{ID: s.Gen.New(), CommunityID: j.CommunityID, JournalID: row.ID, Account: e.Account, OwnerID: e.Owner, AmountFen: e.Fen, PostedOn: row.PostedOn})
		}
	}
	if err := s.store.add(ctx, rows, entries); err != nil {
		if len(all) == 1 && db.Duplicate(err) { // somebody posted it this instant
			_, err = s.fresh(ctx, all)
		}
		return err
	}
	return s.hold(ctx, moves(fresh))
}

// fresh leaves out what is posted already. Error: ErrDifferent.
func (s *Service) fresh(ctx context.Context, all []event.Journal) ([]event.Journal, error) {
	if len(all) == 0 {
		return nil, nil
	}
	refs := make([]string, len(all))
	for i, j := range all {
		refs[i] = j.Ref
	}
	old, err := s.store.named(ctx, all[0].Kind, refs)
	if err != nil {
		return nil, err
	}
	have := make(map[string]string, len(old))
	for _, j := range old {
		have[j.Ref] = j.Digest
	}
	out := make([]event.Journal, 0, len(all))
	for _, j := range all {
		d, posted := have[j.Ref]
		switch {
		case !posted:
			out = append(out, j)
		case d != digest(j):
			return nil, fmt.Errorf("%w: %s %s", ErrDifferent, j.Kind, j.Ref)
		}
	}
	return out, nil
}

func (s *Service) hold(ctx context.Context, all []move) error {
	for _, m := range all {
		ok, err := s.store.hold(ctx, m, s.Now())
		if err != nil {
			return fmt.Errorf("hold %s of %d: %w", m.account, m.owner, err)
		}
		if !ok {
			return ErrShort
		}
	}
	return nil
}

// Balance is the account's sum, debit positive: what a house owes on
// receivable is positive, what it has on prepaid negative.
func (s *Service) Balance(ctx context.Context, community ids.ID, account string, owner ids.ID) (money.Fen, error) {
	a, ok := find(account)
	if !ok {
		return 0, fmt.Errorf("%w: no account %q", ErrEntry, account)
	}
	if a.kept {
		held, err := s.store.held(ctx, community, account, owner)
		return -held, err
	}
	return s.store.balance(ctx, community, account, owner)
}

// TrialBalance sums the accounts of a community, all days up to and with until.
func (s *Service) TrialBalance(ctx context.Context, who auth.Actor, community ids.ID, until string) ([]Line, error) {
	if err := s.may(who, community); err != nil {
		return nil, err
	}
	lines, err := s.store.lines(ctx, community, until)
	for i := range lines {
		lines[i].Label = Label(lines[i].Account)
	}
	return lines, err
}

func (s *Service) may(who auth.Actor, community ids.ID) error {
	if err := who.Must("ledger.read"); err != nil {
		return err
	}
	if !who.In(community) {
		return auth.ErrDenied
	}
	return nil
}

// Audit proves the book: every journal posted since sums to nothing, and every
// holding is what the entries say.
func (s *Service) Audit(ctx context.Context, since string) error {
	ctx = db.Everywhere(ctx) // the book of every community is proved
	off, err := s.store.unbalanced(ctx, since)
	if err != nil {
		return err
	}
	wrong, err := s.store.wrongHoldings(ctx)
	if err != nil {
		return err
	}
	var all []error
	for _, j := range off {
		all = append(all, fmt.Errorf("%w: journal %d is off by %d fen", ErrUnbalanced, j.JournalID, j.Fen))
	}
	for _, h := range wrong {
		all = append(all, fmt.Errorf("%w: %s of %d holds %d fen, its entries say %d", ErrUnbalanced, h.Account, h.OwnerID, h.HeldFen, -h.Fen))
	}
	return errors.Join(all...)
}

// Posted sums what journals of a kind put on an account, by their ref.
func (s *Service) Posted(ctx context.Context, kind string, refs []string, account string) (map[string]money.Fen, error) {
	return s.store.posted(ctx, kind, refs, account)
}
