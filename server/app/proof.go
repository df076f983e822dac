package app

import (
	"context"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
)

// Proof is what server/proof needs of a product beside its HTTP surface.
type Proof struct {
	DB  *db.DB
	Box *outbox.Box
	Now clock.Clock
	// Person makes a resident's account, or finds it by the phone.
	Person func(ctx context.Context, name, phone string) (ids.ID, error)
}

// Proof opens these doors; nobody else needs them.
func (a *App) Proof() Proof { return Proof{a.db, a.box, a.now, a.identity.SeedPerson} }
