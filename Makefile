# Poinçon. Each target alone sets up all it needs; `make` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The environment is ours: whatever else is active must not leak into it. Python keeps what it has compiled, tests among
# it, or each process that runs some of them would compile all of them again.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME CONDA_PREFIX PYTHONDONTWRITEBYTECODE
UV := VIRTUAL_ENV=$(VENV) $(BIN)/uv --quiet --no-config --no-python-downloads

# What was downloaded is kept in the home of whoever runs this, or in the environment where that cannot be written.
ifeq ($(UV_CACHE_DIR)$(XDG_CACHE_HOME)$(shell test -w "$${HOME:-/nonexistent}" && echo writable),)
export UV_CACHE_DIR := $(CURDIR)/$(VENV)/cache
export PIP_NO_CACHE_DIR := 1
endif

# An environment that was copied from elsewhere, or whose Python is gone, is made anew.
ifneq ($(wildcard $(VENV)/.uv),)
ifeq ($(shell grep -qsF '$(CURDIR)/$(VENV)' $(VENV)/pyvenv.cfg && $(BIN)/python -c 'print(1)' 2>/dev/null),)
$(shell rm -f $(VENV)/.uv)
endif
endif

# The first Python that is recent enough and can make virtual environments; PYTHON=… chooses another.
PYTHON ?=
FIND_PYTHON = for candidate in $${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do \
	"$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { found=$$candidate; break; }; done

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- environment ------------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(VENV)/.ready ## create or refresh .venv from the locked requirements
	@:

# Step 1: a virtual environment that holds uv, put there by pip against known hashes.
$(VENV)/.uv: requirements/bootstrap.txt
	@found=; PYTHON='$(PYTHON)'; $(FIND_PYTHON); if [ -z "$$found" ]; then \
		echo "Poinçon demande Python 3.11 ou plus, avec venv et pip (Debian : apt install python3 python3-venv)." >&2; \
		echo "Poinçon needs Python 3.11 or later, with venv and pip (Debian: apt install python3 python3-venv)." >&2; \
		exit 1; fi; \
	"$$found" -m venv --clear $(VENV)
	@$(PIP_INSTALL) requirements/bootstrap.txt 2>$(SETUP_LOG) || { $(TELL_NO_PACKAGES); exit 1; }
	@touch $@

SETUP_LOG = $(VENV)/setup.log
PIP_INSTALL = $(BIN)/python -m pip --quiet --retries 2 --timeout 15 install --require-hashes -r
define TELL_NO_PACKAGES
	echo "Les paquets Python n'ont pas pu être installés : vérifiez le réseau ; derrière un proxy, HTTPS_PROXY=http://hôte:port make setup (détails : $(SETUP_LOG))." >&2; \
	echo "The Python packages could not be installed: check the network; behind a proxy, HTTPS_PROXY=http://host:port make setup (details: $(SETUP_LOG))." >&2
endef

# Step 2: exactly the locked packages, then the project itself as a path to src/, its catalogues of texts compiled.
# Where only pip knows the way to a package index, pip does the work: slower, against the same hashes.
CATALOGUES := $(wildcard src/poincon/site/locale/*/LC_MESSAGES/*.po)
$(VENV)/.ready: $(VENV)/.uv requirements/dev.txt pyproject.toml hatch_build.py $(CATALOGUES)
	@$(UV) pip sync --require-hashes requirements/dev.txt 2>$(SETUP_LOG) || { \
		echo "uv n'atteint pas les paquets : pip s'en charge, plus lentement. / uv cannot reach the packages: pip does it, slower." >&2; \
		$(PIP_INSTALL) requirements/dev.txt 2>>$(SETUP_LOG) || { $(TELL_NO_PACKAGES); exit 1; }; }
	@$(UV) pip install --offline --no-deps --no-build-isolation --editable .
	@touch $@

# --- work -------------------------------------------------------------------------------------------------------

# Tests write thousands of small files: in memory, where the machine has a place for them and room in it.
SHM := /dev/shm
PYTEST = $$(test -w $(SHM) && test "$$(df -Pk $(SHM) | awk 'END { print $$4 }')" -gt 2000000 \
	&& echo env TMPDIR=$(SHM)) $(BIN)/python -m pytest -n auto --dist loadgroup

.PHONY: test
test: setup ## run the tests that need no browser (ARGS="-k word" for some)
	@$(PYTEST) -m "not browser" $(ARGS)

# Debian's Chromium, where its package puts it. Nothing is skipped when it is lacking: the target fails.
CHROMIUM := /usr/bin/chromium

.PHONY: browser
browser: setup ## run the tests that need a browser (Debian: apt install chromium)
	@test -x $(CHROMIUM) || { \
		echo "$(CHROMIUM) is lacking: apt install chromium fonts-dejavu-core" >&2; exit 1; }
	@$(PYTEST) -m browser $(ARGS)

TEMPLATES := src tests

.PHONY: check
check: setup ## style, types, import contracts, programmes and their cases
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --quiet $(TEMPLATES)
	$(BIN)/djlint --lint --quiet src
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/poincon check programmes/*

.PHONY: format
format: setup ## put code and templates in their one layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet $(TEMPLATES) || test $$? -eq 1

.PHONY: bench
bench: setup ## run the benchmarks, printed as ratios
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: demo
demo: setup ## open the platform with invented data, and print its address and who may sign in (PORT=8001 for another port)
	@$(BIN)/poincon demo

.PHONY: example
example: setup ## assess a real grant agreement on the command line and print the report
	@$(BIN)/poincon assess subvention-pole-2012 programmes/subvention-pole-2012/exemples/convention-reelle.yaml

.PHONY: lock
lock: $(VENV)/.uv ## lock the requirements again, within pyproject.toml (ARGS="--upgrade" for newer ones)
	@$(LOCK) --group bootstrap --output-file requirements/bootstrap.txt
	@$(LOCK) pyproject.toml --output-file requirements/run.txt
	@$(LOCK) pyproject.toml --all-extras --group dev --constraints requirements/run.txt --output-file requirements/dev.txt
	@echo "requirements/ locked"

# For every platform and every Python from 3.11; no header and no addresses, so nothing of this machine gets in.
LOCK = $(UV) pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(ARGS)

.PHONY: clean
clean: ## remove what the targets made, except var/, which holds data
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f src/poincon/site/locale/*/LC_MESSAGES/*.mo
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
