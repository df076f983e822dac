package event

import "zhijian/server/platform/ids"

// MyHouse is a house as its own resident sees it.
type MyHouse struct {
	HouseID       ids.ID   `json:"houseId"`
	CommunityID   ids.ID   `json:"communityId"`
	CommunityName string   `json:"communityName"`
	Label         string   `json:"label"`
	Role          string   `json:"role" enum:"owner,member,tenant"`
	Rights        []string `json:"rights" nullable:"false"`
	ServicePhone  string   `json:"servicePhone"`
}
