package binding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const (
	perDay   = 3
	perMonth = 10
	month    = 30 * 24 * time.Hour
	maxNotes = 420 // characters: the first note and the last one
)

// Claim is what a person applies with.
type Claim struct {
	HouseID         ids.ID     `json:"houseId" minLength:"1"`
	CommunityID     ids.ID     `json:"communityId,omitempty" doc:"the community that was chosen; refused when the house is not in it"`
	Role            Role       `json:"role" enum:"owner,member,tenant"`
	Name            string     `json:"name" minLength:"1" maxLength:"30"`
	EvidenceFileIDs []ids.ID   `json:"evidenceFileIds" minItems:"1" maxItems:"4" nullable:"false"`
	Note            string     `json:"note,omitempty" maxLength:"200"`
	ValidTo         *time.Time `json:"validTo,omitempty" doc:"end of a tenant's lease"`
}

// Apply asks staff to bind the person to a house. A claim that waits already
// is the answer again, and then fresh is false.
// Errors: ErrInput, ErrCommunity, ErrAlready, ErrOften, house.not_found, file.unknown.
func (s *Service) Apply(ctx context.Context, who auth.Actor, c Claim) (v Binding, fresh bool, err error) {
	if err := s.checkClaim(c); err != nil {
		return v, false, err
	}
	h, err := s.places.House(db.Everywhere(ctx), c.HouseID) // anybody may ask for any house
	if err != nil {
		return v, false, err
	}
	if c.CommunityID != 0 && c.CommunityID != h.CommunityID {
		return v, false, ErrCommunity
	}
	var b binding
	err = s.DB.Tx(db.Within(ctx, h.CommunityID), func(ctx context.Context) error {
		was, found, err := s.store.living(ctx, h.ID, who.ID)
		if err != nil {
			return err
		}
		if found {
			b = was
			return alreadyBound(was)
		}
		if err := s.notTooOften(ctx, h.ID, who.ID); err != nil {
			return err
		}
		claim, err := s.claimed(ctx, who.ID, h, c)
		if err != nil {
			return err
		}
		b, err = s.begin(ctx, who, claim, step{act: Apply, more: func(ctx context.Context, b binding) error {
			fresh = true
			return s.attach(ctx, who, b, c.EvidenceFileIDs)
		}})
		if err == nil && !fresh {
			err = alreadyBound(b)
		}
		return err
	})
	if err != nil {
		return v, false, err
	}
	v, err = s.one(ctx, who, b)
	return v, fresh, err
}

// alreadyBound lets a claim that waits through: it is answered again.
func alreadyBound(b binding) error {
	if b.State == Active || b.State == Suspended {
		return ErrAlready.Note("state", string(b.State)).Note("bindingId", b.ID.String())
	}
	return nil
}

func (s *Service) checkClaim(c Claim) error {
	if err := checkName(c.Name); err != nil {
		return err
	}
	if len(c.EvidenceFileIDs) < 1 || len(c.EvidenceFileIDs) > 4 {
		return ErrInput.With("evidenceFileIds", "请上传 1 到 4 张证明材料")
	}
	if !slices.Contains([]Role{Owner, Member, Tenant}, c.Role) {
		return ErrInput.With("role", "请选择您与房屋的关系")
	}
	if c.ValidTo != nil && c.Role != Tenant {
		return ErrInput.With("validTo", "只有租户需要填写到期日")
	}
	return checkEnd(c.ValidTo, s.Now())
}

func (s *Service) notTooOften(ctx context.Context, house, person ids.ID) error {
	for _, l := range []struct {
		since time.Time
		n     int64
		err   error
	}{
		{clock.StartOfDay(s.Now()), perDay, ErrOften},
		{s.Now().Add(-month), perMonth, ErrOftenMonth},
	} {
		n, err := s.store.applications(ctx, house, person, l.since)
		if err != nil {
			return fmt.Errorf("count applications: %w", err)
		}
		if n >= l.n {
			return l.err
		}
	}
	return nil
}

// claimed is the new row of a claim.
func (s *Service) claimed(ctx context.Context, person ids.ID, h event.House, c Claim) (binding, error) {
	b := s.newborn(person, h, c.Role, ByApply)
	b.ValidTo = c.ValidTo
	mark, err := s.registerMark(ctx, h.ID)
	if err != nil {
		return b, err
	}
	b.RegisterMark = mark
	return b, s.seal(&b, c.Name, c.Note)
}

// registerMark tells whether the register of a house changed between two looks.
func (s *Service) registerMark(ctx context.Context, house ids.ID) (string, error) {
	entries, err := s.places.RegisterOf(ctx, house)
	if err != nil {
		return "", fmt.Errorf("register of house %d: %w", house, err)
	}
	return s.markOf(entries), nil
}

func (s *Service) markOf(entries []event.RegisterEntry) string {
	lines := make([]string, len(entries))
	for i, e := range entries {
		lines[i] = e.Role + "|" + e.Name
	}
	slices.Sort(lines)
	return s.Vault.Index("register", strings.Join(lines, "\n"))
}

func (s *Service) attach(ctx context.Context, who auth.Actor, b binding, files []ids.ID) error {
	if err := s.Files.Attach(ctx, who, "binding", b.ID, b.CommunityID, files); err != nil {
		return err
	}
	rows := make([]evidence, len(files))
	for i, f := range files {
		rows[i] = evidence{ID: s.Gen.New(), CommunityID: b.CommunityID, BindingID: b.ID, FileID: f, CreatedAt: s.Now()}
	}
	if err := s.store.addEvidence(ctx, rows); err != nil {
		return fmt.Errorf("evidence of binding %d: %w", b.ID, err)
	}
	return nil
}

// AddEvidence answers the staff's wish for more; the claim waits again.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, file.unknown.
func (s *Service) AddEvidence(ctx context.Context, who auth.Actor, id ids.ID, files []ids.ID, note string) (Binding, error) {
	var sealed string
	return s.act(ctx, who, id, step{act: Evidence,
		guard: func(_ context.Context, was binding, _ By) (err error) {
			sealed, err = s.addNote(was, note)
			return err
		},
		edit: func(b *binding, _ By) { b.SubmittedAt, b.Note = s.Now(), sealed },
		more: func(ctx context.Context, b binding) error { return s.attach(ctx, who, b, files) },
	})
}

// addNote is the sealed note with more added; of much text the end is kept.
func (s *Service) addNote(b binding, more string) (string, error) {
	note, err := s.Vault.Open(b.place("note"), b.Note)
	if err != nil {
		return "", fmt.Errorf("note of binding %d: %w", b.ID, err)
	}
	r := []rune(strings.TrimSpace(note + "\n" + more))
	return s.Vault.Seal(b.place("note"), string(r[max(0, len(r)-maxNotes):]))
}

// Withdraw takes a claim back. Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) Withdraw(ctx context.Context, who auth.Actor, id ids.ID) (Binding, error) {
	return s.act(ctx, who, id, step{act: Withdraw})
}

// act is change with the binding as who sees it.
func (s *Service) act(ctx context.Context, who auth.Actor, id ids.ID, st step) (Binding, error) {
	b, err := s.change(ctx, who, id, st)
	if err != nil {
		return Binding{}, err
	}
	return s.one(ctx, who, b)
}
