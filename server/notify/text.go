package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/sms"
)

// How many text messages one phone gets in 24 hours; a couple may share it.
const maxTexts, maxUrgentTexts = 10, 30

// sendText makes one attempt. A provider that fails may have sent it: an
// urgent message that comes twice is better than one that never comes, so it
// is tried again.
func (s *Service) sendText(ctx context.Context, d delivery, m message) (outcome, error) {
	number, err := s.phoneOf(ctx, m.Staff, m.UserID)
	if err != nil {
		return outcome{code: "people", again: true}, err
	}
	if number == "" {
		return outcome{code: "no_phone"}, nil
	}
	phone := mobile(number)
	if phone == "" {
		return outcome{code: "no_mobile"}, nil
	}
	stop, err := s.reserve(ctx, phone, d, m)
	if err != nil {
		return outcome{code: "failed", again: true}, err
	}
	if stop == "same_phone" { // whom the other has told knows it too
		return outcome{}, nil
	}
	if stop != "" {
		return outcome{code: stop}, nil
	}
	err = s.SMS.Send(ctx, phone, m.Template, map[string]string{"text": d.Content})
	if errors.Is(err, sms.ErrUnavailable) { // there is no provider: nothing for the desk to mend
		return outcome{code: codeOf(err)}, nil
	}
	if err != nil {
		return outcome{code: codeOf(err), again: true}, err
	}
	return outcome{}, nil
}

// mobile is a number that can get a text message, or "".
func mobile(number string) string {
	phone, err := pii.ParsePhone(number)
	if err != nil || !phone.Mobile() {
		return ""
	}
	return string(phone)
}

// reserve notes that these words go to this phone today. It answers why they
// must not.
func (s *Service) reserve(ctx context.Context, phone string, d delivery, m message) (stop string, err error) {
	now := s.Now()
	sum := sha256.Sum256([]byte(clock.Date(now) + d.Content))
	x := sent{ID: s.Gen.New(), PhoneIndex: s.Vault.Index("sms", phone), Digest: hex.EncodeToString(sum[:]), MessageID: d.MessageID, CreatedAt: now}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.textOf(ctx, x.PhoneIndex, x.Digest)
		if err == nil {
			if was.MessageID != d.MessageID {
				stop = "same_phone"
			}
			return nil
		}
		if !db.NotFound(err) {
			return err
		}
		n, err := s.store.textsSince(ctx, x.PhoneIndex, now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if n >= maxUrgentTexts || n >= maxTexts && !m.Urgent {
			stop = "sms_limit"
			return nil
		}
		return s.store.addText(ctx, x)
	})
	if db.Duplicate(err) { // another message with the same words just now
		return "same_phone", nil
	}
	return stop, err
}

// callInstead puts an urgent message that no text message carried on the call list.
func (s *Service) callInstead(ctx context.Context, d delivery, m message) error {
	_, err := s.store.delivery(ctx, m.ID, channelCall)
	if err == nil || !db.NotFound(err) {
		return err
	}
	now := s.Now()
	call := delivery{MessageID: m.ID, Channel: channelCall, PersonID: m.UserID, Community: m.Community, State: "pending", Content: d.Content, DueAt: &now, CreatedAt: now, UpdatedAt: now}
	if err := s.store.addDeliveries(ctx, call); err != nil {
		return err
	}
	return s.addCall(ctx, m, d.Content, now)
}
