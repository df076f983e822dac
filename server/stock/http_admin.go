package stock

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/money"
)

type communityIn struct {
	CommunityID httpx.ID `path:"communityId"`
}

type stockItemsOut struct {
	Body struct {
		Items []StockItem `json:"items" nullable:"false"`
	}
}

type listItemForm struct {
	Sheet
	Kind     Kind      `json:"kind" enum:"labour,material"`
	PriceFen money.Fen `json:"priceFen" minimum:"0" maximum:"10000000"`
	Level    int64     `json:"level" minimum:"0" maximum:"100000" doc:"what there is of it now; material only"`
}

type listItemIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        listItemForm
}

type stockItemOut struct{ Body StockItem }

type editItemForm struct {
	Sheet
	Version int64 `json:"version" minimum:"1" doc:"of the item on the screen"`
}

type editItemIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body editItemForm
}

type itemPriceForm struct {
	PriceFen money.Fen `json:"priceFen" minimum:"0" maximum:"10000000"`
	From     string    `json:"from,omitempty" maxLength:"10" doc:"a date, today or later; empty: today"`
}

type itemPriceIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body itemPriceForm
}

type receiveForm struct {
	Quantity int64  `json:"quantity" minimum:"1" maximum:"100000"`
	Note     string `json:"note,omitempty" maxLength:"200"`
}

type receiveIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body receiveForm
}

type stocktakeForm struct {
	Reason string      `json:"reason" minLength:"1" maxLength:"200"`
	Lines  []CountLine `json:"lines" minItems:"1" maxItems:"500" nullable:"false"`
}

type stocktakeIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        stocktakeForm
}

type stocktakeOut struct {
	Body struct {
		Changed int `json:"changed" doc:"how many levels were not as the book said"`
	}
}

type movementsIn struct {
	CommunityID httpx.ID `path:"communityId"`
	ItemID      httpx.ID `query:"itemId"`
	Kind        string   `query:"kind" enum:"in,use,give_back,count"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type movementsOut struct {
	Body struct {
		Items      []StockMovement `json:"items" nullable:"false"`
		NextCursor string          `json:"nextCursor"`
	}
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	op := func(id, method, path, permission, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/" + path, Summary: summary, Tag: "stock", Policy: auth.ForStaff(permission)}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 120, Per: time.Minute}}
		}
		return o
	}
	const read, manage, at = "stock.read", "stock.manage", "communities/{communityId}/"
	list := op("listStockItem", http.MethodPost, at+"stock-items", manage, "Put an item on the price list")
	list.Status = http.StatusCreated
	httpx.Register(api, op("getStockItems", http.MethodGet, at+"stock-items", read, "The price list with what there is"), s.getItems)
	httpx.Register(api, list, s.postItem)
	httpx.Register(api, op("editStockItem", http.MethodPatch, "stock-items/{id}", manage, "Change name, unit, sale and minimum"), s.patchItem)
	httpx.Register(api, op("setStockPrice", http.MethodPost, "stock-items/{id}/price", manage, "Set the price from a day on"), s.postPrice)
	httpx.Register(api, op("receiveStock", http.MethodPost, "stock-items/{id}/receive", manage, "Put material into the stock"), s.postReceive)
	httpx.Register(api, op("takeStock", http.MethodPost, at+"stocktakes", manage, "Set levels to what was counted"), s.postStocktake)
	httpx.Register(api, op("listStockMovements", http.MethodGet, at+"stock-movements", read, "What went in and out"), s.getMovements)
}

func (s *Service) getItems(ctx context.Context, in *communityIn) (*stockItemsOut, error) {
	out := &stockItemsOut{}
	var err error
	out.Body.Items, err = s.Items(ctx, auth.From(ctx), in.CommunityID.ID)
	return out, err
}

func (s *Service) postItem(ctx context.Context, in *listItemIn) (*stockItemOut, error) {
	i, err := s.List(ctx, auth.From(ctx), in.CommunityID.ID, in.Body.Kind, in.Body.Sheet, in.Body.PriceFen, in.Body.Level)
	return &stockItemOut{i}, err
}

func (s *Service) patchItem(ctx context.Context, in *editItemIn) (*stockItemOut, error) {
	i, err := s.Edit(ctx, in.ID.ID, in.Body.Sheet, in.Body.Version)
	return &stockItemOut{i}, err
}

func (s *Service) postPrice(ctx context.Context, in *itemPriceIn) (*stockItemOut, error) {
	i, err := s.SetPrice(ctx, auth.From(ctx), in.ID.ID, in.Body.PriceFen, in.Body.From)
	return &stockItemOut{i}, err
}

func (s *Service) postReceive(ctx context.Context, in *receiveIn) (*stockItemOut, error) {
	i, err := s.Receive(ctx, in.ID.ID, in.Body.Quantity, in.Body.Note)
	return &stockItemOut{i}, err
}

func (s *Service) postStocktake(ctx context.Context, in *stocktakeIn) (*stocktakeOut, error) {
	out := &stocktakeOut{}
	var err error
	out.Body.Changed, err = s.Stocktake(ctx, auth.From(ctx), in.CommunityID.ID, in.Body.Reason, in.Body.Lines)
	return out, err
}

func (s *Service) getMovements(ctx context.Context, in *movementsIn) (*movementsOut, error) {
	out := &movementsOut{}
	var err error
	out.Body.Items, out.Body.NextCursor, err = s.Movements(ctx, auth.From(ctx), in.CommunityID.ID, in.ItemID.ID, Move(in.Kind), in.Cursor)
	return out, err
}
