# make            what there is
# make run        the whole product on one port, nothing to install but Go and Node
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GOLANGCI_VERSION := v2.14.0
VULNCHECK_VERSION := v1.9.0
VULNDB ?= ../shared/engineering/vulndb.tar.xz

PACKAGES := ./server/... ./jobs/... ./sql/...
GO_BUILD := go build -ldflags '-s -w'
GO_TEST := go test -count=1 -shuffle=on -timeout 10m
SERVICES := go run ./server/platform/testkit/services --
GOLANGCI := bin/golangci-lint-$(GOLANGCI_VERSION)
VULNCHECK := bin/govulncheck-$(VULNCHECK_VERSION)
NPM_ADMIN := npm --prefix admin-web --silent
NPM_MINI := npm --prefix miniapp --silent

# No C anywhere, and one build cache for programs, tests and tools. Only the
# race detector needs a C compiler.
export CGO_ENABLED = 0
export GOFLAGS = -buildvcs=false -trimpath -tags=nomsgpack

# npm talks to the package registry and to nobody else.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = 1
export PUPPETEER_SKIP_DOWNLOAD = 1
export npm_config_audit = false
export npm_config_fund = false
export npm_config_update_notifier = false

sources = $(shell find $(1)/src $(1)/public $(1)/scripts 2>/dev/null; find $(1) -maxdepth 1 -type f)
ADMIN := server/web/dist/admin/index.html
H5 := server/web/dist/m/index.html
MP := miniapp/dist/build/mp-weixin/app.json

##@ Daily

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build what changed and start the server with the demo community
	@exec ./bin/server

.PHONY: build
build: doctor $(ADMIN) $(H5) ## both front ends (when their sources changed) and both programs, into bin/
	@mkdir -p bin
	@$(GO_BUILD) -o bin/ ./server ./jobs

.PHONY: check
check: doctor ## before each commit: format, vet, lint, architecture, Go tests on SQLite (< 3 min)
	@bad=$$(gofmt -l server jobs sql); [[ -z $$bad ]] || { echo "gofmt -w $$bad"; exit 1; }
	@cd server && go test arch*_test.go
	@if [[ -x $(GOLANGCI) ]]; then $(GOLANGCI) run $(PACKAGES); else echo 'only go vet: make lint brings golangci-lint'; go vet $(PACKAGES); fi
	@go test -short -timeout 5m $(PACKAGES)

##@ Tests

PARTS := test-go test-mariadb test-admin test-miniapp e2e

.PHONY: test
test: $(PARTS) ## everything, on both databases and in a browser (< 15 min on two cores)

.PHONY: parts
parts: # the parts of make test, for .ci/run
	@echo $(PARTS)

.PHONY: test-go
test-go: doctor ## Go on SQLite and miniredis; with the race detector where goroutines meet
	@$(GO_TEST) $(PACKAGES)
	@CGO_ENABLED=1 $(GO_TEST) -race ./server/platform/... ./server/home

.PHONY: test-mariadb
test-mariadb: doctor ## Go on a private MariaDB and Redis
	@$(SERVICES) $(GO_TEST) $(PACKAGES)

.PHONY: test-admin
test-admin: $(ADMIN) ## admin web: types, unit tests, size of what is sent
	@$(NPM_ADMIN) run type-check
	@$(NPM_ADMIN) test
	@$(NPM_ADMIN) run check:size

.PHONY: test-miniapp
test-miniapp: $(H5) $(MP) ## mini-program: types, unit tests, WeChat's own compiler, package sizes
	@$(NPM_MINI) run type-check
	@$(NPM_MINI) test
	@$(NPM_MINI) run check:mp

.PHONY: e2e
e2e: build ## the stories of people, in Chromium, against the built server
	@$(GO_BUILD) -o bin/ ./server/stage
	@$(NPM_ADMIN) run e2e

.PHONY: shots
shots: build ## screenshots of every page into shots/, also in the elder theme
	@$(NPM_ADMIN) run shots

.PHONY: bench
bench: doctor ## product against bare baselines; SHORT=1 for a minute
	@mkdir -p bin
	@$(GO_BUILD) -o bin/ ./server ./server/bench
	@$(SERVICES) bin/bench -docs docs/bench $(if $(SHORT),-short)

.PHONY: proof
proof: doctor ## the promises, on real processes under faults (< 60 min); SHORT=1 for two minutes
	@mkdir -p bin
	@$(GO_BUILD) -o bin/ ./server ./jobs ./server/proof
	@bin/proof $(if $(SHORT),-short,-docs docs/proof)

##@ Quality

.PHONY: lint
lint: $(GOLANGCI) admin-web/node_modules/.package-lock.json miniapp/node_modules/.package-lock.json ## golangci-lint, ESLint, no skipped tests
	@$(GOLANGCI) run $(PACKAGES)
	@$(NPM_ADMIN) run lint
	@$(NPM_MINI) run lint
	@! git grep -nE '\b(it|test|describe)\.(skip|only|fixme|todo)\b' -- '*.ts' '*.mjs' || { echo 'a test that does not run proves nothing'; exit 1; }
	@! git grep -lE '"resolved": *"https?:' -- '*package-lock.json' || { echo 'lock files name no host: npm config set omit-lockfile-registry-resolved true'; exit 1; }

.PHONY: vuln
vuln: $(VULNCHECK) var/vulndb/ready ## known vulnerabilities, against the offline database
	@$(VULNCHECK) -db file://$(CURDIR)/var/vulndb/data/osv $(PACKAGES)

GENERATED := docs/openapi.json docs/matrix.md sql/schema.sql admin-web/src/shared/api/types.gen.ts miniapp/src/shared/api/types.gen.ts

.PHONY: gen
gen: doctor admin-web/node_modules/.package-lock.json miniapp/node_modules/.package-lock.json ## OpenAPI, permission matrix, schema.sql, the front ends' types
	@mkdir -p var
	@go run ./server openapi > var/openapi.json && mv var/openapi.json docs/openapi.json
	@go run ./server matrix > var/matrix.md && mv var/matrix.md docs/matrix.md
	@go test -count=1 ./sql -update > /dev/null
	@$(NPM_ADMIN) run gen
	@$(NPM_MINI) run gen

.PHONY: gen-check
gen-check: ## fail when a generated file is stale
	@rm -rf var/before && mkdir -p var/before
	@for f in $(GENERATED); do mkdir -p var/before/$$(dirname $$f); cp $$f var/before/$$f; done
	@$(MAKE) gen
	@stale=; for f in $(GENERATED); do cmp -s $$f var/before/$$f || stale+=" $$f"; done; \
	[[ -z $$stale ]] || { echo "stale, now made anew; commit:$$stale"; exit 1; }

##@ Machine

.PHONY: deps
deps: doctor ## what the tests need: MariaDB, Redis, Chromium, Chinese fonts, a C compiler
	@missing=; want() { $$2 >/dev/null 2>&1 || missing+=" $$1"; }; \
	want mariadb-server 'command -v mariadbd'; \
	want redis-server 'command -v redis-server'; \
	want chromium 'command -v chromium'; \
	want fonts-noto-cjk 'eval fc-list :lang=zh-cn | grep .'; \
	want gcc 'command -v gcc'; \
	if [[ -z $$missing ]]; then echo 'deps: all there'; exit 0; fi; \
	if [[ $$(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then echo "please install:$$missing"; exit 1; fi; \
	echo "installing$$missing"; \
	if [[ ! -e /usr/sbin/policy-rc.d ]]; then \
		printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; \
		trap 'rm -f /usr/sbin/policy-rc.d' EXIT; fi; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig libc6-dev $$missing >/dev/null

.PHONY: clean
clean: ## remove what was built; the tools in bin/ and the demo in var/ stay
	@rm -rf bin/server bin/jobs admin-web/dist miniapp/dist server/web/dist/admin server/web/dist/m var/before var/vulndb

.PHONY: doctor
doctor:
	@command -v go >/dev/null || { echo 'Go is needed: https://go.dev/dl'; exit 1; }
	@command -v node >/dev/null || { echo 'Node 20.19 or newer is needed: https://nodejs.org'; exit 1; }
	@at_least() { [[ $$(printf '%s\n%s\n' "$$2" "$$3" | sort -V | head -n 1) == "$$2" ]] || { echo "$$1 $$2 or newer is needed, this is $$3"; exit 1; }; }; \
	at_least Go "$$(awk '/^go /{print $$2}' go.mod)" "$$(go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')"; \
	at_least Node 20.19.0 "$$(node -p process.versions.node)"

# npm writes this file at the end of an installation. Not npm ci: it refuses a
# lock file made where the registry lacks some platform's optional binaries.
# What the lock file names is installed as locked either way; that the file
# fits package.json is checked first.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@echo "installing the packages of $*"
	@node -e 'const [p, l] = ["package.json", "package-lock.json"].map((f) => JSON.parse(fs.readFileSync("$*/" + f))); const wants = ({ dependencies: d, devDependencies: v }) => JSON.stringify([d, v].map((x) => Object.entries(x ?? {}).sort())); if (wants(p) !== wants(l.packages[""])) { console.error("$*/package-lock.json does not fit package.json: npm install"); process.exit(1) }'
	@npm --prefix $* install --no-save --loglevel=error >/dev/null
	@touch $@

$(ADMIN): admin-web/node_modules/.package-lock.json $(call sources,admin-web)
	@echo 'building admin-web'
	@$(NPM_ADMIN) run build >/dev/null
	@rm -rf $(@D) && cp -r admin-web/dist $(@D)

$(H5): miniapp/node_modules/.package-lock.json $(call sources,miniapp)
	@echo 'building miniapp for H5'
	@$(NPM_MINI) run build:h5 >/dev/null
	@rm -rf $(@D) && cp -r miniapp/dist/build/h5 $(@D)

$(MP): miniapp/node_modules/.package-lock.json $(call sources,miniapp)
	@echo 'building miniapp for WeChat'
	@$(NPM_MINI) run build:mp-weixin >/dev/null

$(GOLANGCI):
	@echo 'building golangci-lint $(GOLANGCI_VERSION): two minutes, once'
	@GOBIN=$(CURDIR)/bin GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@mv bin/golangci-lint $@

$(VULNCHECK):
	@GOBIN=$(CURDIR)/bin GOFLAGS= go install golang.org/x/vuln/cmd/govulncheck@$(VULNCHECK_VERSION)
	@mv bin/govulncheck $@

var/vulndb/ready: $(VULNDB)
	@rm -rf $(@D) && mkdir -p $(@D) && tar -C $(@D) -xJf $<
	@touch $@
