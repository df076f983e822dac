package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// child is a process that the lab started. It may be killed and restarted any
// number of times; its log goes on.
type child struct {
	name string
	addr string // where it listens
	path string
	args []string
	env  []string
	log  string
	// ready answers nil once the process serves.
	ready func(ctx context.Context) error

	mu     sync.Mutex
	cmd    *exec.Cmd
	exited chan struct{}
}

const (
	// startTime is how long a process may take to serve, on a machine that others use too.
	startTime = 60 * time.Second
	endTime   = 20 * time.Second
)

// start runs it and waits until it serves. A process that ends before (its
// database may be away) is started again, as a supervisor would.
func (c *child) start(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cmd != nil && !c.over() { // somebody else was faster
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	var err error
	for ctx.Err() == nil {
		if err = c.launch(); err != nil {
			return err
		}
		if err = c.serving(ctx); err == nil {
			return nil
		}
		c.end(syscall.SIGKILL)
		pause(ctx, 200*time.Millisecond)
	}
	return fmt.Errorf("%s does not serve, see %s: %w", c.name, c.log, err)
}

func (c *child) launch() error {
	out, err := os.OpenFile(c.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()     // the process has its own handle
	cmd := exec.Command(c.path, c.args...) //nolint:gosec,noctx // ours; stopped by its pid, not by a context
	cmd.Env, cmd.Stdout, cmd.Stderr = c.env, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt of the proof is not one of its children
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }() // killed ones end with an error on purpose
	c.cmd, c.exited = cmd, exited
	return nil
}

func (c *child) serving(ctx context.Context) error {
	last := errors.New("it was not asked")
	for {
		ask, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := c.ready(ask)
		cancel()
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-c.exited:
			return errors.New("it ended by itself")
		case <-ctx.Done():
			return last
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// end signals the process and waits for it. c.mu is held.
func (c *child) end(s syscall.Signal) {
	if c.cmd == nil {
		return
	}
	_ = c.cmd.Process.Signal(s) // it may have ended
	_ = c.cmd.Process.Signal(syscall.SIGCONT)
	t := time.NewTimer(endTime)
	defer t.Stop()
	select {
	case <-c.exited:
	case <-t.C:
		_ = c.cmd.Process.Kill()
		<-c.exited
	}
	c.cmd = nil
}

// kill is kill -9.
func (c *child) kill() { c.mu.Lock(); defer c.mu.Unlock(); c.end(syscall.SIGKILL) }

// quit ends it as a supervisor would, and waits.
func (c *child) quit() { c.mu.Lock(); defer c.mu.Unlock(); c.end(syscall.SIGTERM) }

// restart kills it and starts it again with the same settings.
func (c *child) restart(ctx context.Context) error {
	c.kill()
	return c.start(ctx)
}

// stop freezes it, cont lets it go on.
func (c *child) stop() error { return c.signal(syscall.SIGSTOP) }
func (c *child) cont() error { return c.signal(syscall.SIGCONT) }

func (c *child) signal(s syscall.Signal) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cmd == nil {
		return fmt.Errorf("%s does not run", c.name)
	}
	return c.cmd.Process.Signal(s)
}

// supervise starts it again whenever it ended without being told to, until ctx
// ends: a start while its stores are away fails.
func (c *child) supervise(ctx context.Context) {
	for ctx.Err() == nil {
		pause(ctx, 200*time.Millisecond)
		if c.died() {
			_ = c.start(ctx) // the next turn tries again
		}
	}
}

func (c *child) died() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cmd != nil && c.over()
}

// over reports that the process has ended. c.mu is held.
func (c *child) over() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

func freePort(ctx context.Context) (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func program(dir, name string) (string, error) {
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w: make proof builds it", err)
	}
	return path, nil
}

// pause waits, and less when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
