package main_test

import "strings"

// plant is a violation that the rule it names must find.
type plant struct{ rule, path, text string }

// cleanTree breaks no rule, though it comes near to several.
func cleanTree() map[string]string {
	return map[string]string{
		"server/main.go":                 "// Command server serves.\npackage main\n\nimport _ \"zhijian/server/app\"\n",
		"server/house/doc.go":            "// Package house owns houses.\npackage house\n",
		"server/house/errors.go":         "package house\n\nimport \"zhijian/server/platform/errs\"\n\nvar ErrNotFound = errs.New(404, \"house.not_found\", \"没有这套房屋\")\n",
		"server/house/store.go":          "package house\n\nimport _ \"gorm.io/gorm\"\n\nvar kinds = map[string]int{\"home\": 1}\n\nfunc f(s store) { _ = kinds; s.db.Conn(ctx) }\n",
		"server/house/service.go":        "package house\n\nfunc use(s Service) { kinds := 1; kinds = 2; s.DB.Tx(ctx, nil) } // TODO(#12) later\n",
		"server/house/http_app.go":       "package house\n\nimport _ \"github.com/gin-gonic/gin\"\n",
		"server/house/ledger_open.go":    "package house\n\nimport _ \"github.com/xuri/excelize/v2\"\n",
		"server/house/house_test.go":     "package house_test\n\nimport (\n\t_ \"zhijian/server/file\"\n\t_ \"zhijian/server/platform/testkit\"\n)\n",
		"server/event/doc.go":            "// Package event is told.\npackage event\n\nimport _ \"zhijian/server/platform/ids\"\n",
		"server/platform/errs/doc.go":    "// Package errs refuses.\npackage errs\n",
		"server/platform/clock/clock.go": "package clock\n\nimport \"time\"\n\nfunc System() time.Time { return time.Now() }\n",
		"server/platform/clock/doc.go":   "// Package clock tells the time.\npackage clock\n",
		"server/app/doc.go":              "// Package app wires.\npackage app\n\nimport _ \"zhijian/server/house\"\n",
		"jobs/worker/doc.go":             "// Package worker works.\npackage worker\n\nimport _ \"github.com/hibiken/asynq\"\n",
		"sql/embed.go":                   "// Package sql holds the migrations.\npackage sql\n\nimport \"embed\"\n\n//go:embed migrations/*.sql\nvar migrations embed.FS\n",
	}
}

func plants() []plant {
	long := strings.Repeat("\t_ = 1\n", 79)
	const h, b = "server/house/x.go", "package house\n\n"
	return []plant{
		{"imports", h, b + "import _ \"zhijian/server/repair\"\n"},
		{"imports", h, b + "import _ \"zhijian/server/app\"\n"},
		{"imports", h, b + "import _ \"zhijian/server/platform/testkit\"\n"},
		{"imports", "server/house/x_test.go", b + "import _ \"zhijian/server/repair\"\n"},
		{"imports", "server/house/x_test.go", "package house_test\n\nimport _ \"zhijian/server/app\"\n"},
		{"imports", "server/event/x.go", "package event\n\nimport _ \"zhijian/server/platform/db\"\n"},
		{"imports", "server/platform/errs/x.go", "package errs\n\nimport _ \"zhijian/server/house\"\n"},
		{"imports", "jobs/worker/x.go", "package worker\n\nimport _ \"zhijian/server/app\"\n"},
		{"imports", "server/main.go", "// Command server serves.\npackage main\n\nimport _ \"zhijian/server/house\"\n"},
		{"vendor", h, b + "import _ \"gorm.io/gorm/clause\"\n"},
		{"vendor", h, b + "import _ \"github.com/gin-gonic/gin\"\n"},
		{"vendor", h, b + "import _ \"github.com/danielgtaylor/huma/v2\"\n"},
		{"vendor", h, b + "import _ \"github.com/xuri/excelize/v2\"\n"},
		{"vendor", "server/app/x_test.go", "package app\n\nimport _ \"github.com/hibiken/asynq\"\n"},
		{"name", "server/common/doc.go", "// Package common is a heap.\npackage common\n"},
		{"name", "server/house/misc.go", b},
		{"doc", "server/parcel/parcel.go", "// Package parcel has its comment in the wrong file.\npackage parcel\n"},
		{"size", h, b + strings.Repeat("// line\n", 400)},
		{"size", h, b + "func long() {\n" + long + "}\n"},
		{"float", h, b + "func share(fen int64) float64 { return float64(fen) / 3 }\n"},
		{"float", "server/platform/money/x.go", "// Package money counts.\npackage money\n\nvar rate float32 = 1\n"},
		{"clock", h, b + "import \"time\"\n\nfunc now() time.Time { return time.Now() }\n"},
		{"environment", h, b + "import \"os\"\n\nfunc key() string { return os.Getenv(\"KEY\") }\n"},
		{"sleep", "server/house/x_test.go", b + "import \"time\"\n\nfunc wait() { time.Sleep(1) }\n"},
		{"skip", "server/house/x_test.go", b + "import \"testing\"\n\nfunc TestX(t *testing.T) { t.Skip(\"later\") }\n"},
		{"todo", h, b + "// TODO: one day\n"},
		{"context", h, b + "import \"context\"\n\nfunc ctx() context.Context { return context.Background() }\n"},
		{"sql", h, b + "func (s *Service) peek() { s.db.Conn(ctx).Find(nil) }\n"},
		{"sql", "server/house/store_x.go", b + "func (s store) both() { s.db.Tx(ctx, nil) }\n"},
		{"init", h, b + "func init() {}\n"},
		{"global", h, b + "var last int\n"},
		{"global", h, b + "var cache = make(map[int]int)\n"},
		{"global", h, b + "import \"sync\"\n\nvar mu sync.Mutex\n"},
		{"global", h, b + "func forget() { delete(kinds, \"home\") }\n"},
		{"global", h, b + "func learn() { kinds[\"shop\"] = 2 }\n"},
		{"code", h, b + "var ErrX = errs.New(409, \"repair.busy\", \"请稍后\")\n"},
		{"code", h, b + "var ErrX = errs.New(404, \"house.not_found\", \"没有\")\n"},
	}
}
