package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// journal and entry are rows; they are never changed.
type journal struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Kind        string
	Ref         string
	Memo        string
	ReversesID  ids.ID
	Digest      string
	PostedOn    string
	CreatedAt   time.Time
}

func (journal) TableName() string { return "ledger_journals" }

type entry struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	JournalID   ids.ID
	Account     string
	OwnerID     ids.ID
	AmountFen   money.Fen
	PostedOn    string
}

func (entry) TableName() string { return "ledger_entries" }

// holding is the kept balance of an account that may not fall below nothing.
type holding struct {
	CommunityID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Account     string `gorm:"primaryKey"`
	OwnerID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	HeldFen     money.Fen
	UpdatedAt   time.Time
}

func (holding) TableName() string { return "ledger_holdings" }

// limit keeps every sum far from the end of int64.
const limit = money.Fen(math.MaxInt64 / 1_000_000)

// check refuses a journal that must not be kept. Errors: ErrUnbalanced, ErrEntry.
func check(j event.Journal) error {
	switch {
	case j.CommunityID == 0, j.Kind == "", len(j.Kind) > 32, j.Ref == "", len(j.Ref) > 64, utf8.RuneCountInString(j.Memo) > 200:
		return fmt.Errorf("%w: %s %s", ErrEntry, j.Kind, j.Ref)
	case len(j.Entries) < 2, len(j.Entries) > 1000:
		return fmt.Errorf("%w: %s %s has %d entries", ErrEntry, j.Kind, j.Ref, len(j.Entries))
	}
	var sum money.Fen
	for _, e := range j.Entries {
		a, ok := find(e.Account)
		switch {
		case !ok:
			return fmt.Errorf("%w: no account %q", ErrEntry, e.Account)
		case a.owned != (e.Owner > 0):
			return fmt.Errorf("%w: %s with owner %d", ErrEntry, e.Account, e.Owner)
		case e.Fen == 0, e.Fen > limit, e.Fen < -limit:
			return fmt.Errorf("%w: %d fen on %s", ErrEntry, e.Fen, e.Account)
		}
		sum += e.Fen
	}
	if sum != 0 {
		return fmt.Errorf("%w: %s %s is off by %d fen", ErrUnbalanced, j.Kind, j.Ref, sum)
	}
	return nil
}

// digest is equal for journals that say the same, in whatever order.
func digest(j event.Journal) string {
	lines := make([]string, 0, len(j.Entries)+1)
	for _, e := range j.Entries {
		lines = append(lines, fmt.Sprintf("%s|%d|%d", e.Account, e.Owner, e.Fen))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(j.CommunityID.String() + "\n" + strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// move is what a journal does to one holding.
type move struct {
	community ids.ID
	account   string
	owner     ids.ID
	fen       money.Fen // more held when positive
}

// moves sums what the journals do to kept accounts, in one order for all, so
// that two postings never wait for each other in a ring.
func moves(all []event.Journal) []move {
	type key struct {
		community ids.ID
		account   string
		owner     ids.ID
	}
	sums := map[key]money.Fen{}
	for _, j := range all {
		for _, e := range j.Entries {
			if a, _ := find(e.Account); a.kept {
				sums[key{j.CommunityID, e.Account, e.Owner}] -= e.Fen
			}
		}
	}
	var out []move
	for k, fen := range sums {
		if fen != 0 {
			out = append(out, move{k.community, k.account, k.owner, fen})
		}
	}
	slices.SortFunc(out, func(a, b move) int {
		return cmp.Or(cmp.Compare(a.community, b.community), cmp.Compare(a.account, b.account), cmp.Compare(a.owner, b.owner))
	})
	return out
}

// opposite is the journal that takes j back.
func opposite(j journal, entries []entry, kind string) event.Journal {
	out := event.Journal{CommunityID: j.CommunityID, Kind: kind, Ref: j.Ref, Memo: "冲销：" + j.Memo}
	if utf8.RuneCountInString(out.Memo) > 200 {
		out.Memo = string([]rune(out.Memo)[:200])
	}
	for _, e := range entries {
		out.Entries = append(out.Entries, event.Entry{Account: e.Account, Owner: e.OwnerID, Fen: -e.AmountFen})
	}
	return out
}
