package identity

import (
	"crypto/subtle"
	"fmt"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	totpPeriod = 30
	issuer     = "指尖社区"
	// demoAhead widens the window of the demo, which tells the codes itself, so
	// that several people can log in within half a minute and each code still
	// counts once.
	demoAhead = 20
)

func stepOf(t time.Time) int64 { return t.Unix() / totpPeriod }

func codeAt(secret string, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// stepMatching finds the unused step that the code stands for: the one before
// now's up to ahead after it. Error: ErrTOTP.
func stepMatching(secret, code string, now time.Time, used int64, ahead int64) (int64, error) {
	at := stepOf(now)
	for step := max(at-1, used+1); step <= at+ahead; step++ {
		want, err := codeAt(secret, step)
		if err != nil {
			return 0, fmt.Errorf("time code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, nil
		}
	}
	return 0, ErrTOTP
}

// newTOTP makes a secret as people type it into an authenticator.
func newTOTP(user string) (string, error) {
	k, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: user, Period: totpPeriod, SecretSize: 20})
	if err != nil {
		return "", fmt.Errorf("time code secret: %w", err)
	}
	return k.Secret(), nil
}

// enrolURI is what the QR code of an enrolment says.
func enrolURI(user, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "period": {"30"}, "digits": {"6"}, "algorithm": {"SHA1"}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + user, RawQuery: q.Encode()}
	return u.String()
}

func (s *Service) ahead() int64 {
	if s.Demo {
		return demoAhead
	}
	return 1
}

// demoCode is the next code the account accepts.
func demoCode(secret string, now time.Time, used int64) (string, error) {
	return codeAt(secret, max(stepOf(now), used+1))
}
