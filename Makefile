# The whole set-up on a fresh machine: `make play` to play, `make test` to test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORLD ?= last-bus
STAMP := $(VENV)/.installed
STAMP_DEV := $(VENV)/.installed-dev
EMBEDDER := $(VENV)/.embedder

.PHONY: install play test test-all check docs clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Fabula needs Python 3.11 or newer; this is %d.%d. Run: make PYTHON=/path/to/python3.11" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Fabula into $(VENV) ..."
	@$(BIN)/python -m pip install -q --upgrade pip -c constraints.txt
	@$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

$(STAMP_DEV): $(STAMP)
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q -c constraints.txt -e '.[dev]'
	@touch $@

# Optional, and done in seconds: without it free words are understood by their words alone.
$(EMBEDDER): $(STAMP)
	@$(BIN)/fabula models pull embedder --yes > /dev/null && touch $@ || echo "Going on without the embedder."

install: $(STAMP_DEV)  ## .venv with everything that tests need, and the models
	@$(BIN)/fabula models pull embedder --yes
	@$(BIN)/fabula models pull small --yes
	@$(BIN)/fabula models pull default --yes

play: $(EMBEDDER)  ## a story in the terminal; WORLD=drowned-bell for another one
	@$(BIN)/fabula play $(WORLD)

test: install  ## the default tests
	$(BIN)/python -m pytest

test-all: install  ## the slow ones and those that fetch from a registry too
	$(BIN)/python -m pytest -m ''

check: $(STAMP_DEV)  ## style and types
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy

docs: install  ## run the code blocks of README and docs, refresh the terminal picture
	$(BIN)/python -m pytest tests/test_docs.py -v
	$(BIN)/python docs/picture.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
