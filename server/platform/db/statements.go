package db

import (
	"context"
	"database/sql/driver"
)

// maxStatements bounds what one connection keeps prepared.
const maxStatements = 200

// connector opens connections that keep their prepared statements. Neither
// database/sql nor gorm can: what is prepared in a transaction ends with it,
// so each statement of a write would cost a second round trip for its Prepare.
type connector struct{ driver.Connector }

// Connect is for database/sql.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(mysqlConn)
	if !ok {
		_ = conn.Close()
		return nil, driver.ErrSkip // another driver, found by the first test that connects
	}
	// Once for the connection: before each transaction it would be a round trip.
	if _, err := full.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &keepingConn{mysqlConn: full, kept: map[string]*keptStmt{}}, nil
}

// mysqlConn is all that database/sql asks of a MySQL connection.
type mysqlConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keepingConn belongs to one goroutine at a time, as database/sql promises.
type keepingConn struct {
	mysqlConn
	kept map[string]*keptStmt
}

// PrepareContext answers from what is kept, without a round trip.
func (c *keepingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := c.kept[query]; ok {
		s.users++
		return s, nil
	}
	made, err := c.mysqlConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	full, ok := made.(mysqlStmt)
	if !ok {
		return made, nil
	}
	c.makeRoom()
	s := &keptStmt{mysqlStmt: full, users: 1}
	c.kept[query] = s
	return s, nil
}

// makeRoom ends statements that nobody uses now, any of them: a full house is
// rare, and what is needed again is prepared again.
func (c *keepingConn) makeRoom() {
	for query, s := range c.kept {
		if len(c.kept) < maxStatements {
			return
		}
		if s.users == 0 {
			delete(c.kept, query)
			_ = s.mysqlStmt.Close() // the server ends it with the connection at the latest
		}
	}
}

// mysqlStmt is all that database/sql asks of a prepared statement.
type mysqlStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

// keptStmt outlives its users.
type keptStmt struct {
	mysqlStmt
	users int
}

// Close gives the statement back.
func (s *keptStmt) Close() error {
	s.users--
	return nil
}
