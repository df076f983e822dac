package notify

import (
	"context"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// plan chooses the channels beside the inbox, in the order of intrusion: a
// WeChat message while there is leave, a text message when it is urgent or was
// chosen, a telephone call for who asked to be called. All in the transaction
// of the inbox row; what disturbs waits for the end of the quiet hours.
func (s *Service) plan(ctx context.Context, x told, m message, p Preferences) error {
	now := s.Now()
	rows := []delivery{{MessageID: m.ID, Channel: channelInbox, PersonID: m.UserID, Community: m.Community, State: "delivered", CreatedAt: now, UpdatedAt: now}}
	at := now
	if m.MergeKey != "" {
		at = at.Add(mergeWait)
	}
	if !m.Urgent {
		at = p.From(at)
	}
	row := func(channel, content string) delivery {
		return delivery{MessageID: m.ID, Channel: channel, PersonID: m.UserID, Community: m.Community, State: "pending", Content: content, DueAt: &at, CreatedAt: now, UpdatedAt: now}
	}
	if id := s.Templates[x.tpl.wechat]; !m.Staff && id != "" {
		wx := row(channelWeChat, x.wechat())
		wx.Template = id
		if err := s.leave(ctx, &wx, m, p, now); err != nil {
			return err
		}
		rows = append(rows, wx)
	}
	if m.Urgent || p.Wants(m.Kind, channelSMS) {
		rows = append(rows, row(channelSMS, x.sms(m)))
	}
	if call, err := s.needsCall(ctx, x, m, p); err != nil {
		return err
	} else if call {
		rows = append(rows, row(channelCall, cut(x.vals.words(x.tpl.face(faceVoice).body), maxBody)))
	}
	if err := s.store.addDeliveries(ctx, rows...); err != nil {
		return err
	}
	for _, d := range rows[1:] {
		if err := s.queue(ctx, d, m, at); err != nil {
			return err
		}
	}
	return nil
}

// leave takes one leave for a WeChat message, or skips it.
func (s *Service) leave(ctx context.Context, wx *delivery, m message, p Preferences, now time.Time) error {
	if !m.Urgent && !p.Wants(m.Kind, channelWeChat) {
		wx.State, wx.ErrorCode = "skipped", "switched_off"
		return nil
	}
	left, err := s.store.take(ctx, m.UserID, wx.Template, now)
	if err != nil {
		return err
	}
	if !left {
		wx.State, wx.ErrorCode = "skipped", "no_leave"
		return nil
	}
	return s.store.note(ctx, entry{ID: s.Gen.New(), PersonID: m.UserID, Template: wx.Template, Delta: -1, Reason: "send", MessageID: m.ID, CreatedAt: now})
}

// needsCall: somebody asked to be called, or it is urgent and no phone of his
// has ever opened the app.
func (s *Service) needsCall(ctx context.Context, x told, m message, p Preferences) (bool, error) {
	if m.Staff {
		return false, nil
	}
	if p.CallMe {
		return m.Urgent || x.tpl.callable(), nil
	}
	if !m.Urgent {
		return false, nil
	}
	openID, err := s.People.OpenID(ctx, m.UserID)
	return openID == "", err
}

// queue asks for a planned delivery at its time.
func (s *Service) queue(ctx context.Context, d delivery, m message, at time.Time) error {
	if d.State != "pending" {
		return nil
	}
	if d.Channel == channelCall {
		return s.addCall(ctx, m, d.Content, at)
	}
	q := task.Default
	if m.Urgent {
		q = task.Critical
	}
	return s.Box.Enqueue(ctx, TaskSend, q, sendPayload{MessageID: d.MessageID, Channel: d.Channel}, at)
}

type sendPayload struct {
	MessageID ids.ID `json:"messageId"`
	Channel   string `json:"channel"`
}
