# hourline. `make` lists what can be made.
SHELL := /bin/bash
GO    ?= go
FUZZTIME ?= 1m

.PHONY: help run test check bench big simulate fuzz faults model litestream docs deps

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the demo: a neighbourhood with telephones, on this machine
	$(GO) run ./cmd/hourline demo

# SQLite is C put into Go by a machine, and so is its malloc: the race detector
# finds nothing of ours in them, and makes them several times slower; so it is
# with the cipher of PINs, and with kong, which reads one command line for each
# program and does so in hundreds of tests. All else is watched.
CALM := modernc.org/sqlite/lib modernc.org/libc modernc.org/memory golang.org/x/crypto/blowfish github.com/alecthomas/kong regexp
RACE := -race $(foreach p,$(CALM),-gcflags=$(p)=-race=0)

# What is compiled for one run only is not worth inlining, nor describing to a
# debugger; and memory is cheaper than collecting it.
ONCE := -gcflags='hourline/...=-l -dwarf=false'

# Those that take longest begin first, so that nobody waits for one at the end.
LONG := ./ledger/care ./cmd/internal/gateway ./cmd/hourline ./ledger ./ivr

test: deps ## run all tests, with the race detector
	GOGC=400 $(GO) test $(RACE) $(ONCE) -timeout 600s $(LONG) ./...

check: test ## the tests, and gofmt, vet, staticcheck and govulncheck
	@test -z "$$(gofmt -l .)" || { echo "not formatted; run: gofmt -w ."; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@$(GO) tool govulncheck ./... || { s=$$?; [ $$s -eq 3 ] && exit 3; echo "govulncheck could not reach its database; run it again with the network"; }

bench: ## run all benchmarks once, with allocations, and compare what was promised
	@set -o pipefail; $(GO) test -run '^$$' -bench . -skip HonestMonth -benchmem ./... | awk "$$PROMISES"

# What is promised of the benchmarks. Ratios hold on any machine; x-bare is to
# a floor that only does what cannot be saved, x-single to one commit for each,
# x-idle to the same while nothing else happens.
define PROMISES
function promise(what, name, unit, least, most) {
	titles[++n] = what; keys[n] = "Benchmark" name " " unit; low[n] = least; high[n] = most
}
BEGIN {
	promise("a voice turn, 8 clients, to a bare handler", "VoiceTurn/clients=8", "x-bare", 0.5, 0)
	promise("a voice turn, 64 clients, to a bare handler", "VoiceTurn/clients=64", "x-bare", 0.5, 0)
	promise("200 calls in progress, p99 of a turn in ms", "CallsInProgress/calls=200,think=1s", "p99-ms", 0, 50)
	promise("50 emergencies among 200 calls, p99 to disk, ms", "ManyEmergencies/calls=200,texts=0", "commit-p99-ms", 0, 100)
	promise("the same, p99 to the first ring, ms", "ManyEmergencies/calls=200,texts=0", "ring-p99-ms", 0, 1000)
	promise("the same behind 1,000 texts, p99, ms", "ManyEmergencies/calls=200,texts=1000", "ring-p99-ms", 0, 1000)
	promise("50 first rings at the carrier's pace, in calls", "ManyEmergenciesAtPace/calls=200,pace=10", "ring-p99-calls", 0, 60)
	promise("whom to ask, of 10,000 volunteers, ms", "Ring/communities=20", "ms", 0, 5)
	promise("the same on a day when nobody is free, ms", "Ring/nobody-free", "ms", 0, 5)
	promise("a district of 119,000 elders, % taken", "District/elders=119000", "taken-%", 40, 0)
	promise("the same, minutes to taken, nine of ten", "District/elders=119000", "p90-min", 0, 60)
	promise("64 deposits, to one commit each", "DepositRatios/callers=64", "x-single", 4, 0)
	promise("512 deposits, to one commit each", "DepositRatios/callers=512", "x-single", 6, 0)
	promise("64 deposits, to a bare grouped insert", "DepositRatios/callers=64", "x-bare", 0.8, 0)
	promise("512 deposits, to a bare grouped insert", "DepositRatios/callers=512", "x-bare", 0.8, 0)
	promise("64 deposits with the log, to those without", "LogRatio/callers=64", "x-unlogged", 0.9, 0)
	promise("512 deposits with the log, to those without", "LogRatio/callers=512", "x-unlogged", 0.9, 0)
	promise("a deposit beside a backup, longest wait, ms", "BackupBeside", "beside-longest-ms", 0, 100)
	promise("a balance while 64 write, to an idle one", "BalanceWhileWriting", "x-idle", 0, 2)
}
{ print; fflush() }
/^Benchmark/ {
	sub(/-[0-9]+$$/, "", $$1)
	for (i = 3; i < NF; i++) seen[$$1 " " $$(i+1)] = $$i
}
END {
	printf "\n%-48s %9s   %s\n", "promised", "measured", "wanted"
	for (i = 1; i <= n; i++) {
		got = keys[i] in seen ? seen[keys[i]] : "-"
		want = low[i] ? "at least " low[i] : "at most " high[i]
		kept = got != "-" && (low[i] ? got + 0 >= low[i] : got + 0 <= high[i])
		printf "%-48s %9s   %-12s%s\n", titles[i], got, want, kept ? "" : "  MISSED"
	}
}
endef
export PROMISES

fuzz: ## run every fuzz target for FUZZTIME (1m)
	@set -e; for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	    echo "== $$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p; \
	  done; done

simulate: ## let simulated districts of 60, 1,000 and 119,000 elders ask for twice what can be given, and 1,000 live an honest month
	$(GO) test ./ledger/care -run '^$$' -bench '^Benchmark(District|HonestMonth)$$' -benchtime 1x | awk '/^ *(district|honest)_test/ { $$1 = ""; print name ":" $$0 } /^Benchmark/ { name = $$1; if ($$1 ~ /Honest/) print }'

KILLS       ?= 120
ALARM_KILLS ?= 200
faults: ## kill the program KILLS (120) times on a busy day and ALARM_KILLS (200) times while emergencies run, with a misbehaving carrier, and hold the books against what people heard
	$(GO) test ./cmd/internal/faults -count=1 -timeout 30m -v -kills $(KILLS) -alarm-kills $(ALARM_KILLS)

OPERATIONS ?= 100000
model: ## do OPERATIONS (100000) things with hours and money, in random orders and many at once, and hold every answer and balance against a simple model
	$(GO) test ./ledger/care -count=1 -timeout 60m -run TestMoneyBehavesLikeTheModel -v -operations $(OPERATIONS) -rapid.shrinktime 10m

ENTRIES  ?= 10000000
ACCOUNTS ?= 200000
big: ## build a bank of ENTRIES (10 million) over ACCOUNTS (200,000) in a folder of its own, 2 GB, and compare what it costs with what was promised
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && trap 'exit 130' INT TERM && \
	$(GO) build -o "$$dir/hourline" ./cmd/hourline && $(GO) test -c -o "$$dir/size.test" ./cmd/internal/size && \
	TMPDIR="$$dir" "$$dir/size.test" -test.v -test.timeout 40m -test.run '^TestSize$$' -entries $(ENTRIES) -accounts $(ACCOUNTS) -program "$$dir/hourline"

LITESTREAM ?= v0.5.18
litestream: ## install Litestream, let it copy the books of a gateway, kill both, restore and verify; takes some minutes to compile
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && GOBIN="$$dir" $(GO) install github.com/benbjohnson/litestream/cmd/litestream@$(LITESTREAM) && \
	$(GO) test ./cmd/hourline -count=1 -tags litestream -run TestLitestream -v -litestream "$$dir/litestream"

docs: ## draw the dialogs and lives anew, and take the pictures of the reports
	$(GO) test ./ivr ./ledger/care -run TestDiagram -update
	$(GO) test ./cmd/hourline -run TestPicturesOfTheReports -update

# What the tests need beyond Go: a real redis-server, a real browser, a font
# with Chinese letters that can be put into a PDF, and a reader of PDF.
deps:
	@missing=""; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	[ -e /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf ] || missing="$$missing fonts-droid-fallback"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing$$missing"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	else echo "the tests need$$missing; run: sudo apt-get install -y$$missing"; exit 1; fi
