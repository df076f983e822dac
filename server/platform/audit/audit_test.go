package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/testkit"
)

func TestEveryTamperingIsFound(t *testing.T) {
	t.Parallel()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	l, err := audit.New(d, testkit.Gen(t, c.Now), c.Now, strings.Repeat("ab", 32))
	if err != nil {
		t.Fatal(err)
	}
	ctx := db.AllowRaw(auth.With(t.Context(), testkit.StaffOf(7, 1, nil)))
	exec := func(q string, args ...any) {
		t.Helper()
		if err := d.Tx(ctx, func(ctx context.Context) error { return d.Conn(ctx).Exec(q, args...).Error }); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Tx(ctx, func(ctx context.Context) error {
		for i := range 40 {
			if err := l.Record(ctx, audit.Entry{CommunityID: 3, Action: "house.reveal", Object: fmt.Sprintf("house:%d", i), Detail: "电话 13812345678"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := l.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Verify(ctx, 40); err != nil || n != 40 {
		t.Fatalf("an untouched chain: %d %v", n, err)
	}
	for name, q := range map[string][2]string{
		"edit":     {"UPDATE audit_entries SET detail = 'x' WHERE seq = 17", "UPDATE audit_entries SET detail = '电话 138****5678' WHERE seq = 17"},
		"actor":    {"UPDATE audit_entries SET actor_id = 8 WHERE seq = 5", "UPDATE audit_entries SET actor_id = 7 WHERE seq = 5"},
		"reorder":  {"UPDATE audit_entries SET seq = seq + 100 WHERE seq = 9", "UPDATE audit_entries SET seq = 9 WHERE seq = 109"},
		"truncate": {"UPDATE audit_entries SET seq = -seq WHERE seq > 30", "UPDATE audit_entries SET seq = -seq WHERE seq < 0"},
	} {
		exec(q[0])
		if _, err := l.Verify(ctx, 40); !errors.Is(err, audit.ErrBroken) {
			t.Errorf("%s was not found: %v", name, err)
		}
		exec(q[1])
		if _, err := l.Verify(ctx, 40); err != nil {
			t.Fatalf("%s: the repair did not restore the chain: %v", name, err)
		}
	}
	exec("DELETE FROM audit_entries WHERE seq = 20")
	if _, err := l.Verify(ctx, 40); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("delete was not found: %v", err)
	}
}
