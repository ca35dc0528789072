# Two commands for a newcomer: `make hello` runs the example on the web, `make test` passes the tests.
# Both install everything they need into .venv and webui/node_modules.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: hello test check bench parity page browser clean

hello: $(STAMP)
	$(BIN)/botbridge run examples/hello.py

test: $(STAMP) browser check
	cd webui && npm test
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	cd webui && npm run check

bench: $(STAMP)
	$(BIN)/python -m benchmarks

# The page's build needs Node; it runs as part of the package's own build.
$(STAMP): pyproject.toml webui/package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[all]" --group dev
	cd webui && npm ci --no-audit --no-fund
	touch $@

# What each primitive becomes, from what the adapters declare and the contract's results.
parity: $(STAMP)
	$(BIN)/python -m pytest tests/contract -k "TestSlackHttp or TestDiscordThreads or TestTeamsPersonal or TestWeb" \
	  --parity docs/parity.md

page: $(STAMP)
	cd webui && npm run build

# The tests look at the page in Debian's Chromium.
browser:
	@command -v chromium >/dev/null || { \
	  run=$$([ "$$(id -u)" = 0 ] || echo sudo); $$run apt-get update -qq && $$run apt-get install -y -qq chromium >/dev/null; }

clean:
	rm -rf $(VENV) webui/node_modules webui/botbridge_webui/static
