# `make demo` and `make test` set up all they need in .venv; make, git and Python 3.10+ with venv are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= auto

.PHONY: demo test test-fast test-browser test-ray test-s3 test-whisperx check fix docs bench bench-speed clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

demo: $(STAMP)
	$(BIN)/python samples/demo.py

test: $(STAMP) check
	$(BIN)/python -m pytest -q -n $(WORKERS)
	@echo "The whisperX engine is tested by: make test-whisperx (makes .venv-whisperx, 8 GB)"
	@echo "Batches on a Ray cluster are tested by: make test-ray; in buckets by: make test-s3"
	@echo "The review page in a browser is tested by: make test-browser (needs Chromium)"

# What to run while working: everything but whole alignments.
test-fast: $(STAMP)
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not slow and not browser and not whisperx and not ray and not s3"

test-browser: $(STAMP)
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m pytest -q -m browser tests/browser

# A cluster of several nodes on this machine, whose nodes, workers and driver are killed.
test-ray: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[ray]'
	$(BIN)/python -m pytest -q -m ray tests/catalogue

# Buckets on a server of its own, which answers as Amazon's S3 does.
test-s3: $(STAMP)
	$(BIN)/python -m pip install --quiet --group s3
	$(BIN)/python -m pytest -q -m s3 tests/catalogue

# An environment of its own, made anew only when the requirements change.
test-whisperx:
	$(PYTHON) tests/whisperx/environment.py .venv-whisperx
	.venv-whisperx/bin/python -m pytest -q -m whisperx tests/whisperx

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m docs.reference
	$(BIN)/python -m docs.manual

docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --group docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: $(STAMP)
	$(BIN)/python -m benchmarks

# Ratios that tell a slow release from a busy machine; docs/benchmarks.md has a table of them.
bench-speed: $(STAMP)
	$(BIN)/python -m benchmarks --only speed

clean:
	rm -rf $(VENV) build dist demo bench site
