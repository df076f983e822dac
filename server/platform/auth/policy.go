package auth

import "slices"

// Surface is who a group of operations is for.
type Surface string

// The surfaces.
const (
	App    Surface = "app"    // residents and proxies
	Admin  Surface = "admin"  // staff
	Public Surface = "public" // no session; a reason is kept beside each
)

// Policy is who may call an operation at all. Which rows they may touch is
// decided by the use case, in the query.
type Policy struct {
	Surface    Surface
	Permission string // staff: needed permission; empty = any signed-in one
	Platform   bool   // staff: platform administrators alone
	Reason     string // public: why no session is needed
}

// ForResidents admits any signed-in resident.
func ForResidents() Policy { return Policy{Surface: App} }

// ForStaff admits staff who hold the permission.
func ForStaff(permission string) Policy { return Policy{Surface: Admin, Permission: permission} }

// ForAnyStaff admits every signed-in staff member, for what concerns only themselves.
func ForAnyStaff() Policy { return Policy{Surface: Admin} }

// ForPlatform admits platform administrators: who runs the installation, not
// who works for a company on it.
func ForPlatform() Policy { return Policy{Surface: Admin, Platform: true} }

// ForAnyone admits everybody and says why.
func ForAnyone(reason string) Policy { return Policy{Surface: Public, Reason: reason} }

// Valid reports whether the policy was really declared.
func (p Policy) Valid() bool {
	switch p.Surface {
	case App:
		return p.Permission == "" && !p.Platform
	case Admin:
		return p.Permission == "" || slices.Contains(Permissions(), p.Permission)
	case Public:
		return p.Reason != "" && !p.Platform
	}
	return false
}

// Check admits or refuses the actor.
func (p Policy) Check(a Actor) error {
	switch {
	case p.Surface == Public:
		return nil
	case p.Platform && a.Kind == Staff && !a.Platform:
		return ErrDenied
	case p.Surface == App && a.Kind == Resident, p.Surface == Admin && a.Kind == Staff && p.Permission == "":
		return nil
	case p.Surface == Admin && a.Kind == Staff:
		return a.Must(p.Permission)
	}
	return ErrLogin
}

// Permissions is the catalogue that roles are made of, sorted.
func Permissions() []string {
	return []string{
		"audit.read",
		"billing.approve", "billing.meter", "billing.publish", "billing.read", "billing.run", "billing.tariff", "billing.waive",
		"binding.manage", "binding.read", "binding.review",
		"house.export", "house.import", "house.read", "house.reveal",
		"ledger.read",
		"notice.publish", "notice.read", "notice.write", "notify.desk", "notify.template",
		"payment.approve", "payment.collect", "payment.merchant", "payment.read", "payment.reconcile", "payment.refund",
		"repair.collect", "repair.create", "repair.dispatch", "repair.export", "repair.manage", "repair.oversee",
		"repair.read", "repair.report", "repair.supervise", "repair.work",
		"role.manage", "roster.manage", "roster.read", "staff.manage", "staff.read", "stock.manage", "stock.read",
	}
}
