# Short names for what a developer runs. `deploy/test` makes .venv first. Every tool is the one in .venv.

BIN := .venv/bin
# What `make coverage` runs: make coverage TESTS="-m 'not slow'"
TESTS ?=
# Labelled clips or traces; your own: make accuracy FOLDERS="~/clips ~/traces"
FOLDERS ?= configs/clip tests/golden/exercises

# A file's tests in one process, some files beside each other: tests/alone.py.
BESIDE := --numprocesses auto --dist loadfile

.PHONY: help check test-fast test coverage accuracy screenshots schema package

help: ## lists the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

check: ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-fast: ## every test that is not marked slow, a worker for each core
	$(BIN)/pytest $(BESIDE) -m "not slow"

test: check ## the checks and every test, a worker for each core
	$(BIN)/pytest $(BESIDE)

coverage: ## every test, and which branches none takes; twice as slow
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(TESTS) || echo "some tests failed"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

accuracy: ## counts labelled clips and traces: exact, within one, MAE
	$(BIN)/spotter benchmark $(FOLDERS)

screenshots: ## takes deploy/screens again from a real run, 5 min; needs rsvg-convert and fonts-dejavu
	$(BIN)/python -m tests.tui_screens
	$(BIN)/python -m tests.render_screen
	$(BIN)/python -m tests.web.screens
	$(BIN)/python -m tests.report.screens

schema: ## writes deploy/schema: what files are checked by, what goes over MQTT, what commands print
	$(BIN)/python -m daemon.config.schema deploy/schema
	$(BIN)/python -m daemon.cli.schemas deploy/schema

package: ## builds the Debian packages into dist; fetches 400 MB the first time
	deploy/package
