package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const (
	codeLife  = 5 * time.Minute
	codePause = time.Minute
	codeTries = 5
)

// CodeSent tells when a code ends and when the next may be asked for.
type CodeSent struct {
	RetryAfterSeconds int    `json:"retryAfterSeconds"`
	ExpiresInSeconds  int    `json:"expiresInSeconds"`
	DemoCode          string `json:"demoCode,omitempty" doc:"only in the demo"`
}

// SendCode sends a log-in code. Whether anybody is known by the phone does not
// show. Errors: ErrMobile, ErrSMS, httpx.ErrTooMany.
func (s *Service) SendCode(ctx context.Context, text string) (CodeSent, error) {
	phone, err := mobile(text)
	if err != nil {
		return CodeSent{}, err
	}
	index := s.Vault.Index(phoneIndex, string(phone))
	if err := s.takeCode(ctx, index); err != nil {
		return CodeSent{}, err
	}
	code := ids.Code(6, ids.Digits)
	if err := s.keepCode(ctx, phone, code); err != nil {
		return CodeSent{}, ErrSMS.Because(err)
	}
	if err := s.SMS.Send(ctx, string(phone), "login_code", map[string]string{"code": code, "minutes": "5"}); err != nil {
		return CodeSent{}, ErrSMS.Because(errors.Join(err, s.Redis.Del(ctx, codeKey(index)).Err()))
	}
	out := CodeSent{RetryAfterSeconds: int(codePause.Seconds()), ExpiresInSeconds: int(codeLife.Seconds())}
	if s.Demo {
		out.DemoCode = code
	}
	return out, nil
}

// takeCode counts a message to a phone. The demo sends none, and many people
// share its few phones.
func (s *Service) takeCode(ctx context.Context, index string) error {
	many := 1
	if s.Demo {
		many = 100
	}
	if err := httpx.Take(ctx, s.Redis, "identity:sms_minute:"+index, httpx.Limit{N: many, Per: codePause, Closed: true}); err != nil {
		return err
	}
	return httpx.Take(ctx, s.Redis, "identity:sms_day:"+index, httpx.Limit{N: 10 * many, Per: 24 * time.Hour, Closed: true})
}

func codeKey(index string) string { return "identity:sms_code:" + index }

// keepCode replaces the phone's code. Redis alone keeps it: who loses it asks again.
func (s *Service) keepCode(ctx context.Context, phone pii.Phone, code string) error {
	key := codeKey(s.Vault.Index(phoneIndex, string(phone)))
	pipe := s.Redis.TxPipeline()
	pipe.Del(ctx, key)
	pipe.HSet(ctx, key, "hash", s.codeHash(phone, code), "until", s.Now().Add(codeLife).UnixMilli(), "tries", 0)
	pipe.PExpire(ctx, key, codeLife)
	_, err := pipe.Exec(ctx)
	return err
}

// codeHash is keyed, because six digits are quickly guessed.
func (s *Service) codeHash(phone pii.Phone, code string) string {
	return s.Vault.Index("sms_code", string(phone)+":"+code)
}

// tryCode counts a try at KEYS[1] and answers 1 for the right code (ARGV[1] its
// hash, ARGV[2] the time, ARGV[3] the tries allowed), which then is gone; else 0.
const tryCode = `local have = redis.call('HGET', KEYS[1], 'hash')
if not have then return 0 end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) > tonumber(ARGV[3]) or tonumber(redis.call('HGET', KEYS[1], 'until')) <= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
  return 0
end
if have ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1`

// LoginSMS opens a session for who got the code, whom it may meet for the
// first time. Errors: ErrMobile, ErrWrongCode.
func (s *Service) LoginSMS(ctx context.Context, text, code string) (Session, error) {
	phone, err := mobile(text)
	if err != nil {
		return Session{}, err
	}
	key := codeKey(s.Vault.Index(phoneIndex, string(phone)))
	right, err := redis.NewScript(tryCode).Run(ctx, s.Redis, []string{key}, s.codeHash(phone, code), s.Now().UnixMilli(), codeTries).Int()
	if err != nil {
		return Session{}, ErrSMS.Because(fmt.Errorf("check code: %w", err))
	}
	if right != 1 {
		return Session{}, ErrWrongCode.With("code", ErrWrongCode.Message)
	}
	return s.login(ctx, func(ctx context.Context) (ids.ID, error) { return s.personWith(ctx, phone, "") })
}
