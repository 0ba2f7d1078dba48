# What can be done here, one target a use. `make run` is all that a new user needs.

PORT ?= 8080
REPORTS ?= 1000000
CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR
WEB_SOURCES := $(shell find web/src web/public web/scripts web/index.html web/package-lock.json web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)

.PHONY: run build test test-long check bench data openapi clean

## Build everything, load the samples once, and serve the map.
run: build
	@mkdir -p var
	@$(CARGO_TARGET_DIR)/release/mekong-watch import samples
	@$(CARGO_TARGET_DIR)/release/mekong-watch user first
	@echo "Open http://127.0.0.1:$(PORT)/ and sign in; only this machine can reach it. Ctrl-C stops."
	@exec $(CARGO_TARGET_DIR)/release/mekong-watch serve --listen 127.0.0.1:$(PORT)

build: web/dist/index.html
	@tools/need run
	cargo build --release --locked

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	npm --prefix web run build

web/node_modules/.package-lock.json: web/package-lock.json
	@tools/need run
	npm --prefix web ci --no-audit --no-fund
	@touch $@

## Run every test; the last line counts them.
test: web/dist/index.html
	@tools/need test
	@tests/run

## The trials that take long: kills, crashes, two programs, migrations, inputs at random, many more of each. It says how many.
test-long: web/dist/index.html
	@tools/need test
	MEKONG_WATCH_LONG=1 cargo test --locked --test it -- --nocapture --test-threads=2 crash:: two_programs:: migrations:: fuzz:: report_index:: oracle:: nights::

## Formatting, lints, documentation, types, licences, the rules of the house.
check: web/dist/index.html
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
	cargo test --locked --test it house
	npm --prefix web run check

## Measure what the release program takes, beside its peers on the same machine; REPORTS=10000000 asks ten millions.
bench: build
	@tools/need test
	@benches/import $(CARGO_TARGET_DIR)/release/mekong-watch
	@benches/methods $(CARGO_TARGET_DIR)/release/mekong-watch
	@benches/run $(CARGO_TARGET_DIR)/release/mekong-watch --reports $(REPORTS)

## Write the API's description and the page's types from it.
openapi:
	cargo build --locked
	$(CARGO_TARGET_DIR)/debug/mekong-watch openapi > web/src/api/openapi.json
	node web/scripts/api-types.mjs

## Rebuild data/ from the registries (maintainers only).
data:
	data/build/build.sh

clean:
	cargo clean
	rm -rf web/dist web/node_modules
