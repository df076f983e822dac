package main

import (
	"context"
	"errors"
	"io"
	"time"

	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// tariffOrder asks for an item of a community.
type tariffOrder struct {
	Community       ids.ID
	Name, Formula   string
	UpTo, Low, High string // of two tiers, when there is no formula
}

// feeOrder is one thing for the fees program to do: make an item, or bill one.
type feeOrder struct {
	Item   *tariffOrder
	Bill   ids.ID
	Period string
	In     ids.ID
}

type feeAnswer struct {
	Item, Tariff ids.ID
	Took         time.Duration
	Error        string
}

// serveFees is the product's counting of fees, without the queue between two chunks.
func serveFees(ctx context.Context, p *pipe) (err error) {
	var i installation
	if err := p.in.Decode(&i); err != nil {
		return err
	}
	cfg := i.config()
	cfg.Node = 8
	a, err := app.New(ctx, cfg, clock.System)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	stop, err := profile(i.Profile)
	if err != nil {
		return err
	}
	defer stop()
	bench := a.Bench()
	for {
		var o feeOrder
		if err := p.in.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := p.out.Encode(feeDone(ctx, bench, o)); err != nil {
			return err
		}
	}
}

func feeDone(ctx context.Context, bench app.Bench, o feeOrder) (out feeAnswer) {
	var err error
	if o.Item != nil {
		f := app.FeeTariff(o.Item.Formula, o.Item.UpTo, o.Item.Low, o.Item.High)
		out.Item, out.Tariff, err = bench.Item(ctx, o.Item.Community, o.Item.Name, f)
	} else {
		w := startWatch()
		err = bench.Bill(ctx, o.In, o.Bill, o.Period)
		out.Took = w.took()
	}
	if err != nil {
		out.Error = err.Error()
	}
	return out
}
