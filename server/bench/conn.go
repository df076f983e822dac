package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
)

// conn is a keep-alive HTTP connection that does as little as it can, so that
// the load costs the machine less than what it measures.
type conn struct {
	net net.Conn
	r   *bufio.Reader
}

func dial(ctx context.Context, addr string) (*conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{c, bufio.NewReaderSize(c, 16<<10)}, nil
}

func (c *conn) close() { _ = c.net.Close() }

func (c *conn) roundTrip(raw []byte, keep bool) (status int, body []byte, err error) {
	if _, err := c.net.Write(raw); err != nil {
		return 0, nil, err
	}
	return answer(c.r, keep)
}

// answer reads one response. A body that nobody wants to see is passed over.
func answer(r *bufio.Reader, keep bool) (status int, body []byte, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, errors.New("no status line")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length, chunked, err := headers(r)
	if err != nil {
		return status, nil, err
	}
	if status/100 == 2 && !keep && !chunked {
		_, err = r.Discard(length)
		return status, nil, err
	}
	body, err = readBody(r, length, chunked)
	return status, body, err
}

// headers passes over all of them but those that say where the body ends.
func headers(r *bufio.Reader) (length int, chunked bool, err error) {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil || len(line) <= 2 {
			return length, chunked, err
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch len(name) {
		case len("content-length"):
			if bytes.EqualFold(name, []byte("content-length")) {
				length, err = strconv.Atoi(string(bytes.TrimSpace(value)))
			}
		case len("transfer-encoding"):
			chunked = chunked || bytes.EqualFold(name, []byte("transfer-encoding"))
		}
		if err != nil {
			return 0, false, err
		}
	}
}

func readBody(r *bufio.Reader, length int, chunked bool) ([]byte, error) {
	if !chunked {
		body := make([]byte, length)
		_, err := io.ReadFull(r, body)
		return body, err
	}
	var body []byte
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return body, err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 32)
		if err != nil {
			return body, err
		}
		part := make([]byte, n+2)
		if _, err := io.ReadFull(r, part); err != nil {
			return body, err
		}
		if n == 0 {
			return body, nil
		}
		body = append(body, part[:n]...)
	}
}
