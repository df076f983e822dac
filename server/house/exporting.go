package house

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Export is a register as a ledger file.
type Export struct {
	FileName string
	Data     []byte
}

// Export writes the register of a community as an .xlsx that Import reads
// again. Names and phones are in full only for those who may reveal them. The
// export is recorded. Errors: auth.ErrDenied, ErrCommunityNotFound.
func (s *Service) Export(ctx context.Context, who auth.Actor, community ids.ID) (Export, error) {
	ctx, err := s.scoped(ctx, who, "house.export", community)
	if err != nil {
		return Export{}, err
	}
	c, err := s.store.community(ctx, community)
	if err != nil {
		return Export{}, err
	}
	full := who.Can("house.reveal")
	if err := s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.Audit.Record(ctx, audit.Entry{CommunityID: community, Action: "house.export", Object: "community:" + community.String(), Detail: fmt.Sprintf("full=%t", full)})
	}); err != nil {
		return Export{}, fmt.Errorf("record export: %w", err)
	}
	var file bytes.Buffer
	if err := s.writeLedger(ctx, &file, community, full); err != nil {
		return Export{}, fmt.Errorf("export register: %w", err)
	}
	return Export{FileName: c.Name + "房屋台账.xlsx", Data: file.Bytes()}, nil
}

func (s *Service) writeLedger(ctx context.Context, w io.Writer, community ids.ID, full bool) error {
	const sheet = "房屋台账"
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // removes temporary files
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	var titles []any
	for i, c := range exportColumns() {
		titles = append(titles, c.title)
		if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := out.SetRow("A1", titles); err != nil {
		return err
	}
	if err := s.eachHouse(ctx, community, func(n int, h House, people []Person) error {
		return out.SetRow(fmt.Sprintf("A%d", n+1), ledgerLine(h, people, full))
	}); err != nil {
		return fmt.Errorf("export houses: %w", err)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// eachHouse walks the register in the order of addresses; n counts from 1.
func (s *Service) eachHouse(ctx context.Context, community ids.ID, each func(n int, h House, people []Person) error) error {
	f, n := filter{community: community, limit: batch}, 0
	for {
		houses, err := s.store.list(ctx, f)
		if err != nil || len(houses) == 0 {
			return err
		}
		in := make([]ids.ID, len(houses))
		for i, h := range houses {
			in[i] = h.ID
		}
		people, err := s.peopleOf(ctx, in)
		if err != nil {
			return err
		}
		for _, h := range houses {
			n++
			if err := each(n, h, people[h.ID]); err != nil {
				return err
			}
		}
		last := houses[len(houses)-1]
		f.after = position{last.SortKey, last.ID}
	}
}

// ledgerLine writes every cell as text, so that nothing is calculated.
func ledgerLine(h House, people []Person, full bool) []any {
	unit := h.Unit
	if unit != "" {
		unit += "单元"
	}
	cells := map[field]string{
		fBuilding: h.Address().BuildingLabel(), fUnit: unit, fFloor: number0(h.Floor), fRoom: h.Room, fKind: h.Kind.Label(),
		fLayout: h.Layout, fArea: squareMetres(h.Area), fInnerArea: squareMetres(h.InnerArea), fOwnership: h.Ownership,
		fOccupancy: h.Occupancy.Label(), fDelivered: h.Delivered, fParking: h.Parking, fNote: h.Note,
	}
	cells[fOwner], cells[fPhone] = namesAndPhones(ofRoles(people, Owner), full)
	cells[fCoOwner], _ = namesAndPhones(ofRoles(people, CoOwner), full)
	cells[fTenant], cells[fTenantPhone] = namesAndPhones(ofRoles(people, Tenant), full)
	var out []any
	for _, c := range exportColumns() {
		out = append(out, harmless(cells[c.field]))
	}
	return out
}

func namesAndPhones(people []Person, full bool) (names, phones string) {
	var n, t []string
	for _, p := range people {
		name := p.Name
		if !full {
			name = pii.MaskName(name)
		}
		n = append(n, name)
		for _, phone := range p.Phones {
			if full {
				t = append(t, string(phone))
			} else {
				t = append(t, phone.Masked())
			}
		}
	}
	return strings.Join(n, "、"), strings.Join(t, "/")
}
