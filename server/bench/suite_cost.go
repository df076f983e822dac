package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// cost is what the built server takes: start, memory, size. It runs as its
// users run it, with its background half.
func (r *runner) cost(ctx context.Context) error {
	st, err := os.Stat(r.Server)
	if err != nil {
		return fmt.Errorf("%w: make bench builds it", err)
	}
	if err := r.tell("C2b", float64(st.Size())/1e6); err != nil {
		return err
	}
	if err := r.begin(ctx); err != nil { // migrates, and gives a load
		return err
	}
	var starts []float64
	for i := range r.launches {
		took, err := r.launch(ctx, i == r.launches-1)
		if err != nil {
			return err
		}
		starts = append(starts, float64(took.Microseconds())/1000)
	}
	return r.tell("C2a", starts...)
}

// launch starts the server and, when weigh is set, weighs it at rest and after load.
func (r *runner) launch(ctx context.Context, weigh bool) (took time.Duration, err error) {
	port, err := freePort(ctx)
	if err != nil {
		return 0, err
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.CommandContext(ctx, r.Server) //nolint:gosec // ours, just built
	cmd.Env = []string{"ZHIJIAN_LISTEN=" + addr, "ZHIJIAN_DEMO=false", "ZHIJIAN_NODE=9", "ZHIJIAN_DATABASE_DRIVER=mysql", "ZHIJIAN_DATABASE_DSN=" + r.setup.DSN,
		"ZHIJIAN_REDIS_ADDR=" + r.setup.Redis, "ZHIJIAN_REDIS_DB=3", "ZHIJIAN_DATADIR=" + r.setup.Dir}
	w := startWatch()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // by the signal
	}()
	if err := until(ctx, func() bool { return healthy(ctx, addr) }); err != nil {
		return 0, err
	}
	took = w.took()
	if weigh {
		err = r.weigh(addr, cmd.Process.Pid)
	}
	return took, err
}

func (r *runner) weigh(addr string, pid int) error {
	rest := float64(rssOf(pid)) / 1e6
	request := rawRequest(doHome, "", "Authorization", "Bearer "+r.town.token)
	var o outcome
	if err := r.load.ask(slot{Addr: addr, Conns: crowd, For: 2 * r.slot, Requests: []string{request}}, &o); err != nil {
		return err
	}
	if o.Bad > 0 {
		return errors.New(o.FirstBad)
	}
	return errors.Join(r.tell("C1a", rest), r.tell("C1b", float64(rssOf(pid))/1e6))
}

func healthy(ctx context.Context, addr string) bool {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return false
	}
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return false
	}
	_ = a.Body.Close()
	return a.StatusCode == http.StatusOK
}
