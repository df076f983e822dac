package ops

import (
	"context"
	"net/http"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

type opsScheduleOut struct {
	Body struct {
		Items  []ScheduleLine `json:"items" nullable:"false"`
		Leader string         `json:"leader" doc:"the worker that starts them; empty while nobody does"`
	}
}

type scheduleRunsIn struct {
	Name string `query:"name" required:"true" minLength:"1" maxLength:"64"`
}

type scheduleRunsOut struct {
	Body struct {
		Items []ScheduleRun `json:"items" nullable:"false"`
	}
}

type opsWorkOut struct {
	Body struct {
		Queues []QueueLine `json:"queues" nullable:"false"`
		Outbox Owed        `json:"outbox"`
	}
}

// MountAdmin adds the operations of platform administrators.
func (s *Service) MountAdmin(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "getSchedule", Method: http.MethodGet, Path: "/admin/v1/ops/schedule", Summary: "Everything that happens by the clock", Tag: "ops", Policy: auth.ForPlatform()},
		func(ctx context.Context, _ *struct{}) (*opsScheduleOut, error) {
			lines, leader, err := s.Schedule(ctx)
			if err != nil {
				return nil, err
			}
			out := &opsScheduleOut{}
			out.Body.Items, out.Body.Leader = lines, leader
			return out, nil
		})
	httpx.Register(api, httpx.Op{ID: "getScheduleRuns", Method: http.MethodGet, Path: "/admin/v1/ops/schedule/runs", Summary: "The last runs of one of them", Tag: "ops", Policy: auth.ForPlatform()},
		func(ctx context.Context, in *scheduleRunsIn) (*scheduleRunsOut, error) {
			runs, err := s.Runs(ctx, in.Name)
			if err != nil {
				return nil, err
			}
			out := &scheduleRunsOut{}
			out.Body.Items = runs
			return out, nil
		})
	httpx.Register(api, httpx.Op{ID: "getQueues", Method: http.MethodGet, Path: "/admin/v1/ops/queues", Summary: "The queues and what the outbox owes", Tag: "ops", Policy: auth.ForPlatform()},
		func(ctx context.Context, _ *struct{}) (*opsWorkOut, error) {
			q, owed, err := s.Work(ctx)
			if err != nil {
				return nil, err
			}
			out := &opsWorkOut{}
			out.Body.Queues, out.Body.Outbox = q, owed
			return out, nil
		})
}
