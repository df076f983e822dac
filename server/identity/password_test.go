package identity

import (
	"strings"
	"testing"

	"zhijian/server/platform/testkit"
)

// TestThePasswordsOfPeopleCostWhatTheyShould is on the effort that everything
// but tests has.
func TestThePasswordsOfPeopleCostWhatTheyShould(t *testing.T) {
	t.Parallel()
	s := New(Deps{Now: testkit.Clock().Now})
	hash, err := s.hashPassword(t.Context(), password)
	must(t, err)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Errorf("%s", hash[:32])
	}
	for word, want := range map[string]bool{password: true, password + "x": false} {
		if right, err := s.rightPassword(t.Context(), hash, word); err != nil || right != want {
			t.Errorf("%v %v", right, err)
		}
	}
	quick := New(Deps{Now: testkit.Clock().Now, QuickHashes: true})
	if _, err := quick.rightPassword(t.Context(), hash, password); err == nil {
		t.Error("a hash of another effort was taken")
	}
}
