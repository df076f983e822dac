package main

import (
	"context"

	gmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// naive is the home page as a quick start with GORM writes it: five queries,
// nothing prepared.
type naive struct {
	sample
	g    *gorm.DB
	page homePage
}

func newNaive(s sample) (*naive, error) {
	pool, err := openPool(s.DSN)
	if err != nil {
		return nil, err
	}
	g, err := gorm.Open(gmysql.New(gmysql.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return nil, err
	}
	n, err := s.learn()
	return &naive{s, g, n.page}, err
}

type (
	personRow  struct{ ID int64 }
	bindingRow struct{ ID, HouseID, PersonID int64 }
	houseRow   struct{ ID, CommunityID int64 }
)

// home asks for the person, the bindings, the houses, the unread messages and
// the cards.
func (n *naive) home(ctx context.Context) ([]byte, error) {
	g := n.g.WithContext(ctx)
	var p personRow
	if err := g.Table("persons").Where("id = ?", n.Person).Take(&p).Error; err != nil {
		return nil, err
	}
	var bindings []bindingRow
	if err := g.Table("bindings").Where("person_id = ? AND state = ?", n.Person, "active").Find(&bindings).Error; err != nil {
		return nil, err
	}
	all := make([]int64, len(bindings))
	for i, b := range bindings {
		all[i] = b.HouseID
	}
	var houses []houseRow
	if err := g.Table("houses").Where("id IN ?", all).Find(&houses).Error; err != nil {
		return nil, err
	}
	page := n.page
	if err := g.Table("inbox_messages").Where("user_id = ? AND read_at IS NULL", n.Person).Count(&page.Unread).Error; err != nil {
		return nil, err
	}
	var cards []struct {
		Card  homeCard `gorm:"embedded"`
		Label string
	}
	if err := g.Table("home_cards").Where("person_id IN ?", []int64{n.Person, n.Community, n.House, n.Building, n.Unit}).Order("updated_at DESC").Find(&cards).Error; err != nil {
		return nil, err
	}
	page.Todos, page.Notices = []homeCard{}, []homeCard{}
	for _, c := range cards {
		c.Card.StatusLabel = c.Label
		switch c.Card.Kind {
		case "notice":
			if len(page.Notices) < shownNotices {
				page.Notices = append(page.Notices, c.Card)
			}
		case "unread":
		default:
			page.Todos = append(page.Todos, c.Card)
		}
	}
	return encode(page)
}
