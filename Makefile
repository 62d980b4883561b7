# netfold: `make run` shows it, `make test` checks it. Everything else is listed by `make help`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ROOMS := topology collectors planning lab services dashboard app
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup system run check test coverage test-long golden bench compile i18n lock clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | column -t -s:

setup: $(VENV)/.ready ## virtual environment with every pinned dependency

$(VENV)/.ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "netfold: installing the pinned dependencies"
	@$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@log=$$($(BIN)/pip install --quiet --no-deps --no-build-isolation -e . 2>&1) || { echo "$$log" >&2; exit 1; }
	@touch $@

system: ## Debian packages that the tests use, where missing and possible
	@bash tests/system-packages.sh

run: setup ## build the sample city, discover it, appraise the scenarios, open the dashboard
	@$(BIN)/netfold demo

check: setup ## format, lint, types, layers, doctests
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .
	@$(BIN)/mypy && $(BIN)/mypy app.py
	@$(BIN)/lint-imports --no-cache | tail -n 12
	@$(BIN)/pytest -q -p no:cacheprovider --doctest-modules collectors topology planning --ignore=topology/store/migrations

test: setup system check ## all that CI runs: checks and tests
	@$(BIN)/pytest -q -m "not long" $(TESTS)

coverage: setup system ## the tests once more, with the coverage floors of each room
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -q -m "not long" $(TESTS)
	@$(BIN)/coverage combine -q && $(BIN)/python -m tests.coverage_floors

test-long: setup system ## full city, kill and soak runs
	@$(BIN)/pytest -q -m long $(TESTS)

golden: setup ## rewrite golden files; review the difference
	@NETFOLD_GOLDEN=1 $(BIN)/pytest -q tests/configs tests/snmp/mibs

bench: setup ## netfold beside its peers, same work, same run (ONLY=snmp_walk for one)
	@$(BIN)/python -m benchmarks $(ONLY)

compile: setup ## the SNMP codec as machine code, where a compiler is there (optional)
	@$(BIN)/python -m collectors.snmp.compiled

i18n: setup ## collect texts into the catalogues (ROOM=planning for one)
	@for room in $(or $(ROOM),$(ROOMS)); do \
	  src=$$room; [ $$room = app ] && src="app.py commands"; \
	  $(BIN)/pybabel -q extract --no-location --sort-output -k t -k N_ --omit-header -o .$$room.pot $$src || exit 1; \
	  for lang in en zh; do \
	    mkdir -p data/i18n/$$lang/LC_MESSAGES; po=data/i18n/$$lang/LC_MESSAGES/$$room.po; \
	    [ -f $$po ] || printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: %s\\n"\n\n' $$lang > $$po; \
	    $(BIN)/pybabel -q update --no-wrap --ignore-obsolete --no-fuzzy-matching --omit-header -D $$room -i .$$room.pot -o $$po -l $$lang || exit 1; \
	  done; rm -f .$$room.pot; \
	done

lock: ## pin every dependency with hashes, naming no index
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock

clean: ## remove what was built
	-@test ! -x $(BIN)/python || $(BIN)/python -m collectors.snmp.compiled --remove
	rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov
