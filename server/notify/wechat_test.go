package notify_test

import (
	"context"
	"testing"
	"time"

	"zhijian/server/platform/auth"
)

func TestOneLeaveIsOneMessage(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(assigned(ann, "0"))
	if d := l.delivery(); d.State != "skipped" || len(l.wx.Sent()) != 0 {
		t.Fatalf("without leave: %+v", d)
	}
	l.accept(ann, progress, finished)
	l.accept(ann, progress)
	if n := l.leave(ann.ID, progress); n != 2 {
		t.Fatalf("%d leaves after two accepts", n)
	}
	l.tell(assigned(ann, "1"))
	sent := l.wx.Sent()
	if len(sent) != 1 || sent[0].TemplateID != progress || sent[0].Page != "features/repair/pages/detail?id=1" || sent[0].Data["phrase3"] != "已派单" {
		t.Fatalf("%+v", sent)
	}
	l.tell(assigned(ann, "2"), assigned(ann, "3"))
	if d := l.delivery(); len(l.wx.Sent()) != 2 || d.State != "skipped" || l.leave(ann.ID, progress) != 0 || l.leave(ann.ID, finished) != 1 {
		t.Fatalf("%d sent, %+v", len(l.wx.Sent()), d)
	}
	if n := len(l.inbox(ann, "").Items); n != 4 {
		t.Fatalf("%d in the inbox", n)
	}
}

func TestRefusalsAndForeignTemplatesGiveNoLeave(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	body := `{"results":[{"templateId":"tpl-progress","result":"reject"},{"templateId":"tpl-finished","result":"ban"},{"templateId":"foreign","result":"accept"}]}`
	if a := l.http.Call(t, ann, "POST /app/v1/subscriptions", body); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if l.leave(ann.ID, progress)+l.leave(ann.ID, finished)+l.leave(ann.ID, "foreign") != 0 {
		t.Fatal("leave out of nothing")
	}
	key := []string{"Idempotency-Key", "0123456789abcdef0123"}
	for range 3 { // one tap, sent again on a bad line
		l.http.Call(t, ann, "POST /app/v1/subscriptions", `{"results":[{"templateId":"tpl-progress","result":"accept"}]}`, key...)
	}
	if n := l.leave(ann.ID, progress); n != 1 {
		t.Fatalf("%d leaves for one tap", n)
	}
}

// WeChat alone knows whether somebody switched the messages off.
func TestWhenWeChatSaysNoneIsLeftNoneIs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for range 3 {
		l.http.Call(t, ann, "POST /app/v1/subscriptions", `{"results":[{"templateId":"tpl-progress","result":"accept"}]}`)
	}
	l.tell(assigned(ann, "1"))
	if d := l.delivery(); d.State != "failed" || d.ErrorCode != "wechat.no_quota" || l.leave(ann.ID, progress) != 0 {
		t.Fatalf("%+v, %d left", d, l.leave(ann.ID, progress))
	}
	l.waits(5 * time.Minute)
	if d := l.delivery(); d.Attempts != 1 {
		t.Fatalf("tried again: %+v", d)
	}
}

func TestABusyWeChatIsAskedAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.wx.Fail(2, -1)
	l.tell(assigned(ann, "1"))
	if d := l.delivery(); d.State != "pending" || d.ErrorCode != "wechat.unavailable" {
		t.Fatalf("%+v", d)
	}
	l.waits(2 * time.Minute)
	if d := l.delivery(); d.State != "delivered" || len(l.wx.Sent()) != 1 || l.leave(ann.ID, progress) != 0 {
		t.Fatalf("%+v, %d sent", d, len(l.wx.Sent()))
	}
}

func TestARefusedMessageGivesTheLeaveBack(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.wx.Fail(1, 47003) // the template has other fields
	l.tell(assigned(ann, "1"))
	if d := l.delivery(); d.State != "failed" || d.ErrorCode != "wechat.bad_template" || l.leave(ann.ID, progress) != 1 {
		t.Fatalf("%+v, %d left", d, l.leave(ann.ID, progress))
	}
	l.accept(carl, progress)
	l.tell(assigned(carl, "1"))
	if d := l.delivery(); d.State != "failed" || d.ErrorCode != "no_openid" || l.leave(carl.ID, progress) != 1 {
		t.Fatalf("%+v, %d left", d, l.leave(carl.ID, progress))
	}
}

func TestALateMessageStaysInTheInbox(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.wx.Fail(2, -1)
	l.tell(assigned(ann, "1"))
	l.now.Advance(2 * time.Hour)
	l.work()
	if d := l.delivery(); d.State != "skipped" || d.ErrorCode != "too_late" || len(l.wx.Sent()) != 0 || l.leave(ann.ID, progress) != 1 {
		t.Fatalf("%+v, %d sent", d, len(l.wx.Sent()))
	}
}

// A process that died while it was sending left the delivery in this state.
func TestAnUnknownResultIsNotSentAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.wx.Fail(2, -1)
	l.tell(assigned(ann, "1"))
	ctx := auth.With(t.Context(), auth.SystemActor())
	err := l.db.Tx(ctx, func(ctx context.Context) error {
		return l.db.Conn(ctx).Table("notify_deliveries").Model(&delivery{}).Where("channel = ?", "wechat").Update("state", "sending").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	l.waits(2 * time.Minute)
	if d := l.delivery(); d.State != "unknown" || len(l.wx.Sent()) != 0 {
		t.Fatalf("%+v, %d sent", d, len(l.wx.Sent()))
	}
}
