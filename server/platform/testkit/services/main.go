// Command services runs a command with a private MariaDB beside it, on a free
// loopback port with its own data folder, and stops it by pid afterwards:
//
//	go run ./server/platform/testkit/services -- go test ./...
//
// The command finds it in ZJ_TEST_MYSQL. Nothing that already runs is touched.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "services:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	if len(args) < 2 || args[0] != "--" {
		return errors.New("usage: services -- command …")
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		return fmt.Errorf("%w (make deps installs it)", err)
	}
	dir, err := os.MkdirTemp(memory(), "zj-mariadb")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	dsn, stopDB, err := startMariaDB(ctx, dir)
	if err != nil {
		return err
	}
	defer stopDB()
	cmd := exec.CommandContext(ctx, args[1], args[2:]...) //nolint:gosec // the caller's own command
	cmd.Stdout, cmd.Stderr = out, errOut
	cmd.Env = append(os.Environ(), "ZJ_TEST_MYSQL="+dsn)
	return cmd.Run()
}

// memory prefers a folder in memory: the data dies with the run anyway.
func memory() string {
	if st, err := os.Stat("/dev/shm"); err == nil && st.IsDir() {
		return "/dev/shm"
	}
	return ""
}

func startMariaDB(ctx context.Context, dir string) (dsn string, stop func(), err error) {
	data := filepath.Join(dir, "data")
	// Each MariaDB that starts clears its temporary folder, whoever's tables lie there: not /tmp.
	install := exec.CommandContext(ctx, "mariadb-install-db", "--no-defaults", "--datadir="+data, "--tmpdir="+dir, "--auth-root-authentication-method=normal", "--skip-test-db") //nolint:gosec // our own folder
	install.Args = append(install.Args, asRoot()...)
	if text, err := install.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("mariadb-install-db: %w: %s (make deps installs it)", err, text)
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	args := append([]string{"--no-defaults", "--datadir=" + data, "--tmpdir=" + dir, fmt.Sprintf("--port=%d", port), "--bind-address=127.0.0.1", "--socket=" + filepath.Join(dir, "m.sock"), "--pid-file=" + filepath.Join(dir, "m.pid"),
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin", "--innodb-buffer-pool-size=256M", "--innodb-flush-log-at-trx-commit=2", "--max-connections=600", "--innodb-log-file-size=64M", "--skip-name-resolve", "--userstat=1"}, asRoot()...)
	logFile, err := os.Create(filepath.Join(dir, "mariadbd.log"))
	if err != nil {
		return "", nil, err
	}
	server := exec.Command("mariadbd", args...) //nolint:gosec // our own folder; stopped below, not by the context
	server.Stdout, server.Stderr = logFile, logFile
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _ = server.Process.Signal(syscall.SIGTERM); _ = server.Wait(); _ = logFile.Close() }
	dsn = fmt.Sprintf("root@tcp(127.0.0.1:%d)/", port)
	if err := ready(ctx, dsn); err != nil {
		stop()
		text, _ := os.ReadFile(logFile.Name())
		return "", nil, fmt.Errorf("MariaDB does not answer: %w: %s", err, text)
	}
	return dsn, stop, nil
}

func asRoot() []string {
	if os.Geteuid() == 0 {
		return []string{"--user=root"}
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func ready(ctx context.Context, dsn string) error {
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	d, err := sql.Open("mysql", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	for tick := time.NewTicker(100 * time.Millisecond); ; {
		if err = d.PingContext(ctx); err == nil {
			tick.Stop()
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}
