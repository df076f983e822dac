package identity

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

const (
	challengeLife = 5 * time.Minute
	guessWindow   = 15 * time.Minute
)

// LoginStep is what comes after the right password.
type LoginStep struct {
	Next         string `json:"next" enum:"totp,enroll"`
	Challenge    string `json:"challenge"`
	EnrollURI    string `json:"enrollUri,omitempty" doc:"for the QR code of an authenticator"`
	EnrollSecret string `json:"enrollSecret,omitempty" doc:"the same, to type"`
	DemoCode     string `json:"demoCode,omitempty" doc:"only in the demo"`
}

// guesses are the counters of one log-in name from one address, narrowest first.
func (s *Service) guesses(ctx context.Context, user string) []string {
	name, addr := s.Vault.Index("staff_login", user), auth.OriginFrom(ctx).IP
	return []string{"identity:login_pair:" + name + ":" + addr, "identity:login_name:" + name, "identity:login_addr:" + addr}
}

// countGuess counts a try before its password is looked at, so that tries at
// once cannot slip through. It counts alike for names that do not exist.
func (s *Service) countGuess(ctx context.Context, keys []string) error {
	for i, n := range []int{5, 20, 100} {
		if err := httpx.Take(ctx, s.Redis, keys[i], httpx.Limit{N: n, Per: guessWindow, Closed: true}); err != nil {
			return err
		}
	}
	return nil
}

// StaffLogin checks name and password and answers what is next. An unknown
// name, a disabled account and a wrong password look the same. Errors:
// ErrCredentials, ErrBusy, httpx.ErrTooMany.
func (s *Service) StaffLogin(ctx context.Context, user, password string) (LoginStep, error) {
	user = username(user)
	keys := s.guesses(ctx, user)
	if err := s.countGuess(ctx, keys); err != nil {
		return LoginStep{}, err
	}
	a, err := s.store.staffByName(ctx, user)
	if err != nil && !db.NotFound(err) {
		return LoginStep{}, fmt.Errorf("staff by name: %w", err)
	}
	hash := a.Password
	if a.State != stateActive {
		hash = ""
	}
	right, err := s.rightPassword(ctx, hash, password)
	if err != nil {
		return LoginStep{}, err
	}
	if !right {
		return LoginStep{}, ErrCredentials
	}
	if err := s.uncount(ctx, keys); err != nil {
		return LoginStep{}, fmt.Errorf("clear guesses: %w", err)
	}
	return s.challenge(ctx, a)
}

// uncount forgets the guesses at a name whose password came; the address gets
// back only this one, so that an own account is no help to guess at others.
func (s *Service) uncount(ctx context.Context, keys []string) error {
	return errors.Join(s.Redis.Del(ctx, keys[:2]...).Err(), s.Redis.Decr(ctx, keys[2]).Err())
}

// challenge lets the account go on to the time code.
func (s *Service) challenge(ctx context.Context, a staffAccount) (LoginStep, error) {
	secret, err := s.totpSecret(ctx, a)
	if err != nil {
		return LoginStep{}, err
	}
	out := LoginStep{Next: "totp", Challenge: newSecret()}
	if !a.TOTPOn {
		out.Next, out.EnrollURI, out.EnrollSecret = "enroll", enrolURI(a.Username, secret), secret
	}
	if s.Demo {
		if out.DemoCode, err = demoCode(secret, s.Now(), a.TOTPStep); err != nil {
			return LoginStep{}, err
		}
	}
	value := fmt.Sprintf("%d:%d:%d", a.ID, a.Version, s.Now().Add(challengeLife).UnixMilli())
	if err := s.Redis.Set(ctx, challengeKey(out.Challenge), value, challengeLife).Err(); err != nil {
		return LoginStep{}, fmt.Errorf("keep challenge: %w", err)
	}
	return out, nil
}

func challengeKey(token string) string { return "identity:challenge:" + hashOf(token) }

// totpSecret opens the account's secret; before the first right code it may
// have to make one.
func (s *Service) totpSecret(ctx context.Context, a staffAccount) (string, error) {
	if a.TOTPSecret != "" {
		return s.Vault.Open(staffField(a.ID, "totp"), a.TOTPSecret)
	}
	secret, err := newTOTP(a.Username)
	if err != nil {
		return "", err
	}
	sealed, err := s.Vault.Seal(staffField(a.ID, "totp"), secret)
	if err != nil {
		return "", err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		first, err := s.store.keepTOTP(ctx, a.ID, a.Version, sealed)
		if err == nil && !first {
			err = ErrChallenge // another tab began it just now; logging in again shows that secret
		}
		return err
	})
	return secret, err
}

// challenged answers the account of a live challenge. Error: ErrChallenge.
func (s *Service) challenged(ctx context.Context, token string) (staffAccount, error) {
	value, err := s.Redis.Get(ctx, challengeKey(token)).Result()
	if errors.Is(err, redis.Nil) {
		return staffAccount{}, ErrChallenge
	}
	if err != nil {
		return staffAccount{}, fmt.Errorf("challenge: %w", err)
	}
	parts := strings.Split(value, ":")
	if len(parts) != 3 {
		return staffAccount{}, ErrChallenge
	}
	id, err1 := ids.Parse(parts[0])
	version, err2 := strconv.ParseInt(parts[1], 10, 64)
	until, err3 := strconv.ParseInt(parts[2], 10, 64)
	if errors.Join(err1, err2, err3) != nil || s.Now().UnixMilli() >= until {
		return staffAccount{}, ErrChallenge
	}
	a, err := s.store.staff(ctx, id)
	if err != nil {
		return staffAccount{}, err
	}
	if a.State != stateActive || a.Version != version || a.TOTPSecret == "" {
		return staffAccount{}, ErrChallenge
	}
	return a, nil
}

// StaffTOTP ends the log-in with a time code and answers the cookie of the
// new session. Errors: ErrChallenge, ErrTOTP, httpx.ErrTooMany.
func (s *Service) StaffTOTP(ctx context.Context, challenge, code string) (cookie string, me StaffMe, err error) {
	a, err := s.challenged(ctx, challenge)
	if err != nil {
		return "", StaffMe{}, err
	}
	tries := "identity:totp:" + a.ID.String()
	if err := httpx.Take(ctx, s.Redis, tries, httpx.Limit{N: 5, Per: guessWindow, Closed: true}); err != nil {
		return "", StaffMe{}, err
	}
	secret, err := s.totpSecret(ctx, a)
	if err != nil {
		return "", StaffMe{}, err
	}
	step, err := stepMatching(secret, code, s.Now(), a.TOTPStep, s.ahead())
	if err != nil {
		return "", StaffMe{}, err
	}
	cookie, who, err := s.startStaffSession(ctx, a, step)
	if err != nil {
		return "", StaffMe{}, err
	}
	_ = s.Redis.Del(ctx, tries, challengeKey(challenge)).Err() // the step is used up; both end by themselves
	me, err = s.StaffMe(auth.With(ctx, who), who)
	return cookie, me, err
}

// startStaffSession uses the step up and opens the session, both or neither.
func (s *Service) startStaffSession(ctx context.Context, a staffAccount, step int64) (cookie string, who auth.Actor, err error) {
	cookie = newSecret()
	row := staffSession{ID: s.Gen.New(), StaffID: a.ID, TokenHash: hashOf(cookie), Device: auth.OriginFrom(ctx).Device, CreatedAt: s.Now(), LastSeenAt: s.Now()}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		fresh, err := s.store.useStep(ctx, a.ID, a.Version, step, s.Now())
		if err != nil {
			return err
		}
		if !fresh {
			return ErrTOTP
		}
		if err := s.store.add(ctx, &row); err != nil {
			return err
		}
		if who, err = s.staffActor(ctx, row); err != nil {
			return err
		}
		return s.Audit.Record(auth.With(ctx, who), audit.Entry{Action: "staff.login", Object: "staff:" + a.ID.String()})
	})
	return cookie, who, err
}

// StaffLogout ends the session of who.
func (s *Service) StaffLogout(ctx context.Context, who auth.Actor) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		s.kickAfter(ctx, who.ID, who.SessionID)
		return s.store.revokeStaffSession(ctx, who.SessionID, s.Now())
	})
}

// SetPassword sets the first password by a setup token, which then is used
// up, and answers the name to log in with. Errors: ErrSetup, ErrPassword, ErrBusy.
func (s *Service) SetPassword(ctx context.Context, token, password string) (user string, err error) {
	a, err := s.store.staffBySetup(ctx, hashOf(token))
	if db.NotFound(err) {
		return "", ErrSetup
	}
	if err != nil {
		return "", err
	}
	if a.State != stateSetup || a.SetupUntil == nil || !s.Now().Before(*a.SetupUntil) {
		return "", ErrSetup
	}
	if err := checkPassword(password, a.Username); err != nil {
		return "", err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		first, err := s.store.firstPassword(ctx, a.ID, a.SetupHash, hash, s.Now())
		if err == nil && !first {
			err = ErrSetup
		}
		return err
	})
	return a.Username, err
}
