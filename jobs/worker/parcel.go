package worker

import (
	"encoding/json"
	"fmt"
	"strconv"

	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

const (
	// parcelName is the Asynq type of several messages that may share a
	// transaction. Redis and SQL are then asked once for all of them.
	parcelName = "worker:parcel"
	parcelSize = 25
)

// envelope is a message as Asynq carries it; its name is the task's type, or
// in a parcel its own.
type envelope struct {
	Name    string          `json:"name,omitempty"`
	Key     string          `json:"key"`
	Payload json.RawMessage `json:"payload"`
}

func (e envelope) message() task.Message {
	return task.Message{Name: e.Name, Key: e.Key, Payload: e.Payload}
}

// parcel is what travels as one Asynq task: a row, or several.
type parcel struct {
	queue task.Queue
	rows  []outbox.Row
}

// pack puts rows that may share a transaction together, when so many wait that
// every handler gets more than one anyhow. Only a first attempt shares: a
// message that made its parcel fail or hang is alone from then on.
func (w *worker) pack(rows []outbox.Row) []parcel {
	sharing := map[task.Queue][]outbox.Row{}
	var out []parcel
	for _, r := range rows {
		if r.Attempts == 1 && w.Box.MayShare(r.Name) {
			sharing[r.Queue] = append(sharing[r.Queue], r)
			continue
		}
		out = append(out, parcel{r.Queue, []outbox.Row{r}})
	}
	for _, q := range queueNames() {
		all := sharing[q]
		size := min(max(len(all)/(2*w.Concurrency), 1), parcelSize)
		for len(all) > 0 {
			n := min(size, len(all))
			out = append(out, parcel{q, all[:n]})
			all = all[n:]
		}
	}
	return out
}

// id is new for each attempt: a random key and its number, never a number that
// could be issued again. A claim gives each row an attempt of its own, so the
// first row names the parcel.
func (p parcel) id() string {
	id := p.rows[0].TaskKey + ":" + strconv.FormatInt(p.rows[0].Attempts, 10)
	if len(p.rows) > 1 {
		id += "+" + strconv.Itoa(len(p.rows)-1)
	}
	return id
}

// wrap is the Asynq type and payload.
func (p parcel) wrap() (name string, payload []byte, err error) {
	all := make([]envelope, len(p.rows))
	for i, r := range p.rows {
		m := r.Message()
		all[i] = envelope{m.Name, m.Key, m.Payload}
	}
	name = all[0].Name
	if len(all) > 1 {
		name = parcelName
		payload, err = json.Marshal(all)
	} else {
		all[0].Name = ""
		payload, err = json.Marshal(all[0])
	}
	if err != nil {
		return "", nil, fmt.Errorf("envelope of %s: %w", name, err)
	}
	return name, payload, nil
}

// unwrap reads what wrap wrote.
func unwrap(name string, payload []byte) ([]task.Message, error) {
	if name != parcelName {
		e := envelope{}
		err := json.Unmarshal(payload, &e)
		e.Name = name
		return []task.Message{e.message()}, err
	}
	var all []envelope
	if err := json.Unmarshal(payload, &all); err != nil {
		return nil, err
	}
	out := make([]task.Message, len(all))
	for i, e := range all {
		out[i] = e.message()
	}
	return out, nil
}
