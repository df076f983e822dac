package binding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/binding"
	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

// The places of the tests.
const (
	garden, elsewhere ids.ID = 10, 20
	house101          ids.ID = 101
	house102          ids.ID = 102
	house201          ids.ID = 201 // in the other community
)

// The people of the tests. None of them has a house to begin with.
var (
	ann   = person(1001, "张建国")
	amy   = person(1002, "张小美")
	bob   = person(1003, "李邻居")
	eve   = person(1004, "王远方")
	nina  = person(1005, "赵新人") // has proved no phone
	desk  = member(testkit.StaffOf(2001, 1, []ids.ID{garden}, "binding.read", "binding.review"), "钱客服")
	boss  = member(testkit.StaffOf(2002, 1, []ids.ID{garden}, "binding.manage", "binding.read", "binding.review"), "孙经理")
	read  = member(testkit.StaffOf(2003, 1, []ids.ID{garden}, "binding.read"), "周查看")
	far   = member(testkit.StaffOf(2004, 1, []ids.ID{elsewhere}, "binding.manage", "binding.read", "binding.review"), "吴远方")
	annie = member(testkit.StaffOf(2005, 1, []ids.ID{garden}, "binding.manage", "binding.read", "binding.review"), "张建国") // ann at work
)

func person(id ids.ID, name string) auth.Actor {
	return auth.Actor{Kind: auth.Resident, ID: id, SessionID: id, Name: name}
}

func member(a auth.Actor, name string) auth.Actor {
	a.Name = name
	return a
}

func staff() []auth.Actor { return []auth.Actor{desk, boss, read, far} }

// phoneOf is 1380013 and the id; ann has the same at work and at home.
func phoneOf(id ids.ID) string {
	if id == annie.ID {
		id = ann.ID
	}
	if id == nina.ID {
		return ""
	}
	return fmt.Sprintf("1380013%d", id)
}

var errFile = errs.New(422, "file.unknown", "有图片没有上传成功")

// entry is a line of the register with its phone.
type entry struct {
	event.RegisterEntry
	phone string
}

// town is what the other capabilities answer and what they were told.
type town struct {
	mu       sync.Mutex
	vault    *pii.Vault
	register []entry
	uploads  map[ids.ID]ids.ID // file -> who uploaded it; gone once attached
	attached map[ids.ID]ids.ID // file -> binding
	cards    map[ids.ID]event.Card
	told     []string
	forgot   []ids.ID
	open     int // orders of any house
	insiders bool
}

func (w *town) House(ctx context.Context, id ids.ID) (event.House, error) {
	all, _ := w.Houses(ctx, []ids.ID{id})
	if h, ok := all[id]; ok {
		return h, nil
	}
	return event.House{}, errs.New(404, "house.not_found", "没有找到这套房屋")
}

func (w *town) Houses(_ context.Context, which []ids.ID) (map[ids.ID]event.House, error) {
	out := map[ids.ID]event.House{}
	for id, in := range map[ids.ID]ids.ID{house101: garden, house102: garden, house201: elsewhere} {
		if slices.Contains(which, id) {
			out[id] = event.House{ID: id, CommunityID: in, CommunityName: "翠湖花园", Label: fmt.Sprintf("1栋1单元%d", id)}
		}
	}
	return out, nil
}

func (w *town) HousesByPhone(_ context.Context, index string) ([]event.RegisterEntry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []event.RegisterEntry
	for _, e := range w.register {
		if w.vault.Index("phone", e.phone) == index {
			out = append(out, e.RegisterEntry)
		}
	}
	return out, nil
}

func (w *town) CloseRegister(_ context.Context, house ids.ID, _ time.Time, _ string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.register = slices.DeleteFunc(w.register, func(e entry) bool { return e.HouseID == house })
	return nil
}

func (w *town) RegisterOf(_ context.Context, house ids.ID) ([]event.RegisterEntry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []event.RegisterEntry
	for _, e := range w.register {
		if e.HouseID == house {
			out = append(out, e.RegisterEntry)
		}
	}
	return out, nil
}

// write puts a line on the register.
func (w *town) write(house ids.ID, role, name, phone string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	in := map[ids.ID]ids.ID{house101: garden, house102: garden, house201: elsewhere}[house]
	w.register = append(w.register, entry{event.RegisterEntry{HouseID: house, CommunityID: in, Role: role, Name: name}, phone})
}

func (w *town) Person(ctx context.Context, id ids.ID) (event.Person, error) {
	all, _ := w.People(ctx, []ids.ID{id})
	return all[id], nil
}

func (w *town) People(_ context.Context, which []ids.ID) (map[ids.ID]event.Person, error) {
	out := map[ids.ID]event.Person{}
	for _, a := range []auth.Actor{ann, amy, bob, eve, nina} {
		if slices.Contains(which, a.ID) {
			out[a.ID] = event.Person{ID: a.ID, Name: a.Name, Phone: phoneOf(a.ID)}
		}
	}
	return out, nil
}

func (w *town) PersonByPhone(context.Context, string) (ids.ID, bool, error) { return 0, false, nil }

func (w *town) Staff(_ context.Context, which []ids.ID) (map[ids.ID]event.Staff, error) {
	out := map[ids.ID]event.Staff{}
	for _, a := range append(staff(), annie) {
		if slices.Contains(which, a.ID) {
			out[a.ID] = event.Staff{ID: a.ID, Name: a.Name, Phone: phoneOf(a.ID)}
		}
	}
	return out, nil
}

func (w *town) StaffWith(_ context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	all := staff()
	if w.insiders {
		all = append(all, annie)
	}
	var out []event.Staff
	for _, a := range all {
		if a.In(community) && a.Can(permission) {
			out = append(out, event.Staff{ID: a.ID, Name: a.Name, Phone: phoneOf(a.ID)})
		}
	}
	return out, nil
}

func (w *town) Forget(user ids.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forgot = append(w.forgot, user)
}

func (w *town) Attach(_ context.Context, who auth.Actor, purpose string, object, _ ids.ID, files []ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range files {
		if purpose != "binding" || w.uploads[f] != who.ID {
			return errFile
		}
	}
	for _, f := range files {
		delete(w.uploads, f)
		w.attached[f] = object
	}
	return nil
}

func (w *town) Views(_ context.Context, files []ids.ID) (map[ids.ID]event.File, error) {
	out := map[ids.ID]event.File{}
	for _, f := range files {
		out[f] = event.File{ID: f, URL: "/files/" + f.String()}
	}
	return out, nil
}

func (w *town) Delete(_ context.Context, file ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.attached, file)
	return nil
}

func (w *town) Tell(ctx context.Context, users []ids.ID, kind string, ref, _ ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !db.InTx(ctx) {
		return outbox.ErrOutsideTx
	}
	slices.Sort(users)
	w.told = append(w.told, fmt.Sprintf("%s %d %v", kind, ref, slices.Compact(users)))
	return nil
}

func (w *town) Put(_ context.Context, cards ...event.Card) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range cards {
		w.cards[c.RefID] = c
	}
	return nil
}

func (w *town) Remove(_ context.Context, _ string, ref ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.cards, ref)
	return nil
}

func (w *town) OpenForHouse(context.Context, ids.ID) (int, error) { return w.open, nil }

// bench is a running slice with its town.
type bench struct {
	*binding.Service
	*testkit.HTTP
	db    *db.DB
	clock *clock.Fake
	town  *town
	mux   *task.Mux
	box   *outbox.Box
	next  ids.ID
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	key := strings.Repeat("11", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": key}, Index: key})
	if err != nil {
		t.Fatal(err)
	}
	w := &town{vault: vault, uploads: map[ids.ID]ids.ID{}, attached: map[ids.ID]ids.ID{}, cards: map[ids.ID]event.Card{}}
	b := &bench{clock: c, db: testkit.DB(t, c.Now), next: 5000, town: w, mux: task.NewMux()}
	gen := testkit.Gen(t, c.Now)
	log, err := audit.New(b.db, gen, c.Now, key)
	if err != nil {
		t.Fatal(err)
	}
	b.box = outbox.New(b.db, gen, c.Now)
	b.box.Subscribe(event.BindingChanged{}.Topic(), "test:changed", task.Default)
	b.box.Subscribe(event.Notify{}.Topic(), "test:notify", task.Default)
	b.box.Subscribe(event.PersonMerged{}.Topic(), binding.TaskMerge, task.Default)
	b.Service = binding.New(binding.Deps{DB: b.db, Redis: testkit.Redis(t), Gen: gen, Now: c.Now, Box: b.box, Vault: vault, Audit: log,
		Houses: w, People: w, Files: w, Live: w, Cards: w, Orders: w})
	b.MountTasks(b.mux)
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, func(api *httpx.API) {
		b.MountApp(api)
		b.MountAdmin(api)
	})
	return b
}

// files are n uploads of who, as a JSON list.
func (b *bench) files(who auth.Actor, n int) string {
	b.town.mu.Lock()
	defer b.town.mu.Unlock()
	out := make([]string, n)
	for i := range out {
		b.next++
		out[i] = `"` + b.next.String() + `"`
		b.town.uploads[b.next] = who.ID
	}
	return "[" + strings.Join(out, ",") + "]"
}

// do calls the API, expects the status and returns the binding.
func (b *bench) do(t testing.TB, as auth.Actor, do, body string, want int) binding.Binding {
	t.Helper()
	a := b.Call(t, as, do, body)
	if a.Status != want {
		t.Fatalf("%s as %s: %d instead of %d: %s", do, as.Name, a.Status, want, a.Body)
	}
	var v binding.Binding
	if want < 300 {
		a.Into(t, &v)
	}
	return v
}

// refuse calls the API and expects a refusal with this code.
func (b *bench) refuse(t testing.TB, as auth.Actor, do, body string, want int, code string) testkit.Answer {
	t.Helper()
	a := b.Call(t, as, do, body)
	if a.Status != want || !strings.Contains(a.Body, `"code":"`+code+`"`) {
		t.Fatalf("%s as %s: %d instead of %d %s: %s", do, as.Name, a.Status, want, code, a.Body)
	}
	return a
}

// claim applies for a house.
func (b *bench) claim(t testing.TB, as auth.Actor, house ids.ID, role string) binding.Binding {
	t.Helper()
	return b.do(t, as, "POST /app/v1/bindings", b.claimBody(as, house, role), 201)
}

func (b *bench) claimBody(as auth.Actor, house ids.ID, role string) string {
	return fmt.Sprintf(`{"houseId":"%d","role":%q,"name":%q,"evidenceFileIds":%s}`, house, role, as.Name, b.files(as, 1))
}

// seed binds a person without asking.
func (b *bench) seed(t testing.TB, who auth.Actor, house ids.ID, role string) binding.Binding {
	t.Helper()
	if err := b.SeedActive(t.Context(), who.ID, house, role); err != nil {
		t.Fatal(err)
	}
	all, err := b.Mine(auth.With(t.Context(), who), who)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(v binding.Binding) bool { return v.HouseID == house && v.State == binding.Active })
	if i < 0 {
		t.Fatal("the seed bound nobody")
	}
	return all[i]
}

// state is where a binding stands in the eyes of its person.
func (b *bench) state(t testing.TB, of auth.Actor, id ids.ID) binding.State {
	t.Helper()
	return b.do(t, of, "GET /app/v1/bindings/"+id.String(), "", 200).State
}

// outboxed are the payloads of an event that contain a text.
func (b *bench) outboxed(t testing.TB, name, text string) []string {
	t.Helper()
	var all []string
	if err := b.db.Conn(db.Everywhere(t.Context())).Model(&outbox.Row{}).Where("name = ?", name).Order("id").Pluck("payload", &all).Error; err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(s string) bool { return !strings.Contains(s, text) })
}

// notified counts the messages of a template to somebody.
func (b *bench) notified(t testing.TB, to ids.ID, template string) int {
	t.Helper()
	n := 0
	for _, p := range b.outboxed(t, "test:notify", `"template":"`+template+`"`) {
		if strings.Contains(p, fmt.Sprintf(`"to":"%d"`, to)) {
			n++
		}
	}
	return n
}

// audited are the actions that the audit kept.
func (b *bench) audited(t testing.TB) []string {
	t.Helper()
	var out []string
	if err := b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT action FROM audit_entries ORDER BY id").Scan(&out).Error; err != nil {
		t.Fatal(err)
	}
	return out
}

// day is the n-th day from the test's today on, in Shanghai.
func (b *bench) day(n int) string {
	return clock.Date(b.clock.Now().Add(time.Duration(n) * 24 * time.Hour))
}
