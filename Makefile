# Two commands do all the set-up: `make demo` and `make test`. Everything lives in $(VENV).
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
ARGS ?=
TESTS_AT_ONCE ?= 3

SOURCES := $(shell find static/src static/css static/icons -type f 2>/dev/null)
BUILD := pyproject.toml hatch_build.py static/package-lock.json static/build.mjs

.PHONY: demo test test-tools check format screenshots bench bench-check wire messages clean

demo: $(VENV)/.program
	$(BIN)/edcamp demo $(ARGS)

test: $(VENV)/.developer
	$(BIN)/python hatch_build.py test
	$(BIN)/python -m scheduler warm-up
	$(BIN)/python -m pytest --numprocesses $(TESTS_AT_ONCE) --dist loadfile --no-loadscope-reorder $(ARGS)

# System programs that some tests use: a browser; Redis, and a balancer, for when camps outgrow one process.
test-tools:
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get update
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get install -y --no-install-recommends chromium chromium-headless-shell redis-server nginx fonts-dejavu-core fonts-noto-color-emoji

check: $(VENV)/.developer
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py check

format: $(VENV)/.developer
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: $(VENV)/.developer
	$(BIN)/python tests/e2e/screenshots.py $(ARGS)

# One table after the other; each is also a command of its own, see bench/README.md.
bench: $(VENV)/.developer
	$(BIN)/python -m bench $(ARGS)

# Whether a delivery or a vote has become dearer than it was, on the machine that the budgets were recorded on.
bench-check: $(VENV)/.developer
	$(BIN)/python -m bench.check $(ARGS)

# After a change of the wire's structs, or of words that people read.
wire: $(VENV)/.developer
	$(BIN)/python -m edcamp.wire > static/src/wire.ts
messages: $(VENV)/.developer
	$(BIN)/python -m edcamp.i18n extract

clean:
	rm -rf $(VENV) static/dist static/node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "edcamp needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# An editable install builds the browser bundle into static/dist; done again only when something it is made of changed.
$(VENV)/.program: $(BIN)/python $(BUILD) $(SOURCES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.developer: $(BIN)/python $(BUILD) $(SOURCES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.program
