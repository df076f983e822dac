package binding

import (
	"slices"
	"strings"

	"zhijian/server/platform/auth"
)

// defaultRights are what a role has until an owner says otherwise. A tenant
// sees no bill of the owner's by default.
func (r Role) defaultRights() []auth.Right {
	if r == Tenant {
		return []auth.Right{auth.OpenDoor, auth.InviteVisitor, auth.Repair}
	}
	return auth.AllRights()
}

// mayInvite reports whether somebody of this role and these rights may invite
// another: an owner gives any right to members and tenants, another adult gives
// a member what he has himself.
func mayInvite(inviter Role, own []auth.Right, role Role, asked []auth.Right) bool {
	switch {
	case inviter == Owner:
		return role == Member || role == Tenant
	case role != Member:
		return false
	}
	return !slices.ContainsFunc(asked, func(r auth.Right) bool { return !slices.Contains(own, r) })
}

// parseRights accepts known, distinct rights in any order and answers them in ours.
func parseRights(given []string) ([]auth.Right, error) {
	out := []auth.Right{}
	for _, r := range auth.AllRights() {
		if slices.Contains(given, string(r)) {
			out = append(out, r)
		}
	}
	if len(out) != len(given) {
		return nil, ErrInput.With("rights", "请从给出的权限中选择")
	}
	return out, nil
}

func joinRights(rights []auth.Right) string {
	words := make([]string, len(rights))
	for i, r := range rights {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

func splitRights(s string) []auth.Right {
	out := []auth.Right{}
	for w := range strings.SplitSeq(s, ",") {
		if w != "" {
			out = append(out, auth.Right(w))
		}
	}
	return out
}
