# Every command does its own set-up on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
AUDIT := .venv-audit

.PHONY: setup install demo test check bench chaos transcripts audit sbom wheel lock clean
.DEFAULT_GOAL := setup

setup: $(READY) ## make .venv with everything in it, and .venv/bin/kring

$(READY): requirements.lock pyproject.toml
	@echo "Setting up in .venv; this takes about a minute."
	@$(PYTHON) -m venv .venv
	@echo "1/2 libraries, pinned by hash in requirements.lock ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "2/2 kring itself ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
	@echo "Ready: $(BIN)/kring"

install: ## only what a running Kring needs, in .venv: no homeserver, no demo, no tests
	@echo "Installing in .venv; this takes about a minute."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r deploy/build.lock -r deploy/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .
	@echo "Ready: $(BIN)/kring"

demo: setup ## six people who do not exist hold a campfire, on an embedded homeserver
	@$(BIN)/kring demo

check: setup ## lint, types, imports, content
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/kring check

test: check ## everything CI checks; a file's tests stay together, three files run side by side
	@$(BIN)/pytest -n 3 --dist loadfile

chaos: setup ## kills and trouble for a long time, no moment spared; every kind of talk, every long proof
	@CHAOS_SEEDS="1 2 3 4 5 6 7 8 9 10" CHAOS_SPARE=0 $(BIN)/pytest tests/chaos -s -m 'campaign or not campaign'
	@$(BIN)/pytest -m campaign --ignore=tests/chaos

transcripts: setup ## write what Kring says in the transcripts of the tests anew
	@for file in tests/transcripts/*.txt; do $(BIN)/kring rehearse --script $$file --write > /dev/null; done

bench: setup ## reaction and cost beside a minimal echo on the same homeserver; lines of code by room
	@$(BIN)/python -m bench

audit: $(AUDIT) ## known vulnerabilities in what requirements.lock pins (asks the network)
	@$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

$(AUDIT):
	@$(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check pip-audit

sbom: setup ## what a running Kring is made of, as a bill of materials (CycloneDX): dist/kring.cdx.json
	@$(BIN)/python deploy/supply.py sbom dist/kring.cdx.json && echo "dist/kring.cdx.json"

wheel: setup ## dist/kring-*.whl, the same bytes on every machine
	@$(BIN)/python -m hatchling build -t wheel -d dist

lock: ## write requirements.lock anew from pyproject.toml (names, versions, hashes; no addresses)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --all-extras --group dev pyproject.toml -o requirements.lock
	$(MAKE) setup
	$(BIN)/python deploy/supply.py locks
	$(BIN)/python deploy/supply.py licences

clean: ## remove what setup and the tests made
	rm -rf .venv $(AUDIT) tests/jsclient/node_modules tests/calendar/readers/node_modules \
	  tests/calendar/readers/.venv .mypy_cache .ruff_cache .hypothesis dist
