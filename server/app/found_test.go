package app

import (
	"net/url"
	"strings"
	"testing"
)

func TestAnOperatorFoundsACompany(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	lake := FoundIn{Company: "湖滨物业", Community: "湖滨苑", Address: "湖滨路 1 号", ServicePhone: "02288880001", Username: "head", Name: "周敏"}
	hill := FoundIn{Company: "山麓物业", Community: "山麓里", Address: "山麓路 2 号", ServicePhone: "02288880002", Username: "boss", Name: "林晓"}
	link, err := r.Found(t.Context(), lake)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.Found(t.Context(), lake); err != nil || again == "" || again == link {
		t.Errorf("asked again before the password is set: %q %v", again, err)
	} else {
		link = again
	}
	for name, spoil := range map[string]func(*FoundIn){
		"without an address":          func(in *FoundIn) { in.Address = "" },
		"another company's account":   func(in *FoundIn) { in.Username = "head" },
		"another company's community": func(in *FoundIn) { in.Community, in.Address = lake.Community, lake.Address },
	} {
		in := hill
		spoil(&in)
		if _, err := r.Found(t.Context(), in); err == nil {
			t.Errorf("%s: founded", name)
		}
	}
	if c, err := r.house.FindCommunities(t.Context(), "山麓"); err != nil || len(c) > 0 {
		t.Errorf("a refusal left %v, %v", c, err)
	}
	head := r.settled(link, "head")
	roles := r.do(head, "GET /admin/v1/roles", nil, 200)["items"].([]any)
	if len(roles) != len(DefaultRoles())+1 {
		t.Errorf("%d roles", len(roles))
	}
	var role string
	for _, x := range roles {
		if x.(map[string]any)["name"] == "财务" {
			role = x.(map[string]any)["id"].(string)
		}
	}
	places := r.do(head, "GET /admin/v1/communities", nil, 200)["items"].([]any)
	if len(places) != 1 {
		t.Fatalf("%v", places)
	}
	r.do(head, "POST /admin/v1/staff", map[string]any{"username": "finance", "name": "沈岚", "roleIds": []string{role}, "communityIds": []any{places[0].(map[string]any)["id"]}}, 201)
	lake.Community, lake.Address = "湖滨二期", "湖滨路 3 号"
	if link, err := r.Found(t.Context(), lake); err != nil || link != "" {
		t.Errorf("a second community: %q %v", link, err)
	}
	if places := r.do(head, "GET /admin/v1/communities", nil, 200)["items"].([]any); len(places) != 2 {
		t.Errorf("%v", places)
	}
}

// settled sets the first password by the link and signs in.
func (r *rig) settled(link, username string) session {
	r.t.Helper()
	at, err := url.Parse(link)
	if err != nil || !strings.HasSuffix(at.Path, "/admin/setup") {
		r.t.Fatalf("%q %v", link, err)
	}
	r.do(session{}, "POST /admin/v1/auth/setup", map[string]any{"setupToken": at.Query().Get("token"), "password": testPassword}, 200)
	return r.staff(username, testPassword)
}
