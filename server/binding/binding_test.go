package binding

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

func allStates() []State {
	return []State{None, Pending, NeedMore, Active, Rejected, Withdrawn, Suspended, Revoked, Expired, Unbound, MovedOut}
}

func allActs() []Act {
	return []Act{Match, Join, Grant, Apply, Evidence, Withdraw, Approve, Reject, AskMore, SetRights, Dispute, Suspend, Resume, Revoke, Unbind, Expire, MoveOut, Merge}
}

func allRoles() []By { return []By{Self, Head, CoOwner, Reviewer, Manager, System} }

// TestWholeTable states the life of a binding a second time, by hand, and
// compares every act in every state by every role.
func TestWholeTable(t *testing.T) {
	t.Parallel()
	want := map[string]State{}
	add := func(to State, act Act, by string, from ...State) {
		for b := range strings.SplitSeq(by, " ") {
			for _, f := range from {
				want[string(act)+"/"+b+"/"+string(f)] = to
			}
		}
	}
	add(Active, Match, "self", None, Pending, NeedMore)
	add(Active, Join, "self", None, Pending, NeedMore)
	add(Active, Grant, "system", None, Pending, NeedMore)
	add(Pending, Apply, "self", None)
	add(Pending, Evidence, "self", NeedMore)
	add(Withdrawn, Withdraw, "self system", Pending, NeedMore)
	add(Active, Approve, "reviewer head", Pending, NeedMore)
	add(Rejected, Reject, "reviewer head", Pending, NeedMore)
	add(NeedMore, AskMore, "reviewer", Pending)
	add(Active, SetRights, "head", Active)
	add(Suspended, Dispute, "head", Active)
	add(Active, Dispute, "co_owner", Active)
	add(Suspended, Suspend, "manager", Active)
	add(Active, Resume, "manager", Suspended)
	add(Revoked, Revoke, "manager", Suspended)
	add(Unbound, Unbind, "self head manager", Active, Suspended)
	add(MovedOut, MoveOut, "self head manager system", Active, Suspended)
	add(Expired, Expire, "system", Active, Suspended)
	add(Pending, Merge, "system", Pending)
	add(NeedMore, Merge, "system", NeedMore)
	for _, act := range allActs() {
		for _, by := range allRoles() {
			for _, from := range allStates() {
				name := string(act) + "/" + string(by) + "/" + string(from)
				to, _, err := move(act, from, []By{by})
				if w, ok := want[name]; ok != (err == nil) || to != w {
					t.Errorf("%s: %q %v, want %q", name, to, err, w)
				}
			}
		}
	}
}

func TestRefusalsTellWhy(t *testing.T) {
	t.Parallel()
	if _, _, err := move(Approve, Pending, nil); !errors.Is(err, ErrNotYours) {
		t.Errorf("a stranger: %v", err)
	}
	if _, _, err := move(Approve, Pending, []By{Self}); !errors.Is(err, ErrNotYours) {
		t.Errorf("oneself: %v", err)
	}
	_, _, err := move(Approve, Active, []By{Reviewer})
	if e, _ := errs.From(err); !errors.Is(err, ErrChanged) || e.Meta["state"] != "active" || !strings.Contains(e.Message, "已认证") {
		t.Errorf("too late: %v", err)
	}
}

func TestEveryStateAndActHasWords(t *testing.T) {
	t.Parallel()
	for _, s := range allStates()[1:] {
		if s.Label() == "" {
			t.Errorf("state %s has no label", s)
		}
	}
	for _, a := range allActs() {
		if a.title() == "" {
			t.Errorf("act %s has no title", a)
		}
	}
	for _, r := range rules() {
		if r.to.Label() == "" || len(r.by) == 0 || len(r.from) == 0 {
			t.Errorf("rule %+v", r)
		}
	}
}

func TestButtonsFollowTheTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from State
		as   []By
		want string
	}{
		{Pending, []By{Self}, "withdraw"},
		{NeedMore, []By{Self}, "evidence withdraw"},
		{Active, []By{Self}, "unbind"},
		{Active, []By{Head}, "rights dispute unbind"},
		{Active, []By{CoOwner}, "dispute"},
		{Pending, []By{Head}, "approve reject"},
		{Pending, []By{Reviewer, Manager}, "approve need-more reject"},
		{Suspended, []By{Reviewer, Manager}, "resume revoke unbind"},
		{Unbound, []By{Self, Reviewer, Manager}, ""},
		{Active, nil, ""},
	} {
		if got := strings.Join(actions(c.from, c.as), " "); got != c.want {
			t.Errorf("%s %v: %q instead of %q", c.from, c.as, got, c.want)
		}
	}
}

func TestRolesComeFromTheSession(t *testing.T) {
	t.Parallel()
	b := binding{PersonID: 1, HouseID: 7, CommunityID: 3, Role: Member}
	owned := binding{PersonID: 1, HouseID: 7, CommunityID: 3, Role: Owner}
	head, elsewhere, member := binding{HouseID: 7, Role: Owner}, binding{HouseID: 8, Role: Owner}, binding{HouseID: 7, Role: Member}
	resident := func(id ids.ID) auth.Actor { return auth.Actor{Kind: auth.Resident, ID: id} }
	staff := func(in ids.ID, p ...string) auth.Actor {
		return auth.Actor{Kind: auth.Staff, ID: 9, Communities: []ids.ID{in}, Permissions: p}
	}
	for _, c := range []struct {
		name string
		who  auth.Actor
		own  binding
		of   binding
		want []By
	}{
		{"himself", resident(1), binding{}, b, []By{Self}},
		{"the owner", resident(2), head, b, []By{Head}},
		{"the owner about an owner", resident(2), head, owned, []By{CoOwner}},
		{"an owner next door", resident(2), elsewhere, b, nil},
		{"another member", resident(2), member, b, nil},
		{"a stranger", resident(2), binding{}, b, nil},
		{"nobody", auth.Actor{}, head, b, nil},
		{"a reviewer", staff(3, "binding.review"), binding{}, b, []By{Reviewer}},
		{"a manager", staff(3, "binding.manage"), binding{}, b, []By{Manager}},
		{"a reviewer of another community", staff(4, "binding.manage", "binding.review"), binding{}, b, nil},
		{"staff who only read", staff(3, "binding.read"), binding{}, b, nil},
		{"the clock", auth.SystemActor(), binding{}, b, []By{System}},
	} {
		if got := roles(c.who, c.own, c.of); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v instead of %v", c.name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{
		"张建国": true, "买买提·艾力": true, "欧阳娜娜": true, "Ann Lee": true, "翠湖物业（上海）有限公司": true, "㐂": true,
		"": false, "张3": false, "１２": false, "张<b>": false, "😀": false, "-": false, "张\n三": false,
		strings.Repeat("张", 30): true, strings.Repeat("张", 31): false, strings.Repeat("张", 200): false,
	} {
		if err := checkName(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestLastTwoDigits(t *testing.T) {
	t.Parallel()
	for label, want := range map[string][2]string{
		"1栋1单元101": {"01", "1栋1单元1**"},
		"2栋8":      {"28", "*栋*"},
		"商铺A12":    {"12", "商铺A**"},
		"101室":     {"01", "1**室"},
		"岗亭":       {"", "岗亭"},
		"车位7":      {"7", "车位*"},
	} {
		if lastTwo(label) != want[0] || maskLabel(label) != want[1] {
			t.Errorf("%s: %q %q", label, lastTwo(label), maskLabel(label))
		}
	}
}

func TestWhoMayInviteWhom(t *testing.T) {
	t.Parallel()
	repairOnly, all := []auth.Right{auth.Repair}, auth.AllRights()
	for _, c := range []struct {
		by    Role
		own   []auth.Right
		as    Role
		asked []auth.Right
		want  bool
	}{
		{Owner, all, Member, all, true}, {Owner, all, Tenant, repairOnly, true}, {Owner, all, Owner, all, false},
		{Member, repairOnly, Member, repairOnly, true}, {Member, repairOnly, Member, all, false}, {Member, all, Tenant, repairOnly, false},
		{Tenant, repairOnly, Member, repairOnly, true}, {Tenant, all, Owner, nil, false},
	} {
		if got := mayInvite(c.by, c.own, c.as, c.asked); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestRightsAreKnownAndDistinct(t *testing.T) {
	t.Parallel()
	if r, err := parseRights([]string{"repair", "pay"}); err != nil || joinRights(r) != "pay,repair" {
		t.Errorf("%v %v", r, err)
	}
	for _, bad := range [][]string{{"all"}, {"pay", "pay"}, {"pay", ""}, {"PAY"}} {
		if _, err := parseRights(bad); !errors.Is(err, ErrInput) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if len(splitRights("")) != 0 {
		t.Error("no rights became one")
	}
}

func TestTheClockLooksWhenThereIsSomethingToDo(t *testing.T) {
	t.Parallel()
	now, dayLong := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC), 24*time.Hour
	for days, want := range map[int]int{60: 30, 31: 1, 30: 23, 20: 13, 7: 7, 3: 3} {
		end := now.Add(time.Duration(days) * dayLong)
		if got := nextNotice(&end, now).Sub(now); got != time.Duration(want)*dayLong {
			t.Errorf("%d days left: looks in %v", days, got)
		}
	}
	if nextNotice(nil, now) != nil {
		t.Error("an owner has no end")
	}
}
