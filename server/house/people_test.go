package house

import (
	"fmt"
	"testing"

	"zhijian/server/platform/pii"
)

func TestWhatARowDoesToThePeople(t *testing.T) {
	t.Parallel()
	one := func(role Role, name string, phones ...pii.Phone) Person { return Person{role, name, phones} }
	zhang, li, wang := one(Owner, "张三", "13800000001"), one(CoOwner, "李四"), one(Tenant, "王五", "13800000005")
	for name, tc := range map[string]struct {
		have, row, want []Person
	}{
		"a blank row keeps everyone":          {[]Person{zhang, li, wang}, nil, []Person{zhang, li, wang}},
		"the same name keeps its number":      {[]Person{zhang}, []Person{one(Owner, "张三")}, []Person{zhang}},
		"a number without a name is the same": {[]Person{zhang}, []Person{one(Owner, "", "13800000009")}, []Person{one(Owner, "张三", "13800000009")}},
		"another owner replaces all owners":   {[]Person{zhang, li, wang}, []Person{one(Owner, "赵六")}, []Person{one(Owner, "赵六"), wang}},
		"co-owners are a list of their own":   {[]Person{zhang, li}, []Person{one(CoOwner, "孙七")}, []Person{zhang, one(CoOwner, "孙七")}},
		"another tenant leaves the owner":     {[]Person{zhang, wang}, []Person{one(Tenant, "周八")}, []Person{zhang, one(Tenant, "周八")}},
	} {
		if got := mergePeople(tc.have, tc.row); fmt.Sprint(got) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	changes := peopleChanges([]Person{zhang, li}, []Person{one(Owner, "张三", "13800000009"), li})
	if len(changes) != 1 || changes[0] != (Change{"owner", "业主", "张* 138****0001", "张* 138****0009"}) {
		t.Errorf("changes %+v", changes)
	}
}
