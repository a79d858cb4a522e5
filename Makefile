# hourline. `make` lists what can be made.
SHELL := /bin/bash
GO    ?= go
FUZZTIME ?= 1m

.PHONY: help run test check bench fuzz docs deps

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the demo: a neighbourhood with telephones, on this machine
	$(GO) run ./cmd/hourline demo

test: deps ## run all tests, with the race detector
	$(GO) test -race -timeout 280s ./...

check: test ## the tests, and gofmt, vet, staticcheck and govulncheck
	@test -z "$$(gofmt -l .)" || { echo "not formatted; run: gofmt -w ."; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@$(GO) tool govulncheck ./... || { s=$$?; [ $$s -eq 3 ] && exit 3; echo "govulncheck could not reach its database; run it again with the network"; }

bench: ## run all benchmarks once, with allocations
	$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz: ## run every fuzz target for FUZZTIME (1m)
	@set -e; for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	    echo "== $$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p; \
	  done; done

docs: ## draw the dialogs and the life of a request anew
	$(GO) test ./ivr ./ledger/care -run TestDiagram -update

# What the tests need beyond Go: a real redis-server and a real browser.
deps:
	@missing=""; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing$$missing"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	else echo "the tests need$$missing; run: sudo apt-get install -y$$missing"; exit 1; fi
