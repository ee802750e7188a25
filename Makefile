# Everything a newcomer needs is one word away: `make help` lists it.
# Only Python 3.11 or newer and make are expected; the rest comes, pinned and hashed, into .venv.

PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --no-header pyproject.toml --group build --all-extras

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test check bench pins
.DELETE_ON_ERROR:

help: ## List what can be done.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## Install Kindling and its pinned dependencies into .venv.

demo: setup ## Serve a demo with sample content on http://127.0.0.1:8000 (PORT=8001 for another port).
	@$(BIN)/kindling demo --port $(PORT)

dev: $(VENV)/.ready-dev ## Install what the tests and checks need as well.

test: dev ## Run every test, on all cores; with CI=true measure their coverage too.
	@$(BIN)/pytest --numprocesses logical --dist loadfile $(if $(CI),--cov)

check: dev ## Formatting, lint, types, import rules and the project's rules about itself.
	@echo "→ ruff format" && $(BIN)/ruff format --check --quiet .
	@echo "→ ruff check" && $(BIN)/ruff check --quiet .
	@echo "→ mypy" && $(BIN)/mypy
	@echo "→ import-linter" && $(BIN)/lint-imports --no-logo
	@echo "→ pip check" && $(BIN)/python -m pip --disable-pip-version-check check
	@echo "→ rules about the project" && $(BIN)/pytest --quiet tests/project

bench: dev ## Run the benchmarks; each prints its figures.
	@for file in $$(grep -l '^if __name__ == "__main__":' bench/*.py); do name=$$(basename "$$file" .py); \
		echo "→ $$name" && $(BIN)/python -m "bench.$$name" || exit 1; done

pins: dev ## Write requirements/*.txt anew from pyproject.toml, keeping versions that still fit.
	$(UV_COMPILE) --output-file requirements/run.txt
	$(UV_COMPILE) --group dev --output-file requirements/dev.txt

# Each step leaves a stamp in .venv, so that a second `make` has nothing to do.

$(VENV)/.created:
	@command -v $(PYTHON) >/dev/null || { echo "Kindling needs Python 3.11 or newer; '$(PYTHON)' was not found. Name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kindling needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -c 'import platform; print(platform.python_version())'). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' lacks venv and ensurepip. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "→ Creating $(VENV) with Python $$($(PYTHON) -c 'import platform; print(platform.python_version())')"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements/run.txt $(VENV)/.created
	@echo "→ Installing $$(grep -c '^[a-z]' requirements/run.txt) pinned packages (about a minute the first time)"
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@touch $@

$(VENV)/.ready: pyproject.toml $(VENV)/.installed
	@echo "→ Installing Kindling itself"
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements/dev.txt $(VENV)/.ready
	@echo "→ Installing the tools for tests and checks (about a minute the first time)"
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@
