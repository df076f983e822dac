package auth

import (
	"context"
	"net/http"
	"slices"

	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

// Errors of this package.
var (
	ErrLogin  = errs.New(http.StatusUnauthorized, "auth.login", "请先登录")
	ErrDenied = errs.New(http.StatusForbidden, "auth.denied", "您没有这项操作的权限，如需开通请联系管理员")
)

// Kind is what sort of actor asks.
type Kind string

// The kinds of actors.
const (
	Anonymous Kind = "anonymous"
	Resident  Kind = "resident"
	Staff     Kind = "staff"
	System    Kind = "system"
)

// Right is what a resident may do for a house.
type Right string

// The rights of a household's members.
const (
	Pay           Right = "pay"
	SeeBill       Right = "see_bill"
	OpenDoor      Right = "open_door"
	InviteVisitor Right = "invite_visitor"
	Repair        Right = "repair"
)

// AllRights are what an owner has.
func AllRights() []Right { return []Right{Pay, SeeBill, OpenDoor, InviteVisitor, Repair} }

// House is a resident's live binding to a house.
type House struct {
	HouseID     ids.ID
	CommunityID ids.ID
	Role        string // owner | member | tenant
	Rights      []Right
}

// Actor is who asks. The zero Actor is anonymous and may do nothing.
type Actor struct {
	Kind        Kind
	ID          ids.ID // person or staff account
	OnBehalfOf  ids.ID // the elder a proxy acts for; 0 for oneself
	SessionID   ids.ID
	CompanyID   ids.ID
	Name        string // for event rows; masked before others see it
	Communities []ids.ID
	Houses      []House
	Permissions []string // sorted
	Platform    bool     // platform administrator: every community
}

// SystemActor is who background work acts as.
func SystemActor() Actor { return Actor{Kind: System, Platform: true, Name: "系统"} }

// Can reports whether a staff member holds the permission.
func (a Actor) Can(permission string) bool {
	if a.Kind == System {
		return true
	}
	_, ok := slices.BinarySearch(a.Permissions, permission)
	return ok
}

// Must is Can as an error.
func (a Actor) Must(permission string) error {
	if a.Kind == Anonymous || a.Kind == "" {
		return ErrLogin
	}
	if !a.Can(permission) {
		return ErrDenied
	}
	return nil
}

// In reports whether the community is in the actor's scope.
func (a Actor) In(community ids.ID) bool {
	return community != 0 && (a.Platform || slices.Contains(a.Communities, community))
}

// House finds the actor's binding to a house.
func (a Actor) House(id ids.ID) (House, bool) {
	i := slices.IndexFunc(a.Houses, func(h House) bool { return h.HouseID == id })
	if i < 0 {
		return House{}, false
	}
	return a.Houses[i], true
}

// HouseIDs lists the houses the actor is bound to.
func (a Actor) HouseIDs() []ids.ID {
	out := make([]ids.ID, len(a.Houses))
	for i, h := range a.Houses {
		out[i] = h.HouseID
	}
	return out
}

// May reports whether the actor holds the right for the house.
func (a Actor) May(house ids.ID, r Right) bool {
	h, ok := a.House(house)
	return ok && slices.Contains(h.Rights, r)
}

type actorKey struct{}

// With puts the actor into the context and limits SQL to its communities.
func With(ctx context.Context, a Actor) context.Context {
	ctx = context.WithValue(ctx, actorKey{}, a)
	if a.Platform {
		return db.Everywhere(ctx) // a platform administrator or the system itself
	}
	return db.Within(ctx, a.Communities...)
}

// From is the actor of the context; the anonymous one when there is none.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(actorKey{}).(Actor); ok {
		return a
	}
	return Actor{Kind: Anonymous}
}
