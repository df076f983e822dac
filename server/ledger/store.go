package ledger

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

type store struct{ db *db.DB }

const batch = 500

func (s store) add(ctx context.Context, rows []journal, entries []entry) error {
	c := s.db.Conn(ctx)
	if err := c.CreateInBatches(&rows, batch).Error; err != nil {
		return err
	}
	return c.CreateInBatches(&entries, batch).Error
}

// named finds journals by their name, wherever they are: (kind, ref) is unique
// over all communities.
func (s store) named(ctx context.Context, kind string, refs []string) ([]journal, error) {
	ctx = db.Everywhere(ctx)
	var out []journal
	for len(refs) > 0 {
		n := min(batch, len(refs))
		var part []journal
		if err := s.db.Conn(ctx).Where("kind = ? AND ref IN ?", kind, refs[:n]).Find(&part).Error; err != nil {
			return nil, err
		}
		out, refs = append(out, part...), refs[n:]
	}
	return out, nil
}

func (s store) entries(ctx context.Context, journal ids.ID) ([]entry, error) {
	var out []entry
	return out, s.db.Conn(ctx).Where("journal_id = ?", journal).Order("id").Find(&out).Error
}

// hold changes a kept balance; false when it would fall below nothing.
func (s store) hold(ctx context.Context, m move, now time.Time) (bool, error) {
	ok, err := s.shift(ctx, m, now)
	if ok || err != nil || m.fen < 0 {
		return ok, err
	}
	err = s.db.Conn(ctx).Create(&holding{m.community, m.account, m.owner, m.fen, now}).Error
	if db.Duplicate(err) {
		return s.shift(ctx, m, now)
	}
	return err == nil, err
}

func (s store) shift(ctx context.Context, m move, now time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&holding{}).Where("community_id = ? AND account = ? AND owner_id = ? AND held_fen + ? >= 0", m.community, m.account, m.owner, m.fen).
		Updates(map[string]any{"held_fen": gorm.Expr("held_fen + ?", m.fen), "updated_at": now})
	return res.RowsAffected == 1, res.Error
}

func (s store) held(ctx context.Context, community ids.ID, account string, owner ids.ID) (money.Fen, error) {
	var out []money.Fen
	err := s.db.Conn(ctx).Model(&holding{}).Where("community_id = ? AND account = ? AND owner_id = ?", community, account, owner).Pluck("held_fen", &out).Error
	if err != nil || len(out) == 0 {
		return 0, err
	}
	return out[0], nil
}

func (s store) balance(ctx context.Context, community ids.ID, account string, owner ids.ID) (money.Fen, error) {
	var out money.Fen
	return out, s.db.Conn(ctx).Model(&entry{}).Select("COALESCE(SUM(amount_fen), 0)").
		Where("community_id = ? AND account = ? AND owner_id = ?", community, account, owner).Scan(&out).Error
}

// Line is one account of a trial balance.
type Line struct {
	Account   string    `json:"account"`
	Label     string    `json:"label" gorm:"-"`
	DebitFen  money.Fen `json:"debitFen"`
	CreditFen money.Fen `json:"creditFen"`
	Fen       money.Fen `json:"balanceFen" doc:"debit minus credit"`
}

func (s store) lines(ctx context.Context, community ids.ID, until string) ([]Line, error) {
	out := []Line{}
	return out, s.db.Conn(ctx).Model(&entry{}).
		Select("account, SUM(CASE WHEN amount_fen > 0 THEN amount_fen ELSE 0 END) AS debit_fen, SUM(CASE WHEN amount_fen < 0 THEN -amount_fen ELSE 0 END) AS credit_fen, SUM(amount_fen) AS fen").
		Where("community_id = ? AND posted_on <= ?", community, until).Group("account").Order("account").Scan(&out).Error
}

// page is some journals of a community, newest first, narrowed to those that
// touch the account or owner.
func (s store) page(ctx context.Context, community ids.ID, account string, owner, before ids.ID, n int) ([]journal, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", community).Order("id DESC").Limit(n)
	if account != "" || owner > 0 {
		touched := s.db.Conn(ctx).Model(&entry{}).Select("journal_id").Where("community_id = ?", community)
		if account != "" {
			touched = touched.Where("account = ?", account)
		}
		if owner > 0 {
			touched = touched.Where("owner_id = ?", owner)
		}
		q = q.Where("id IN (?)", touched)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []journal
	return out, q.Find(&out).Error
}

func (s store) entriesOf(ctx context.Context, journals []ids.ID) ([]entry, error) {
	var out []entry
	return out, s.db.Conn(ctx).Where("journal_id IN ?", journals).Order("id").Find(&out).Error
}

type unbalanced struct {
	JournalID ids.ID
	Fen       money.Fen
}

func (s store) unbalanced(ctx context.Context, since string) ([]unbalanced, error) {
	var out []unbalanced
	return out, s.db.Conn(ctx).Model(&entry{}).Select("journal_id, SUM(amount_fen) AS fen").Where("posted_on >= ?", since).
		Group("journal_id").Having("SUM(amount_fen) <> 0").Limit(100).Scan(&out).Error
}

type wrongHolding struct {
	Account string
	OwnerID ids.ID
	HeldFen money.Fen
	Fen     money.Fen
}

// wrongHoldings compares each kept balance with its entries.
func (s store) wrongHoldings(ctx context.Context) ([]wrongHolding, error) {
	var out []wrongHolding
	return out, s.db.Conn(ctx).Model(&holding{}).
		Select("ledger_holdings.account, ledger_holdings.owner_id, ledger_holdings.held_fen, COALESCE(SUM(e.amount_fen), 0) AS fen").
		Joins("LEFT JOIN ledger_entries e ON e.community_id = ledger_holdings.community_id AND e.account = ledger_holdings.account AND e.owner_id = ledger_holdings.owner_id").
		Group("ledger_holdings.community_id, ledger_holdings.account, ledger_holdings.owner_id, ledger_holdings.held_fen").
		Having("ledger_holdings.held_fen + COALESCE(SUM(e.amount_fen), 0) <> 0").Limit(100).Scan(&out).Error
}

func (s store) posted(ctx context.Context, kind string, refs []string, account string) (map[string]money.Fen, error) {
	out := make(map[string]money.Fen, len(refs))
	for len(refs) > 0 {
		n := min(batch, len(refs))
		var rows []struct {
			Ref string
			Fen money.Fen
		}
		err := s.db.Conn(ctx).Model(&entry{}).Select("j.ref, SUM(ledger_entries.amount_fen) AS fen").
			Joins("JOIN ledger_journals j ON j.id = ledger_entries.journal_id").
			Where("j.kind = ? AND j.ref IN ? AND ledger_entries.account = ?", kind, refs[:n], account).Group("j.ref").Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.Ref] = r.Fen
		}
		refs = refs[n:]
	}
	return out, nil
}
