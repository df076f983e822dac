package identity

import (
	"context"
	"errors"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// fixers is how many are told of repairs in the community, and how many
// statements the question took.
func (r *rig) fixers(ctx context.Context, s *Service) (people, statements int) {
	r.t.Helper()
	found, err := s.StaffWith(db.Counting(ctx, &statements), lake, "repair.work")
	must(r.t, err)
	return len(found), statements
}

func TestATeamIsReadOnceAndForgottenWithEachChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.enter(r.boss())
	fixer := r.account("fixer", []ids.ID{lake}, "repair.work")
	if n, q := r.fixers(t.Context(), r.Service); n != 2 || q == 0 {
		t.Fatalf("%d people, %d statements", n, q)
	}
	if n, q := r.fixers(t.Context(), r.Service); n != 2 || q != 0 {
		t.Fatalf("asked again: %d people, %d statements", n, q)
	}
	for _, step := range []struct {
		do, body string
		want     int
	}{
		{"POST /admin/v1/staff/" + fixer.String() + "/disable", "", 1},
		{"POST /admin/v1/staff/" + fixer.String() + "/enable", "", 2},
		{"PATCH /admin/v1/roles/" + r.roleOf(fixer).String(), `{"name":"角色fixer","permissions":["repair.read"]}`, 1},
		{"PATCH /admin/v1/roles/" + r.roleOf(fixer).String(), `{"name":"角色fixer","permissions":["repair.work"]}`, 2},
	} {
		r.want(boss, step.do, step.body, 200)
		if n, _ := r.fixers(t.Context(), r.Service); n != step.want {
			t.Errorf("after %s: %d people, not %d", step.do, n, step.want)
		}
	}
}

func TestATransactionSeesItsOwnChangeOfATeamAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	fixer := r.account("fixer", []ids.ID{lake}, "repair.work")
	r.fixers(t.Context(), r.Service)
	boom := errors.New("boom")
	err := r.DB.Tx(auth.With(t.Context(), auth.SystemActor()), func(ctx context.Context) error {
		must(t, r.store.setScopes(ctx, fixer, nil))
		if n, _ := r.fixers(ctx, r.Service); n != 0 {
			t.Errorf("inside: %d people", n)
		}
		if n, _ := r.fixers(t.Context(), r.Service); n != 1 {
			t.Errorf("outside, before the commit: %d people", n)
		}
		return boom
	})
	if n, _ := r.fixers(t.Context(), r.Service); n != 1 || !errors.Is(err, boom) {
		t.Errorf("after the rollback: %d people, %v", n, err)
	}
}

func TestAnotherProcessHearsOfAChangeWithinSeconds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := New(r.Deps)
	fixer := r.account("fixer", []ids.ID{lake}, "repair.work")
	r.fixers(t.Context(), other)
	must(t, r.DB.Tx(t.Context(), func(ctx context.Context) error { return r.store.setScopes(ctx, fixer, nil) }))
	r.clock.Advance(teamTTL + time.Millisecond)
	if n, _ := r.fixers(t.Context(), other); n != 0 {
		t.Errorf("%d people", n)
	}
}
