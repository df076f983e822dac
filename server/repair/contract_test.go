package repair_test

import (
	"encoding/json"
	"strings"
	"testing"

	"zhijian/server/platform/db"
)

// The document lacks what an unexported embedded struct holds, so clients
// would lose these fields without anybody noticing.
func TestTheDocumentNamesTheFieldsOfAnOrder(t *testing.T) {
	t.Parallel()
	raw, err := newBench(t).API.OpenAPI().MarshalJSON()
	must(t, err)
	var doc struct {
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	must(t, json.Unmarshal(raw, &doc))
	for schema, fields := range map[string]string{
		"RepairRow":      "id number state stateLabel tone placeLabel photoCount slotStart updatedAt",
		"RepairView":     "id state photos worker timeline rating actions contactPhone permissionToEnter version",
		"StaffRepair":    "id state actions contactPhone workerId workerName reporter channel ageMinutes version",
		"StaffRepairRow": "id state workerName reporter houseLabel ageMinutes version",
		"CallerFault":    "channel communityId houseId place category description photoFileIds slotStart contactPhone",
	} {
		for _, f := range strings.Fields(fields) {
			if _, ok := doc.Components.Schemas[schema].Properties[f]; !ok {
				t.Errorf("%s has no %s", schema, f)
			}
		}
	}
}

// Round trips are the price of a write; these are without those of the other
// capabilities.
func TestRoundTripsOfWrites(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.report(t, ann, asIs) // the settings are kept from here on
	n := 0
	o, err := b.Report(db.Counting(as(t, ann), &n), ann, fault())
	if must(t, err); n > 7 {
		t.Errorf("a report takes %d round trips", n)
	}
	n = 0
	if _, err := b.Assign(db.Counting(as(t, desk), &n), desk, o.ID, wu.ID, 1); err != nil || n > 5 {
		t.Errorf("an assignment takes %d round trips, %v", n, err)
	}
}
