package notify

import (
	"context"
	"time"

	"zhijian/server/platform/ids"
)

func (s store) addBroadcast(ctx context.Context, b broadcast) error {
	return s.db.Conn(ctx).Create(&b).Error
}

func (s store) broadcast(ctx context.Context, id ids.ID) (b broadcast, err error) {
	return b, s.db.Conn(ctx).Where("id = ?", id).Take(&b).Error
}

// broadcastOf is the one about a matter; its ID is 0 when there is none.
func (s store) broadcastOf(ctx context.Context, template string, ref ids.ID) (broadcast, error) {
	var b broadcast
	return found(b, s.db.Conn(ctx).Where("template = ? AND ref_id = ?", template, ref).Take(&b).Error)
}

func (s store) broadcasts(ctx context.Context, template string, refs []ids.ID) (out []broadcast, err error) {
	return out, s.db.Conn(ctx).Where("template = ? AND ref_id IN ?", template, refs).Find(&out).Error
}

// moveBroadcast moves the walk; false when it does not stand where it stood.
func (s store) moveBroadcast(ctx context.Context, was, b broadcast) (bool, error) {
	res := s.db.Conn(ctx).Model(&broadcast{}).Where("id = ? AND state = ? AND last_id = ?", was.ID, "running", was.LastID).
		Updates(map[string]any{"state": b.State, "last_id": b.LastID, "told": b.Told, "total": b.Total, "updated_at": b.UpdatedAt, "finished_at": b.FinishedAt})
	return res.RowsAffected == 1, res.Error
}

func (s store) stopBroadcast(ctx context.Context, template string, ref ids.ID, at time.Time) error {
	return s.db.Conn(ctx).Model(&broadcast{}).Where("template = ? AND ref_id = ? AND state = ?", template, ref, "running").
		Updates(map[string]any{"state": "stopped", "updated_at": at, "finished_at": at}).Error
}

// toldOf are those of the readers who have a message of that key.
func (s store) toldOf(ctx context.Context, readers []ids.ID, key string) (map[ids.ID]bool, error) {
	var rows []ids.ID
	out := map[ids.ID]bool{}
	if len(readers) == 0 {
		return out, nil
	}
	err := s.db.Conn(ctx).Model(&message{}).Where("user_id IN ? AND dedupe_key = ?", readers, key).Pluck("user_id", &rows).Error
	for _, id := range rows {
		out[id] = true
	}
	return out, err
}

// haveLeave are those of the people who have leave left for WeChat's template.
func (s store) haveLeave(ctx context.Context, people []ids.ID, template string) (map[ids.ID]bool, error) {
	out := map[ids.ID]bool{}
	if template == "" {
		return out, nil
	}
	var rows []ids.ID
	err := s.db.Conn(ctx).Model(&quota{}).Where("template = ? AND remaining > 0 AND person_id IN ?", template, people).Pluck("person_id", &rows).Error
	for _, id := range rows {
		out[id] = true
	}
	return out, err
}
