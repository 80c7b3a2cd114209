# The front door. Everything installs into .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# What was compiled is kept: each worker of the tests compiles everything otherwise.
unexport PYTHONDONTWRITEBYTECODE
# A seed of a simulation is the same run in every process: sets come in the same order.
export PYTHONHASHSEED := 0
# Many tests wait for killed processes and slow answers: one worker more than there are cores.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: run test check bench simulate mutants coverage interop format lint clean

run: $(VENV)/.run
	@$(BIN)/python main.py run

test: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

check: lint test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

interop: $(VENV)/.dev
	$(BIN)/pytest -m interop tests/interop -n 0
	$(BIN)/python tests/interop/table.py
	$(BIN)/python tests/interop/comparison.py

coverage: $(VENV)/.dev
	$(BIN)/python -m binance.coverage ../shared/binance/endpoints.json > docs/binance-coverage.md

# Thousands of schedules against the limiter, and a day of a thousand users: about ten minutes;
# twenty thousand with alerts, and a month of streams: half an hour on four cores; a million with
# orders: another twenty minutes; two thousand in which the bot is killed: an hour; who may do
# what, and a hundred thousand forged taps: five.
simulate: $(VENV)/.dev
	LIMIT_SCHEDULES=5000 $(BIN)/pytest -n $(WORKERS) --dist worksteal tests/simulation/limits -rP
	ALERT_SCHEDULES=20000 $(BIN)/pytest -n $(WORKERS) --dist worksteal tests/simulation/alerts -rP
	ORDER_SCHEDULES=1000000 ORDER_ROUNDS=200 $(BIN)/pytest -n $(WORKERS) --dist worksteal tests/simulation/orders -rP
	SCHEDULES=2000 $(BIN)/pytest -n $(WORKERS) --dist worksteal tests/simulation/test_schedules.py -rP
	AUTHORITY_SHARE=1 FORGED_TAPS=100000 $(BIN)/pytest -n $(WORKERS) --dist worksteal tests/authority
	FUZZ_RUNS=300000 $(BIN)/pytest -n $(WORKERS) --timeout 600 tests/fuzz

# Whether tests notice when a line of what guards money and keys is changed: some forty minutes.
mutants: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group mutants
	$(BIN)/mutmut run $(MUTANTS)

bench: $(VENV)/.dev
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Two stamps, so that `make run` waits for what it needs and no more.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev
	@touch $@
