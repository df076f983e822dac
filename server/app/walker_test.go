package app

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

func field(t testing.TB, body, name string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	s, _ := m[name].(string)
	return s
}

var param = regexp.MustCompile(`\{(\w+)\}`)

// fill puts the town's objects into the path. The word before a parameter
// names the kind; a kind the walker does not know fails the test, so that a
// new one cannot be forgotten.
func (w *town) fill(t testing.TB, op httpx.Op) string {
	t.Helper()
	parts := strings.Split(op.Path, "/")
	for i, p := range parts {
		if !param.MatchString(p) {
			continue
		}
		kind := parts[i-1]
		if kind == "inbox" {
			kind = string(op.Policy.Surface) + "-inbox"
		}
		id, ok := w.objects[kind]
		if !ok {
			t.Fatalf("the walker has no object for %s in %s: give it one in town_test.go", p, op.Path)
		}
		parts[i] = id
	}
	return strings.Join(parts, "/")
}

// request is a legal call of the operation with this town's ids everywhere:
// in the path, in the query and nested in the body.
func (w *town) request(t testing.TB, r *rig, op httpx.Op) (path string, body any, kind string) {
	t.Helper()
	path = w.fill(t, op)
	item := r.API.OpenAPI().Paths[op.Path]
	hop := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete, "PUT": item.Put}[op.Method]
	m := w.maker(r)
	var query []string
	for _, p := range hop.Parameters {
		if p.In == "query" && (p.Required || strings.HasSuffix(p.Name, "Id")) {
			query = append(query, p.Name+"="+fmt.Sprint(m.valid(p.Name, p.Schema)))
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	if hop.RequestBody == nil {
		return path, nil, ""
	}
	if c, ok := hop.RequestBody.Content["application/json"]; ok {
		return path, m.valid("", c.Schema), "application/json"
	}
	return path, multipart(map[string]string{"purpose": "repair"}, "a.png", []byte("x")), "multipart/form-data; boundary=b"
}

func (w *town) maker(r *rig) maker {
	return maker{doc: r.API.OpenAPI(), now: r.clock.Now(), rnd: rand.New(rand.NewPCG(1, 2)), ids: map[string]string{
		"communityId": w.objects["communities"], "communityIds": w.objects["communities"], "houseId": w.objects["houses"], "buildingId": w.objects["buildings"],
		"itemIds": w.objects["fee-items"], "meterId": w.objects["meters"], "houseIds": w.objects["houses"], "runId": w.objects["bill-runs"],
		"workerId": w.objects["worker"], "roleId": w.objects["roles"], "roleIds": w.objects["roles"], "role": "member",
		"merchantId": w.objects["merchants"], "titleId": w.objects["invoice-titles"], "billId": w.objects["payments"],
		"itemId": w.objects["stock-items"], "causeCode": "worn",
	}}
}

// ownMatters are operations without an object of anyone: they act on the
// caller's own account, and are called with nothing foreign to give.
func ownMatters(op httpx.Op) bool {
	return !strings.Contains(op.Path, "{")
}

// TestWalker calls every operation with every id of town B as strangers to
// it: nothing of B may be answered, and nothing of anyone may change.
func TestWalker(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, b := newTown(t, r, 0), newTown(t, r, 1)
	foreign := []session{{name: "anonymous"}, a.owner, a.member, b.stranger, a.staff["小区经理"], a.staff["系统管理员"], a.staff["维修工"]}
	foreign[3].name = "applicant of B"
	calls := 0
	eyes := r.watch(t)
	for _, op := range endingsLast(sortedOps(r.API)) {
		if op.Policy.Surface == auth.Public {
			continue
		}
		path, body, kind := b.request(t, r, op)
		for _, who := range foreign {
			if who.name == "applicant of B" && op.ID == "applyBinding" {
				continue // his own right: anyone may apply for any house
			}
			got := r.send(who, op.Method, path, body, kind)
			calls++
			walked(t, op, who, path, got, b, eyes.changed(t))
		}
	}
	t.Logf("%d operations, %d calls", len(r.API.Ops), calls)
}

// endingsLast puts the log-outs at the end: after them every answer is 401,
// and a walk that is refused for that reason alone has seen nothing.
func endingsLast(ops []httpx.Op) []httpx.Op {
	slices.SortStableFunc(ops, func(a, b httpx.Op) int {
		return strings.Count(strings.ToLower(a.ID), "logout") - strings.Count(strings.ToLower(b.ID), "logout")
	})
	return ops
}

func walked(t *testing.T, op httpx.Op, who session, path string, got reply, b *town, touched []string) {
	t.Helper()
	at := fmt.Sprintf("%s %s as %s: %d", op.Method, path, who.name, got.status)
	if got.status >= 500 {
		t.Errorf("%s: %s", at, got.body)
	}
	if who.name != "applicant of B" && strings.Contains(got.body, b.canary) && !openByDesign[op.ID] {
		t.Errorf("%s: data of B: %s", at, got.body)
	}
	signedIn := (op.Policy.Surface == auth.Admin && who.cookie != "") || (op.Policy.Surface == auth.App && who.token != "")
	if signedIn && got.status == http.StatusUnauthorized && !strings.Contains(strings.ToLower(op.ID), "logout") {
		t.Errorf("%s: the session is gone, so the walk sees nothing", at)
	}
	refused := got.status == http.StatusUnauthorized || got.status == http.StatusForbidden || got.status == http.StatusNotFound
	if !ownMatters(op) && !refused && !openByDesign[op.ID] {
		t.Errorf("%s: not refused: %s", at, got.body)
	}
	if len(touched) > 0 && (!ownMatters(op) || got.status >= 400) {
		t.Errorf("%s: it changed %v", at, touched)
	}
}

// openByDesign are the operations that any signed-in resident may call for
// any community, because he is not bound anywhere yet: they answer addresses,
// never people.
var openByDesign = map[string]bool{"findCommunities": true, "findHouses": true, "applyBinding": true,
	"getPayCode": true, // whoever has the code: one bill, no name and no history
}

// unguarded gives every staff member every community, as if the tenant's scope
// had been forgotten in the Actor and so in the SQL.
type unguarded struct{ httpx.Sessions }

func (u unguarded) Staff(ctx context.Context, cookie string) (auth.Actor, error) {
	a, err := u.Sessions.Staff(ctx, cookie)
	a.Platform = err == nil
	return a, err
}

// TestTheWalkerSeesAMissingGuard removes the tenant's scope; what the walker
// finds refused on the sound product must then be answered on nearly every
// operation, or the walker is blind.
func TestTheWalkerSeesAMissingGuard(t *testing.T) {
	t.Parallel()
	r := brokenRig(t, func(s httpx.Sessions) httpx.Sessions { return unguarded{s} })
	a, b := newTown(t, r, 0), newTown(t, r, 1)
	var seen, all int
	for _, op := range sortedOps(r.API) {
		if op.Method != http.MethodGet || op.Policy.Surface != auth.Admin || !strings.Contains(op.Path, "{") || op.Policy.Check(managerActor()) != nil {
			continue
		}
		path, body, kind := b.request(t, r, op)
		got := r.send(a.staff["小区经理"], op.Method, path, body, kind)
		all++
		if got.status < 300 {
			seen++
		} else {
			t.Logf("not seen: %s %d", op.ID, got.status)
		}
	}
	if all < 10 || seen*100 < all*90 {
		t.Errorf("without the guard the walker sees %d of %d operations leak", seen, all)
	}
}

func managerActor() auth.Actor {
	return auth.Actor{Kind: auth.Staff, ID: 1, Permissions: DefaultRoles()[0].Permissions}
}

// TestMatrix executes every cell of docs/matrix.md.
func TestMatrix(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := newTown(t, r, 0)
	sessions := []session{{name: "未登录"}, a.owner}
	names, actors := MatrixActors()
	for _, role := range DefaultRoles() {
		sessions = append(sessions, a.staff[role.Name])
	}
	sessions = append(sessions, a.staff[platformAdmin])
	cells := 0
	for _, op := range sortedOps(r.API) {
		if strings.HasSuffix(op.ID, "Logout") || op.ID == "logout" || strings.Contains(op.ID, "evoke") || op.ID == "disableStaff" || op.ID == "resetStaff" {
			continue // they would end the sessions of the next cells; TestMatrixEndings has them
		}
		path, body, kind := a.request(t, r, op)
		for i, who := range actors {
			got := r.send(sessions[i], op.Method, path, body, kind)
			cells++
			allow := op.Policy.Check(who) == nil
			refused := got.status == http.StatusUnauthorized || (got.status == http.StatusForbidden && strings.Contains(got.body, "auth.denied"))
			if allow && got.status == http.StatusUnauthorized && op.Policy.Surface != auth.Public || !allow && !refused || got.status >= 500 {
				t.Errorf("%s as %s: allowed %v, answered %d %s", op.ID, names[i], allow, got.status, got.body)
			}
		}
	}
	t.Logf("%d cells", cells)
}

// TestNoInputBreaksIt sends generated input over the OpenAPI document: it is
// refused with a stable code and a Chinese sentence, and never answered 5xx.
func TestNoInputBreaksIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := newTown(t, r, 0)
	each := 60
	if testing.Short() {
		each = 15
	}
	m := a.maker(r)
	sent := 0
	for _, op := range sortedOps(r.API) {
		who := a.owner
		if strings.HasPrefix(op.Path, "/admin/") {
			who = a.staff["小区经理"]
		}
		if strings.Contains(strings.ToLower(op.ID), "logout") || strings.Contains(op.ID, "evoke") {
			continue
		}
		for range each {
			path, body := mutate(t, r, a, m, op)
			got := r.send(who, op.Method, path, body, "application/json")
			sent++
			sane(t, op, path, got)
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d inputs", sent)
}

func mutate(t *testing.T, r *rig, a *town, m maker, op httpx.Op) (path string, body any) {
	t.Helper()
	path = a.fill(t, op)
	if m.rnd.IntN(3) == 0 {
		path = param.ReplaceAllStringFunc(op.Path, func(string) string {
			return []string{"0", "-1", "1e9", "9223372036854775808", "%00", "%F0%9F%98%80", "'", "..%2f", strings.Repeat("9", 300), "404"}[m.rnd.IntN(10)]
		})
	}
	item := r.API.OpenAPI().Paths[op.Path]
	hop := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete, "PUT": item.Put}[op.Method]
	var query []string
	for _, p := range hop.Parameters {
		if p.In == "query" && m.rnd.IntN(3) > 0 {
			query = append(query, p.Name+"="+[]string{"", "-1", "99999999999999999999", "%00", "%FF%FE", "%F0%9F%98%80", "a%27b", "%25", a.objects["communities"], strings.Repeat("x", 5000)}[m.rnd.IntN(10)])
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	if hop.RequestBody != nil {
		if c, ok := hop.RequestBody.Content["application/json"]; ok {
			body = m.mutated("", c.Schema)
		} else {
			body = []byte("--b\r\nbroken")
		}
	}
	return path, body
}

func sane(t *testing.T, op httpx.Op, path string, got reply) {
	t.Helper()
	if got.status >= 500 {
		t.Errorf("%s %s: %d %s", op.ID, path, got.status, got.body)
		return
	}
	if got.status < 400 {
		return
	}
	var p httpx.Problem
	if err := json.Unmarshal([]byte(got.body), &p); err != nil || p.Code == "" || p.Status != got.status || !strings.ContainsFunc(p.Detail, func(c rune) bool { return c >= 0x4e00 && c <= 0x9fff }) {
		t.Errorf("%s %s: %d is no problem with a code and a sentence: %s", op.ID, path, got.status, got.body)
	}
}
