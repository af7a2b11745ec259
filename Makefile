# Needs make and Python 3.11 or later; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= auto

.PHONY: help run test lint lock bench wheel clean

help:
	@echo "make run    read the list in the repository and answer the first question"
	@echo "make test   lint, types, layers and all tests"
	@echo "make bench  measure: questions against other engines, records, page, graphs, lists (takes an hour)"
	@echo "make wheel  build the wheel and prove it in a clean environment"
	@echo "make lock   renew requirements.lock"

# Versions and hashes come from requirements.lock. The package itself stays editable.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("datamap needs Python 3.11 or later; say make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

run: $(READY)
	@$(BIN)/datamap import data/sources/underbitraden.txt
	@echo
	@$(BIN)/datamap query vendors-by-data-outside -p data=telefonnummer -p outside=EEA
	@echo
	@echo "Next:"
	@echo "  $(BIN)/datamap query                                        every question"
	@echo "  $(BIN)/datamap query vendors-by-data -p data=personnummer --lang sv"
	@echo "  $(BIN)/datamap query vendor-facts -p vendor=Stripe"
	@echo "  $(BIN)/datamap import YOUR-LIST.txt -r my-registry.ttl"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest -n $(WORKERS)

bench: $(READY)
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/records.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/network.py
	$(BIN)/python benchmarks/findings.py
	$(BIN)/python benchmarks/lists.py

wheel: $(READY)
	PYTHON=$(PYTHON) sh tests/prove_wheel.sh

lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
