package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// pipe is how a started program speaks with the runner: JSON values, one for
// one. When its input ends it has to end too, so nothing outlives the runner.
type pipe struct {
	in  *json.Decoder
	out *json.Encoder
}

// child is a program that the runner started.
type child struct {
	pipe
	cmd   *exec.Cmd
	stdin io.Closer
}

// start runs this command in another role and tells it what it needs.
func start(ctx context.Context, role string, settings any) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, role) //nolint:gosec // this very program
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{pipe: pipe{in: json.NewDecoder(out), out: json.NewEncoder(in)}, cmd: cmd, stdin: in}
	if settings != nil {
		err = c.out.Encode(settings)
	}
	return c, err
}

// address is the first thing that a server says.
func (c *child) address() (string, error) {
	var addr string
	if err := c.in.Decode(&addr); err != nil {
		return "", fmt.Errorf("it did not start: %w", err)
	}
	return addr, nil
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// ask sends a question and reads the answer.
func (c *child) ask(question, answer any) error {
	if err := c.out.Encode(question); err != nil {
		return err
	}
	return c.in.Decode(answer)
}

// stop ends its input and waits.
func (c *child) stop() error {
	return errors.Join(c.stdin.Close(), c.cmd.Wait())
}
