# Each target sets up all that it needs: Python 3.11 or newer and make are enough.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= $(or $(HUBBUB_DATA),./data)

.PHONY: install run test test-long bench lint map catalogues lock browser clean

# A server that must compile its source first takes twice as long to start, and some environments never keep bytecode.
install: .venv/.run
	@$(BIN)/python -m compileall -q src

.venv/.run: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Browser tests drive the system's Chromium; on Debian it is one package.
browser:
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium \
	        fonts-dejavu-core fonts-noto-color-emoji >/dev/null; \
	  else echo "Chromium was not found: the browser tests will be skipped."; fi; }

run: install
	$(BIN)/hubbub serve --data "$(DATA)"

test: .venv/.dev install browser
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m "not long"

test-long: .venv/.dev install browser
	$(BIN)/python -m pytest -m long

bench: .venv/.dev install
	$(BIN)/hubbub bench

lint: .venv/.dev
	$(BIN)/ruff check src tests
	$(BIN)/mypy

# The drawn documents: docs/facts.md, docs/schema.sql, the addresses in docs/reference.md.
map: install
	$(BIN)/hubbub map --write docs

# What is said anew, and no more, in the catalogue of each language: src/hubbub/languages/*.po.
catalogues: install
	$(BIN)/hubbub catalogues --write

# Needs `uv`; the only target that asks a package index which versions exist.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv build
