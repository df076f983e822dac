package notify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"zhijian/server/event"
	"zhijian/server/notify"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

var (
	ringer   = testkit.StaffOf(202, 1, []ids.ID{community}, "notify.desk")
	stranger = testkit.StaffOf(203, 2, []ids.ID{8}, "notify.desk")
)

// mark puts a house on the list of those who are told by telephone.
func (l *lab) mark(houses ...ids.ID) {
	l.t.Helper()
	for _, h := range houses {
		if a := l.http.Call(l.t, ringer, "POST /admin/v1/notify/houses", fmt.Sprintf(`{"houseId":"%d","note":"陈爷爷，耳背"}`, h)); a.Status != 204 {
			l.t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
}

// rung are the houses on the call list.
func (l *lab) rung() (out []ids.ID) {
	l.t.Helper()
	if err := l.db.Conn(db.AllowRaw(l.t.Context())).Raw("SELECT house_id FROM notify_calls WHERE house_id > 0 ORDER BY id").Scan(&out).Error; err != nil {
		l.t.Fatal(err)
	}
	return out
}

func TestWhoIsToldByTelephoneIsOnAList(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for name, house := range map[string]string{"of another community": "2000", "nowhere": "77"} {
		if a := l.http.Call(t, ringer, "POST /admin/v1/notify/houses", `{"houseId":"`+house+`"}`); a.Status != 404 {
			t.Errorf("a house %s: %d %s", name, a.Status, a.Body)
		}
	}
	if a := l.http.Call(t, dora, "POST /admin/v1/notify/houses", `{"houseId":"1001"}`); a.Status != 403 {
		t.Errorf("without the right: %d", a.Status)
	}
	if a := l.http.Call(t, stranger, "GET /admin/v1/notify/houses?communityId=7", ""); a.Status != 403 {
		t.Errorf("another community's list: %d", a.Status)
	}
	l.mark(1001, 1001, 1002)
	a := l.http.Call(t, ringer, "GET /admin/v1/notify/houses?communityId=7", "")
	if strings.Count(a.Body, `"houseId"`) != 2 || !strings.Contains(a.Body, "1栋1单元1001") || !strings.Contains(a.Body, "耳背") || strings.Contains(a.Body, "0223333") {
		t.Errorf("%s", a.Body)
	}
	if a := l.http.Call(t, stranger, "DELETE /admin/v1/notify/houses/1001", ""); a.Status != 404 {
		t.Errorf("another company takes it off: %d", a.Status)
	}
	if a := l.http.Call(t, ringer, "DELETE /admin/v1/notify/houses/1001", ""); a.Status != 204 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, ringer, "DELETE /admin/v1/notify/houses/1001", ""); a.Status != 404 {
		t.Errorf("twice: %d", a.Status)
	}
	for h := ids.ID(1010); h < 1509; h++ { // with 1002 there are 500
		if _, err := l.svc.MarkHouse(auth.With(t.Context(), ringer), ringer, h, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.svc.MarkHouse(auth.With(t.Context(), ringer), ringer, 1600, ""); !errors.Is(err, notify.ErrManyHouses) {
		t.Errorf("one more: %v", err)
	}
	l.mark(1002) // another note for one that is there
}

// Nobody of the house has an account: what is worth a call is put on the call
// list once, and the number is shown to who claims it.
func TestAHouseholdWithoutTheAppIsCalled(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.mark(1001, 1999)
	about := func(house ids.ID, template, key string) event.Notify {
		n := assigned(ann, key)
		n.To, n.HouseID, n.Template = 0, house, template
		return n
	}
	l.tell(about(1002, "repair_assigned", "a"), about(1001, "repair_accepted", "a")) // not on the list; not worth a call
	if got := l.rung(); len(got) != 0 {
		t.Fatalf("called %v", got)
	}
	urgent := about(1001, "repair_accepted", "u")
	urgent.Urgent = true
	l.tell(about(1001, "repair_assigned", "a"), about(1001, "repair_assigned", "a"), urgent, about(1999, "repair_assigned", "a"))
	if got := fmt.Sprint(l.rung()); got != "[1001 1001 1999]" {
		t.Fatalf("called %v", got)
	}
	var page struct{ Items []notify.CallView }
	a := l.http.Call(t, ringer, "GET /admin/v1/notify/calls?communityId=7", "")
	a.Into(t, &page)
	first := page.Items[0]
	if len(page.Items) != 3 || first.House != "1栋1单元1001" || first.Person != "" || first.Phone != "" || !strings.Contains(first.Words, "张师傅") {
		t.Fatalf("%s", a.Body)
	}
	if a := l.http.Call(t, stranger, "POST /admin/v1/notify/calls/"+first.ID.String()+"/claim", `{}`); a.Status != 404 {
		t.Errorf("another company: %d", a.Status)
	}
	var c notify.CallView
	a = l.http.Call(t, ringer, "POST /admin/v1/notify/calls/"+first.ID.String()+"/claim", `{}`)
	a.Into(t, &c)
	if c.Phone != "02233334444" || c.Person != "陈*爷" || !c.Mine {
		t.Errorf("%s", a.Body)
	}
	if a := l.http.Call(t, ringer, "POST /admin/v1/notify/calls/"+first.ID.String()+"/done", `{"note":"本人接听"}`); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, ringer, "POST /admin/v1/notify/calls/"+page.Items[2].ID.String()+"/claim", `{}`); a.Status != 409 || !strings.Contains(a.Body, "notify.no_number") {
		t.Errorf("a house without a number: %d %s", a.Status, a.Body)
	}
}

// A notice is read to the households of its audience, each once.
func TestANoticeIsReadToHouseholdsWithoutTheApp(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.settle(3)
	for h := ids.ID(1001); h < 1251; h++ {
		if _, err := l.svc.MarkHouse(auth.With(t.Context(), ringer), ringer, h, ""); err != nil {
			t.Fatal(err)
		}
	}
	l.tellAll(waterOff(1))
	l.tellAll(waterOff(1))
	l.work()
	got := l.rung()
	seen := map[ids.ID]bool{}
	for _, h := range got {
		seen[h] = true
	}
	if len(got) != 250 || len(seen) != 250 {
		t.Fatalf("%d calls to %d houses", len(got), len(seen))
	}
	some := waterOff(2)
	some.Audience.Buildings = []ids.ID{5}
	l.town.named = []ids.ID{1003, 1250, 1800}
	l.tellAll(some)
	l.work()
	if got := fmt.Sprint(l.rung()[250:]); got != "[1003 1250]" {
		t.Errorf("of a building: %s", got)
	}
}
