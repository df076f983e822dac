package stock

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

const (
	mostItems    = 500
	mostQuantity = 100_000
	mostPrice    = 10_000_000 // fen: 100,000 yuan a unit
	priceAhead   = 366 * 24 * time.Hour
)

// Kind is what an item of the price list is.
type Kind string

// The kinds. Only material has a level.
const (
	Labour   Kind = "labour"
	Material Kind = "material"
)

// Label is the kind in the words people read.
func (k Kind) Label() string {
	if k == Labour {
		return "人工"
	}
	return "材料"
}

// Item is a line of the price list, and its row.
type Item struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Kind        Kind
	Name        string
	Unit        string
	OnSale      bool
	Level       int64
	Minimum     int64
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (Item) TableName() string { return "stock_items" }

func (i Item) low() bool { return i.Kind == Material && i.Level < i.Minimum }

// price is what an item costs from a day on.
type price struct {
	ItemID        ids.ID    `gorm:"primaryKey;autoIncrement:false"`
	EffectiveFrom time.Time `gorm:"primaryKey"`
	CommunityID   ids.ID
	PriceFen      money.Fen
	ActorID       ids.ID
	CreatedAt     time.Time
}

// TableName is for gorm.
func (price) TableName() string { return "stock_prices" }

// priced is the price now and, if one is planned, the next; prices are those
// of one item in any order.
func priced(prices []price, now time.Time) (current, next *price) {
	for i, p := range prices {
		if p.EffectiveFrom.After(now) {
			if next == nil || p.EffectiveFrom.Before(next.EffectiveFrom) {
				next = &prices[i]
			}
		} else if current == nil || p.EffectiveFrom.After(current.EffectiveFrom) {
			current = &prices[i]
		}
	}
	return current, next
}

// Move is a kind of movement.
type Move string

// The movements.
const (
	In       Move = "in"
	Used     Move = "use"
	GaveBack Move = "give_back"
	Counted  Move = "count"
)

// Label is the movement in the words people read.
func (m Move) Label() string {
	switch m {
	case In:
		return "入库"
	case Used:
		return "领用"
	case GaveBack:
		return "退回"
	case Counted:
		return "盘点"
	}
	return ""
}

// movement is one change of a level.
type movement struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	ItemID      ids.ID
	Kind        Move
	Quantity    int64 // more or less of it
	LevelAfter  int64
	OrderID     ids.ID
	Reason      string
	ActorID     ids.ID
	ActorName   string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (movement) TableName() string { return "stock_movements" }

// summed joins the lines of one item and puts the items in rising order, in
// which their rows are locked. Error: ErrInput.
func summed(lines []event.Use) ([]event.Use, error) {
	out := []event.Use{}
	for n, l := range lines {
		if l.ItemID == 0 || l.Quantity < 1 || l.Quantity > mostQuantity {
			return nil, ErrInput.With(fmt.Sprintf("materials[%d].quantity", n), "数量请填 1 到 100000 的整数")
		}
		if i := slices.IndexFunc(out, func(o event.Use) bool { return o.ItemID == l.ItemID }); i >= 0 {
			out[i].Quantity += l.Quantity
			continue
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b event.Use) int { return cmp.Compare(a.ItemID, b.ItemID) })
	return out, nil
}
