package app

import (
	"context"

	"zhijian/server/platform/ids"
)

// Bench is what server/bench needs of a product beside its HTTP surface.
type Bench struct {
	// Forget drops the kept home pages of a person, as a change would.
	Forget func(person ids.ID)
	// Run connects the sockets of this process with the others until ctx ends.
	Run func(ctx context.Context) error
}

// Bench opens these doors; nobody else needs them.
func (a *App) Bench() Bench { return Bench{a.home.Forget, a.hub.Run} }
