# `make demo` and `make test` set up all they need in .venv; make, git and Python 3.10+ with venv are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-browser test-whisperx check bench clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

demo: $(STAMP)
	$(BIN)/python samples/demo.py

test: $(STAMP) check
	$(BIN)/python -m pytest -q
	@echo "The whisperX engine is tested by: make test-whisperx (makes .venv-whisperx, 8 GB)"
	@echo "The review page in a browser is tested by: make test-browser (needs Chromium)"

test-browser: $(STAMP)
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m pytest -q -m browser tests/browser

# An environment of its own, made anew only when the requirements change.
test-whisperx:
	$(PYTHON) tests/whisperx/environment.py .venv-whisperx
	.venv-whisperx/bin/python -m pytest -q -m whisperx tests/whisperx

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist demo bench
