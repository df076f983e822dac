package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

// bill is a tenant table of this test alone.
type bill struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Note        string
	At          time.Time
}

func (bill) TableName() string { return "test_bills" }

func open(t *testing.T) (context.Context, *db.DB) {
	t.Helper()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	ctx := db.Everywhere(db.AllowRaw(t.Context()))
	kind := "DATETIME"
	if d.MySQL() {
		kind = "DATETIME(3)"
	}
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		if err := d.Conn(ctx).Exec("CREATE TABLE test_bills (id BIGINT PRIMARY KEY, community_id BIGINT NOT NULL, note VARCHAR(200) NOT NULL, at " + kind + " NOT NULL)").Error; err != nil {
			return err
		}
		return d.Conn(ctx).Create(&[]bill{{1, 10, "mine", c.Now()}, {2, 20, "theirs", c.Now()}}).Error
	}))
	return t.Context(), d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Each of these leaked or stole a row through a naive tenant scope.
func TestTheGuardKeepsTenantsApart(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ten := db.Within(ctx, 10)
	write := func(ctx context.Context, f func(*gorm.DB) error) error {
		return d.Tx(ctx, func(ctx context.Context) error { return f(d.Conn(ctx)) })
	}
	var got []bill
	for name, c := range map[string]struct {
		err, want error
	}{
		"no scope":         {d.Conn(ctx).Find(&got).Error, db.ErrNoScope},
		"raw":              {d.Conn(ten).Raw("SELECT * FROM test_bills").Scan(&got).Error, db.ErrUnflagged},
		"table by name":    {d.Conn(ten).Table("test_bills").Select("id").Scan(&[]int64{}).Error, db.ErrUnflagged},
		"write outside tx": {d.Conn(ten).Create(&bill{ID: 5, CommunityID: 10}).Error, db.ErrOutsideTx},
		"save":             {write(ten, func(g *gorm.DB) error { return g.Save(&bill{ID: 2, CommunityID: 10, Note: "stolen"}).Error }), db.ErrUnflagged},
		"upsert": {write(ten, func(g *gorm.DB) error {
			return g.Clauses(clause.OnConflict{UpdateAll: true}).Create(&bill{ID: 2, CommunityID: 10}).Error
		}), db.ErrUnflagged},
		"foreign insert":    {write(ten, func(g *gorm.DB) error { return g.Create(&bill{ID: 6, CommunityID: 20}).Error }), db.ErrOutOfScope},
		"tenantless insert": {write(ten, func(g *gorm.DB) error { return g.Create(&bill{ID: 6}).Error }), db.ErrOutOfScope},
		"exec":              {write(ten, func(g *gorm.DB) error { return g.Exec("DELETE FROM test_bills").Error }), db.ErrUnflagged},
		"update of all":     {write(ten, func(g *gorm.DB) error { return g.Model(&bill{}).Update("note", "x").Error }), db.ErrNoWhere},
		"delete of all":     {write(ten, func(g *gorm.DB) error { return g.Delete(&bill{}).Error }), db.ErrNoWhere},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v instead of %v", name, c.err, c.want)
		}
	}
	must(t, d.Conn(ten).Where("id = 2").Or("1 = 1").Find(&got).Error)
	if len(got) != 1 || got[0].ID != 1 {
		t.Errorf("an Or reached %v", got)
	}
	must(t, write(ten, func(g *gorm.DB) error {
		r := g.Model(&bill{}).Where("id = 2 OR 1 = 1").Update("note", "x")
		if r.RowsAffected != 1 {
			t.Errorf("an update touched %d rows", r.RowsAffected)
		}
		return r.Error
	}))
	must(t, d.Conn(db.Within(ctx)).Find(&got).Error)
	if len(got) != 0 {
		t.Errorf("an empty scope found %v", got)
	}
}

func TestTxNestsAndASwallowedErrorStillRollsBack(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ctx = db.Within(ctx, 10)
	boom := errors.New("boom")
	ran := false
	err := d.Tx(ctx, func(ctx context.Context) error {
		db.AfterCommit(ctx, func() { ran = true })
		_ = d.Tx(ctx, func(ctx context.Context) error {
			must(t, d.Conn(ctx).Create(&bill{ID: 7, CommunityID: 10, At: testkit.Start}).Error)
			return boom
		})
		return nil
	})
	var n int64
	must(t, d.Conn(ctx).Model(&bill{}).Where("id = 7").Count(&n).Error)
	if !errors.Is(err, boom) || n != 0 || ran {
		t.Fatalf("err %v, rows %d, after-commit ran: %v", err, n, ran)
	}
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		db.AfterCommit(ctx, func() { ran = !db.InTx(t.Context()) })
		return d.Tx(ctx, func(ctx context.Context) error {
			return d.Conn(ctx).Create(&bill{ID: 7, CommunityID: 10, At: testkit.Start}).Error
		})
	}))
	must(t, d.Conn(ctx).Model(&bill{}).Where("id = 7").Count(&n).Error)
	if n != 1 || !ran {
		t.Fatalf("rows %d, after-commit ran: %v", n, ran)
	}
}

func TestConcurrentReadModifyWriteLosesNothing(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ctx = db.Within(ctx, 10)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if err := d.Tx(ctx, func(ctx context.Context) error {
					var b bill
					if err := d.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", 1).Take(&b).Error; err != nil {
						return err
					}
					return d.Conn(ctx).Model(&bill{}).Where("id = ?", 1).Update("note", b.Note+".").Error
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	must(t, d.Tx(ctx, func(ctx context.Context) error { return nil }))
	wg.Wait()
	var b bill
	must(t, d.Conn(ctx).Take(&b, 1).Error)
	if len(b.Note) != len("mine")+80 {
		t.Fatalf("%d of 80 writes are there", len(b.Note)-len("mine"))
	}
}

func TestTimesAreUTCMillisecondsWhateverTheirZone(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ctx = db.Within(ctx, 10)
	at := time.Date(2026, 5, 1, 7, 59, 59, 500e6, clock.Shanghai()) // still 30 April in UTC
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		return d.Conn(ctx).Create(&bill{ID: 9, CommunityID: 10, At: at}).Error
	}))
	var b bill
	must(t, d.Conn(ctx).Where("at < ? AND at >= ?", at.Add(time.Millisecond).UTC(), at.UTC()).Take(&b).Error)
	if !b.At.Equal(at) || b.At.Location() != time.UTC {
		t.Fatalf("%s came back as %s", at, b.At)
	}
}

func TestDuplicateIsRecognised(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ctx = db.Within(ctx, 10)
	err := d.Tx(ctx, func(ctx context.Context) error {
		return d.Conn(ctx).Create(&bill{ID: 1, CommunityID: 10, At: testkit.Start}).Error
	})
	if !db.Duplicate(err) {
		t.Fatalf("%v", err)
	}
	if err := d.Conn(ctx).Take(&bill{}, 404).Error; !db.NotFound(err) {
		t.Fatalf("%v", err)
	}
}
